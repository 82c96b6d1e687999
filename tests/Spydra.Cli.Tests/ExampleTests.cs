using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Spydra.Emulator;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>The examples, run as their READMEs say.</summary>
public sealed partial class ExampleTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Wordcount_counts_as_sort_and_uniq_would()
    {
        var expected = Directory.GetFiles(RepositoryFiles.At("examples/wordcount/input"))
            .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .GroupBy(word => word, StringComparer.Ordinal)
            .ToDictionary(word => word.Key, word => word.Count(), StringComparer.Ordinal);

        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--spydra-json", "examples/wordcount/spydra.json");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var counted = (await OutputAsync("wordcount-example", "words/")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim('\t', ' ').Split(' '))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[1], parts => int.Parse(parts[0]), StringComparer.Ordinal);
        Assert.Equal(expected, counted);
    }

    [Fact]
    public async Task Event_dedup_gives_the_expected_digest()
    {
        await ShellAsync($"examples/event-dedup/generate.sh {home.At("events")} 1");

        await ShellAsync($"examples/event-dedup/run.sh {home.At("events")} {home.At("once")} --local");

        var once = Directory.GetDirectories(home.At("once")).Order(StringComparer.Ordinal).SelectMany(hour => File.ReadAllBytes(Path.Combine(hour, "part-00000"))).ToArray();
        var expected = File.ReadAllText(RepositoryFiles.At("examples/event-dedup/expected.sha256")).Split(' ')[0];
        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(once)));
        Assert.Equal(12_000, once.Count(b => b == '\n'));
    }

    [Fact]
    public async Task The_second_run_of_pooled_takes_the_cluster_that_the_first_one_left()
    {
        string[] command = ["submit", "--local", "--spydra-json", "examples/pooled/spydra.json"];

        var (first, second) = (await SpydraProcess.RunAsync(home, command), await SpydraProcess.RunAsync(home, command));

        Assert.True((first.ExitCode, second.ExitCode) == (0, 0), first.Error + second.Error);
        Assert.Contains("is CREATING", first.Error);
        Assert.DoesNotContain("is CREATING", second.Error);
        Assert.Contains("cluster spydra-pooled-example-0-", second.Error);
    }

    private async Task<string> OutputAsync(string bucket, string prefix)
    {
        await using var emulator = await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = home.At(".local/state/spydra/emulator") }, CancellationToken.None);
        using var http = new HttpClient();
        var list = await http.GetStringAsync(new Uri(emulator.StorageUrl, $"storage/v1/b/{bucket}/o?prefix={prefix}"));
        var part = Part().Match(list).Groups["name"].Value;
        return await http.GetStringAsync(new Uri(emulator.StorageUrl, $"storage/v1/b/{bucket}/o/{Uri.EscapeDataString(part)}?alt=media"));
    }

    private async Task ShellAsync(string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = RepositoryFiles.Root, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["SPYDRA"] = Path.Combine(AppContext.BaseDirectory, "Spydra.Cli");
        start.Environment["HOME"] = home.Path;
        start.Environment["XDG_STATE_HOME"] = home.At("state");
        using var shell = Process.Start(start)!;
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, $"{command}\n{await output}{await error}");
    }

    [GeneratedRegex("[A-Za-z]+", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("\"name\": ?\"(?<name>[^\"]*part-00000)\"", RegexOptions.None, 1000)]
    private static partial Regex Part();
}
