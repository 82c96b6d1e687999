using System.Collections.Concurrent;

namespace Spydra.History.Causes;

public sealed class GoldenTroublesTests
{
    [Fact]
    public async Task Every_text_that_shows_a_cause_is_found_where_it_stands()
    {
        if (Scanning.Corpus is not { } corpus) return;

        var missed = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Scanning.Cases, async (each, cancellationToken) =>
        {
            var (evidence, where, isFailure) = (each[9], each[10].Split(','), each[7] is not ("none" or "skew"));
            var driver = await File.ReadAllBytesAsync(Path.Combine(corpus, "failures", each[0], "driver.txt"), cancellationToken);
            var inDriver = await ScannedAsync(driver, "driver.txt");
            if (isFailure && where.Contains("driver") && !inDriver.Any(text => text.Contains(evidence, StringComparison.Ordinal))) missed.Add($"{each[0]}: driver");
            if (each[2] == "-") return;

            var inContainers = new List<string>();
            foreach (var (name, bytes) in await Scanning.ContainersAsync(each[3], each[2])) inContainers.AddRange(await ScannedAsync(bytes, name));
            if (isFailure && where.Contains("container") && !inContainers.Any(text => text.Contains(evidence, StringComparison.Ordinal))) missed.Add($"{each[0]}: containers");
        });

        Assert.Empty(missed);
    }

    [Fact]
    public async Task Words_of_diagnostics_and_their_lines_are_found_too()
    {
        if (Scanning.Corpus is not { } corpus) return;

        foreach (var each in Scanning.Cases.Where(row => row[10].Split(',').Contains("diagnostics")))
        {
            var text = await File.ReadAllTextAsync(Path.Combine(corpus, "failures", each[0], "diagnostics.txt"), CancellationToken.None);

            var troubles = Scanning.Of(text);

            Assert.Contains(troubles, trouble => trouble.Texts().Any(said => said.Contains(each[9], StringComparison.Ordinal) || each[9] == "killed by user"));
            Assert.All(troubles, trouble => Assert.Null(trouble.Offset));
        }
    }

    private static async Task<List<string>> ScannedAsync(byte[] bytes, string name)
    {
        var scan = await Scanning.OfBytesAsync(bytes, file: name);
        Scanning.AssertPlaces(scan, bytes);
        Assert.Equal(bytes.Length, scan.Bytes);
        return [.. scan.Troubles.SelectMany(trouble => trouble.Texts())];
    }
}
