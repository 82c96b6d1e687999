using System.Text;
using System.Text.RegularExpressions;
using Spydra.History.Logs;
using Spydra.History.Sources;

namespace Spydra.Benchmarks;

/// <summary>What people do without a tool: look for the word in what the driver printed, and then in the logs of the containers.</summary>
/// <param name="First">Whether the first line with the word, and three after it, hold the evidence.</param>
/// <param name="Last">Whether the last one does.</param>
/// <param name="Any">Whether all such lines do.</param>
/// <param name="Lines">How many there are.</param>
internal sealed partial record GrepBaseline(bool First, bool Last, bool Any, int Lines)
{
    private const int Behind = 3;

    public static async Task<GrepBaseline> OfAsync(CauseCase each, string folder)
    {
        string[] lines = [.. await File.ReadAllLinesAsync(Path.Combine(folder, "failures", each.Name, "driver.txt")), .. await ContainersAsync(each, folder)];
        List<int> found = [.. Enumerable.Range(0, lines.Length).Where(at => Word().IsMatch(lines[at]))];
        bool Holds(IEnumerable<string> some) => some.Any(line => line.Contains(each.Evidence, StringComparison.Ordinal));
        bool HoldsAt(int at) => Holds(lines.Skip(at).Take(1 + Behind));
        return new(found.Count > 0 && HoldsAt(found[0]), found.Count > 0 && HoldsAt(found[^1]), Holds(found.Select(at => lines[at])), found.Count);
    }

    private static async Task<string[]> ContainersAsync(CauseCase each, string folder)
    {
        if (each.Application is not { } application) return [];
        var archive = new FolderSource(Path.Combine(folder, "bucket"));
        var nodes = await LogFolders.OfClient(archive, each.ClientId).NodeFilesAsync(application, user: null, CancellationToken.None).ToListAsync();
        using var text = new MemoryStream();
        await new LogsText(text, TimeZoneInfo.Utc, LogFilter.None).WriteAsync(new AggregatedLogs(archive).ReadAsync(nodes, LogSelection.All, _ => { }, CancellationToken.None), CancellationToken.None);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length).Split('\n');
    }

    [GeneratedRegex("exception|error", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
