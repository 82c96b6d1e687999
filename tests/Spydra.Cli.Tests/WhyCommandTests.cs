using System.CommandLine;
using System.Text.Json.Nodes;
using Spydra.Cli.Commands;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Runs.Journal;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>The words of <c>spydra why</c>, and what it does with them.</summary>
public sealed class WhyCommandTests : IDisposable
{
    private const string Application = "application_1795306400786_0001";

    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("What failed is not said: add --run RUN, or --application ID")]
    [InlineData("What failed is not said: add --application ID", "--log-bucket", "b", "--client-id", "c")]
    [InlineData("add --log-bucket B and --client-id ID", "--application", Application)]
    [InlineData("add --client-id ID", "--application", Application, "--log-bucket", "b")]
    [InlineData("add --log-bucket B", "--application", Application, "--client-id", "c")]
    [InlineData("add --client-id ID", "--driver-output", "x", "--log-bucket", "b")]
    [InlineData("leave out --application, or --run", "--run", "r", "--application", Application)]
    [InlineData("the id of a run is expected", "--run", "r", "--log-bucket", "b", "--client-id", "c")]
    [InlineData("names no object", "--driver-output", "gs://bucket")]
    [InlineData("--client-id is 'a/b'", "--application", Application, "--log-bucket", "b", "--client-id", "a/b")]
    [InlineData("--username is ''", "--application", Application, "--log-bucket", "b", "--client-id", "c", "--username", "")]
    public void What_does_not_go_together_is_said_with_what_to_add(string said, params string[] words) =>
        Assert.Contains(Parse(words, _ => { }).Errors, error => error.Message.Contains(said, StringComparison.Ordinal));

    [Fact]
    public async Task The_words_arrive()
    {
        WhyArguments? heard = null;

        await Parse(["logs", "--log-bucket", "b", "--client-id", "c", "--application", "a,b", "--application", "d", "--username", "u", "--driver-output", "-", "--local", "--format", "json"], said => heard = said).InvokeAsync();

        Assert.Equal(["a", "b", "d"], heard!.Applications);
        Assert.Equal(new WhyArguments(OutputFormat.Json) { LogBucket = "b", ClientId = "c", User = "u", DriverOutput = "-", Folder = "logs", Local = true }, heard with { Applications = [] });
    }

    [Theory]
    [InlineData("there is no such file", "--driver-output", "no-such-file")]
    [InlineData("'no-such-folder' is no folder", "no-such-folder")]
    [InlineData("No run 'r' is known on this machine", "--run", "r")]
    [InlineData("--application is 'application_x'", "--application", "application_x", "--log-bucket", ".", "--client-id", "c")]
    public async Task What_is_not_there_is_named(string said, params string[] words)
    {
        var why = await SpydraProcess.RunAsync(home, ["why", .. words]);

        Assert.Equal((2, ""), (why.ExitCode, why.Output));
        Assert.Contains("spydra: error: ", why.Error);
        Assert.Contains(said, why.Error);
    }

    [Fact]
    public async Task The_driver_s_words_alone_may_be_enough()
    {
        var file = home.Write("driver.txt", "Traceback (most recent call last):\n  File \"etl.py\", line 3, in <module>\n    import geoip2\nModuleNotFoundError: No module named 'geoip2'\n");

        var text = await SpydraProcess.RunAsync(home, "why", "--driver-output", file);
        var json = await SpydraProcess.RunAsync(home, "why", "--driver-output", file, "--format", "json");

        var answer = JsonNode.Parse(json.Output)!;
        Assert.Equal("missing_module", (string?)answer["cause"]);
        Assert.Equal((0, 0), (text.ExitCode, json.ExitCode));
        Assert.Contains("(missing_module, application, ", text.Output);
        Assert.Contains("byte ", text.Output);
    }

    [Fact]
    public async Task Of_which_nothing_is_known_the_exit_code_is_1()
    {
        Directory.CreateDirectory(home.At("nothing"));

        var why = await SpydraProcess.RunAsync(home, "why", home.At("nothing"), "--format", "json");

        Assert.Equal((1, "unknown"), (why.ExitCode, (string?)JsonNode.Parse(why.Output)!["cause"]));
    }

    [Fact]
    public async Task What_a_journal_knows_is_told_where_nothing_new_can_be_read()
    {
        var why = new Diagnosis("schema", FailureClass.Application, 0.95, "no column utm_campain")
        {
            Evidence = [new(EvidenceSource.Container, "KeyError\e[2J") { Container = "container_1795314636366_0100_01_000003", File = "stderr", Offset = 4711 }],
            Next = ["Mend it"],
        };
        Journal("k", new RunResult(true, JobState.Error, FailureClass.Application) { Cause = why.Summary, WhatToDo = "Mend it", Why = why });

        var told = await SpydraProcess.RunAsync(home, "why", "--run", "k");
        var described = await SpydraProcess.RunAsync(home, "describe", "k");
        var json = JsonNode.Parse((await SpydraProcess.RunAsync(home, "describe", "k", "--format", "json")).Output)!["run"]!["why"]!;

        Assert.True(told.ExitCode == 0, told.Error);
        foreach (var text in new[] { told.Output, described.Output })
        {
            Assert.Contains("why: no column utm_campain (schema, application, 0.95)\n", text);
            Assert.Contains("  open: spydra dump-logs --log-bucket test-logs --client-id test --application application_1795314636366_0100 --container ", text);
            Assert.DoesNotContain('\e', text);
        }

        Assert.Equal(("schema", 0.95, 4711), ((string)json["cause"]!, (double)json["confidence"]!, (int)json["evidence"]![0]!["offset"]!));
    }

    [Fact]
    public async Task A_run_that_never_had_a_job_says_how_it_failed()
    {
        Journal("k", new RunResult(false, null, FailureClass.Capacity) { Cause = "Insufficient 'CPUS' quota.", WhatToDo = "Ask for fewer." }, hasJob: false);

        var why = await SpydraProcess.RunAsync(home, "why", "--run", "k");

        Assert.Equal(1, why.ExitCode);
        Assert.Contains("why: the run failed before its job: Insufficient 'CPUS' quota. (unknown, capacity, 0)\ntry: Ask for fewer.\n", why.Output);
    }

    private void Journal(string key, RunResult result, bool hasJob = true)
    {
        var id = Guid.NewGuid();
        var facts = new RunFacts(key, "--run-key", 1, id, "d", "test", "job-1") { Project = "p", Region = "europe-west1", LogBucket = "test-logs" };
        JournalRecord[] records =
        [
            new JournalRecord.Led(default, 1, "somebody"), new JournalRecord.Begun(default, facts), .. hasJob ? [new JournalRecord.Submitting(default), new JournalRecord.JobIs(default, JobState.Error, null, null)] : Array.Empty<JournalRecord>(),
            new JournalRecord.Ended(default, result), new JournalRecord.Left(default),
        ];
        Directory.CreateDirectory(home.At(".local/state/spydra/runs"));
        File.WriteAllBytes(home.At($".local/state/spydra/runs/{id}.jsonl"), JournalText.Write(records));
    }

    private static ParseResult Parse(string[] words, Action<WhyArguments> hear) => new Command("spydra")
    {
        WhyCommand.Create((said, _) =>
        {
            hear(said);
            return Task.FromResult(0);
        }),
    }.Parse(["why", .. words]);
}
