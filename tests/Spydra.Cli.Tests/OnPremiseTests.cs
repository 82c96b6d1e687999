using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>Jobs of the Hadoop client, which here is a script: what it is given, and what becomes of what it does.</summary>
public sealed class OnPremiseTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Hadoop_gets_its_words_one_by_one_and_its_output_goes_through_unchanged()
    {
        Hadoop("""for word in "$@"; do printf '<%s>\n' "$word"; done; printf 'to error\033[1m\n' >&2; cat; printf 'no end of line'""");

        var run = await SubmitAsync(["--spydra-json", Spec(), "--", "-input", "a  b", "*", "$HOME"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal($"<jar>\n<{home.At("job.jar")}>\n<com.example.Main>\n<-D>\n<a=b c>\n<-input>\n<a  b>\n<*>\n<$HOME>\nno end of line", run.Output);
        Assert.Contains("to error\e[1m\n", run.Error);
        Assert.Contains("job is DONE", run.Error);
    }

    [Fact]
    public async Task An_exit_code_is_a_failed_job_and_stands_in_the_result()
    {
        Hadoop("echo half a result; exit 42");

        var run = await SubmitAsync(["--spydra-json", Spec(), "--format", "json"]);

        var result = JsonNode.Parse(run.Output)!;
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(("ERROR", 42, "application"), ((string)result["state"]!, (int)result["job_exit_code"]!, (string)result["class"]!));
        Assert.Contains("half a result", run.Error);
        Assert.Contains("exit code 42", run.Error);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_kills_Hadoop_with_all_that_it_started_also_what_has_lost_its_parent(string signal, int exitCode)
    {
        Hadoop($$"""
            sleep 600 & echo $! > {{home.At("child")}}
            sh -c 'sleep 600 & echo $! > {{home.At("orphan")}}'
            echo started >&2
            wait
            """);
        using var spydra = Start(["--spydra-json", Spec()]);
        await spydra.SeesAsync("started");

        spydra.Signal(signal);
        var run = await spydra.EndAsync();

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("yarn application", run.Error);
        foreach (var file in new[] { "child", "orphan" }) Assert.False(Lives(File.ReadAllText(home.At(file)).Trim()), $"the {file} lives");
    }

    [Fact]
    public async Task A_client_that_was_not_there_leaves_no_job_that_could_live()
    {
        var without = await SubmitAsync(["--run-key", "k", "--spydra-json", Spec()]);
        Hadoop("echo here now");

        var run = await SubmitAsync(["--run-key", "k", "--spydra-json", Spec()]);

        Assert.Equal(2, without.ExitCode);
        Assert.Equal((0, "here now\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Attaching_to_a_job_whose_client_was_killed_does_not_end_its_run()
    {
        Hadoop("echo started >&2; sleep 5");
        using (var killed = Start(["--run-key", "k", "--spydra-json", Spec()]))
        {
            await killed.SeesAsync("started");
            killed.Signal("KILL");
            await killed.EndAsync();
        }

        var attach = await SpydraProcess.RunAsync(home, "attach", "k");
        var run = await SubmitAsync(["--run-key", "k", "--spydra-json", Spec()]);

        Assert.Equal((2, 2), (attach.ExitCode, run.ExitCode));
        Assert.Contains("the job may still run", attach.Error);
        Assert.Contains("the job may still run", run.Error);
    }

    [Fact]
    public async Task Something_left_in_the_background_does_not_hold_the_run()
    {
        Hadoop($"sleep 30 & echo $! > {home.At("daemon")}; echo done");

        var run = await SubmitAsync(["--spydra-json", Spec()]);

        Assert.Equal((0, "done\n"), (run.ExitCode, run.Output));
        using var kill = System.Diagnostics.Process.Start("kill", [File.ReadAllText(home.At("daemon")).Trim()]);
        kill.WaitForExit();
    }

    [Fact]
    public async Task A_dry_run_prints_the_command_and_starts_nothing()
    {
        Hadoop($"touch {home.At("ran")}");

        var json = await SubmitAsync(["--spydra-json", Spec(), "--dry-run", "--format", "json", "--", "it's"]);
        var text = await SubmitAsync(["--spydra-json", Spec(), "--dry-run", "--", "it's"]);

        var words = JsonNode.Parse(json.Output)!["commands"]![0]!.AsArray().Select(word => (string)word!);
        Assert.Equal(["hadoop", "jar", home.At("job.jar"), "com.example.Main", "-D", "a=b c", "it's"], words);
        Assert.Contains($"hadoop jar {home.At("job.jar")} com.example.Main -D 'a=b c' 'it'\\''s'\n", text.Output);
        Assert.False(File.Exists(home.At("ran")));
    }

    [Fact]
    public async Task No_Hadoop_and_no_jar_are_said_with_the_next_step()
    {
        var spec = Spec();
        var without = await SubmitAsync(["--spydra-json", spec]);
        Hadoop("echo never");
        File.Delete(home.At("job.jar"));
        var noJar = await SubmitAsync(["--spydra-json", spec]);

        Assert.Equal((2, 2), (without.ExitCode, noJar.ExitCode));
        Assert.Contains("HADOOP_HOME", without.Error);
        Assert.Contains(home.At("job.jar"), noJar.Error);
        Assert.DoesNotContain("   at ", without.Error + noJar.Error);
        Assert.Empty(noJar.Output);
    }

    [Fact]
    public async Task A_spec_without_cluster_type_says_where_it_runs_and_names_what_has_no_effect()
    {
        Hadoop("echo ran");
        var spec = home.Write("old.json", new JsonObject
        {
            ["submit"] = new JsonObject { ["options"] = new JsonObject { ["jar"] = home.Write("job.jar", ""), ["labels"] = "a=b" } },
        }.ToJsonString());

        var run = await SubmitAsync(["--spydra-json", spec]);

        Assert.Equal((0, "ran\n"), (run.ExitCode, run.Output));
        Assert.Contains("cluster_type is not set, which means onpremise", run.Error);
        Assert.Contains("submit.options.labels", run.Error);
    }

    [Fact]
    public async Task A_run_of_nothing_succeeds_and_starts_nothing()
    {
        Hadoop($"touch {home.At("ran")}");
        var spec = home.Write("null.json", """{"client_id": "c", "cluster_type": "null"}""");

        var run = await SubmitAsync(["--spydra-json", spec, "--format", "json"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("DONE", (string?)JsonNode.Parse(run.Output)!["state"]);
        Assert.False(File.Exists(home.At("ran")));
    }

    private void Hadoop(string script) => home.WriteScript("bin/hadoop", script);

    private string Spec() => home.Write("spec.json", new JsonObject
    {
        ["client_id"] = "c",
        ["cluster_type"] = "onpremise",
        ["submit"] = new JsonObject
        {
            ["options"] = new JsonObject { ["jar"] = home.Write("job.jar", "not really"), ["class"] = "com.example.Main", ["properties"] = new JsonObject { ["core:a"] = "b c" } },
        },
    }.ToJsonString());

    private SpydraProcess Start(string[] words) =>
        SpydraProcess.Start(home, ["submit", .. words], ("PATH", $"{home.At("bin")}:/usr/bin:/bin"));

    private async Task<Finished> SubmitAsync(string[] words)
    {
        using var spydra = Start(words);
        return await spydra.EndAsync();
    }

    private static bool Lives(string id)
    {
        // A zombie is dead, only nobody has asked for its exit code yet.
        var status = $"/proc/{id}/status";
        return File.Exists(status) && !File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal);
    }
}
