using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>What the process does when nobody gets its answer.</summary>
public sealed class LostAnswerTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("explain")]
    [InlineData("explain", "--format", "json")]
    [InlineData("submit", "--dry-run")]
    [InlineData("submit", "--dry-run", "--format", "json")]
    [InlineData("submit", "--dry-run", "--format", "gcloud")]
    [InlineData("submit", "--format", "json")]
    public async Task An_answer_that_no_disk_takes_is_a_failure_with_one_line(params string[] words)
    {
        if (!File.Exists("/dev/full")) Assert.Skip("There is no /dev/full here.");
        using var spydra = SpydraProcess.StartInShell(home, "exec \"$@\" > /dev/full", [.. words, "--spydra-json", Spec(words)]);

        var run = await spydra.EndAsync();

        Assert.Equal(2, run.ExitCode);
        Assert.Single(run.Error.Split('\n'), line => line.StartsWith("spydra: error:", StringComparison.Ordinal));
        Assert.Contains("spydra: error: the answer could not be written to standard output: ", run.Error);
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("submit", "--dry-run")]
    public async Task A_reader_that_has_seen_enough_changes_nothing(params string[] words)
    {
        using var spydra = SpydraProcess.StartInShell(
            home, $"(sleep 0.2; \"$@\"; echo $? > {home.At("code")}) | true", [.. words, "--local", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out")]);

        var run = await spydra.EndAsync();

        Assert.Equal(("0\n", ""), (File.ReadAllText(home.At("code")), run.Error));
    }

    [Fact]
    public async Task A_failure_keeps_its_own_exit_code()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("There is no /dev/full here.");
        home.WriteScript("bin/hadoop", "exit 3");
        var spec = home.Write("spec.json", $$"""
            {"submit": {"options": {"jar": "{{home.Write("job.jar", "")}}"} } }
            """);
        using var spydra = SpydraProcess.StartInShell(
            home, "exec \"$@\" > /dev/full", ["submit", "--format", "json", "--spydra-json", spec], ("PATH", $"{home.At("bin")}:/usr/bin:/bin"));

        var run = await spydra.EndAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the answer could not be written", run.Error);
    }

    /// <summary>A plan is that of a run on Dataproc; what really runs is a run of nothing, which has a result all the same.</summary>
    private string Spec(string[] words) => words.Contains("explain") || words.Contains("--dry-run")
        ? Specs.Streaming(home, "gs://test-logs/out", change: spec => spec["submit"]!["options"]!["project"] = "p")
        : home.Write("null.json", """{"client_id": "c", "cluster_type": "null"}""");
}
