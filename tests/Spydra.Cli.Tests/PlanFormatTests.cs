using System.Diagnostics;
using System.Text.Json.Nodes;
using Spydra.Cli.Reporting;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>What <c>--dry-run</c> prints: for people, for programs, and for a shell.</summary>
public sealed class PlanFormatTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_command_lines_are_what_a_shell_takes_them_for()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a POSIX shell");
        string[] words =
        [
            "gcloud", "dataproc", "--labels=a=b,c=d", "--properties=^;^x:y=1,2;z=it's $HOME `id` \"q\" \\", "--empty=", "--", "", "a b", "*", "~", "-x=y",
            "two\nlines\n", "esc\u001b[0m\n\u0001end", "ünï ☃", "!#&|<>(){}[]?", "\n", "--not-an-option=$X", "tab\tx", "end\n\u0002\n",
        ];

        var script = $"gcloud() {{ printf '%s\\0' gcloud \"$@\"; }}\n{ShellText.Command(words)}";
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-euc", script]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var printed = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.Equal(words, printed.Split('\0')[..^1]);
        Assert.DoesNotContain(script, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public void A_comment_stays_a_comment() => Assert.Equal("# a rm -rf b", ShellText.Comment("a\nrm -rf\u001bb".Replace("rf\u001b", "rf ", StringComparison.Ordinal)));

    [Fact]
    public async Task A_dry_run_prints_command_lines_of_gcloud()
    {
        var spec = Specs.Streaming(home, "gs://test-logs/out");

        var run = await RunAsync("submit", "-n", "--format", "gcloud", "--spydra-json", spec);

        Assert.True(run.ExitCode == 0, run.Error);
        var lines = run.Output.Replace("\\\n", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Collection(lines,
            line => Assert.StartsWith("gcloud dataproc clusters create spydra-", line, StringComparison.Ordinal),
            line => Assert.StartsWith("gcloud dataproc jobs submit hadoop ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("gcloud dataproc clusters delete spydra-", line, StringComparison.Ordinal));
        Assert.Contains(" -reducer 'uniq -c'", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_are_not_Googles_are_exported_first()
    {
        var spec = Specs.Streaming(home, "gs://test-logs/out");

        var run = await RunAsync("submit", "-n", "--local", "--format", "gcloud", "--spydra-json", spec);

        Assert.StartsWith("export CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC=http://127.0.0.1:8470/\nexport CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE=http://127.0.0.1:8471/storage/v1/\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_runs_nothing_has_no_command_lines()
    {
        var spec = home.Write("null.json", """{"cluster_type": "null"}""");

        var run = await RunAsync("submit", "-n", "--format", "gcloud", "--spydra-json", spec);

        Assert.Equal((0, "# Nothing runs on Dataproc: there is nothing that gcloud could send.\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Command_lines_without_a_dry_run_are_refused_and_nothing_is_sent()
    {
        await using var cloud = await Cloud.StartAsync();
        var spec = Specs.Streaming(home, "gs://test-logs/out");

        using var spydra = SpydraProcess.Start(home, ["submit", "--format", "gcloud", "--spydra-json", spec], SpydraProcess.At(cloud.Server));
        var run = await spydra.EndAsync();

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("--format gcloud prints what a dry run would send, and this is none.", run.Error, StringComparison.Ordinal);
        Assert.Empty(await cloud.JobStatesAsync());
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("gcloud")]
    public async Task No_format_shows_a_secret(string format)
    {
        var spec = Specs.Streaming(home, "gs://test-logs/out", change: spec =>
        {
            spec["cluster"] = new JsonObject { ["options"] = new JsonObject { ["metadata"] = new JsonObject { ["db-password"] = "hunter2", ["plain"] = "seen" } } };
            spec["submit"]!["options"]!["properties"] = "fs.x.secret.key=hunter2";
        });

        var run = await RunAsync("submit", "-n", "--format", format, "--spydra-json", spec);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("hunter2", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("***", run.Output, StringComparison.Ordinal);
        Assert.Contains("seen", run.Output, StringComparison.Ordinal);
    }

    private async Task<Finished> RunAsync(params string[] arguments)
    {
        using var spydra = SpydraProcess.Start(home, arguments, ("GOOGLE_CLOUD_PROJECT", "p"));
        return await spydra.EndAsync();
    }
}
