using System.Text;
using System.Text.Json.Nodes;
using Spydra.Cli.Reporting;
using Spydra.Emulator;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Runs;
using Spydra.Runs.Journal;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

public sealed class ConclusionTests
{
    [Fact]
    public void A_job_that_failed_is_told_by_the_exception_that_its_driver_ended_in()
    {
        var conclusion = Failed("Google Cloud Dataproc Agent reports job failure.", Printed("quota is 12\nTraceback (most recent call last):\n  File \"a.py\"\nKeyError: 'day'\n"));

        Assert.Equal(["failed (application): KeyError: 'day'", "what to do: " + conclusion.Verdict!.WhatToDo], conclusion.Lines(ran: true));
    }

    [Fact]
    public void A_node_that_was_lost_and_got_over_is_not_the_cause()
    {
        var tail = Printed("WARN YarnAllocator: Container marked as failed: c. Exit status: -100. Diagnostics: Container released on a *lost* node\nTraceback (most recent call last):\nKeyError: 'day'\n");

        Assert.Equal("failed (application): KeyError: 'day'", Failed(null, tail).Lines(ran: true).First());
    }

    [Fact]
    public void A_cause_holds_no_secret_and_moves_no_cursor()
    {
        var line = Failed(null, Printed("ValueError: jdbc:x?password=hunter2\e[2J\n")).Lines(ran: true).First();

        Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', line);
    }

    [Fact]
    public void What_is_wrong_with_a_spec_is_told_whole()
    {
        var at = new SpecLocation("job.json", 1, 2);
        var error = new SpecException([.. Enumerable.Range(1, 20).Select(number => new SpecProblem(at, $"key{number}", "is wrong in a way that takes some words.", "Mend it."))]);

        Assert.Contains("key20", Conclusion.Of(error).Lines(ran: false).First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData(200_000)]
    public void The_last_64_KB_are_kept_in_whatever_pieces_they_come(int length)
    {
        var printed = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        var expected = printed[Math.Max(0, length - 65536)..];

        Assert.Equal(expected, Printed(printed).Text);
        Assert.Equal(expected, Printed([.. printed.Chunk(1000).Select(piece => new string(piece))]).Text);
    }

    [Fact]
    public void A_character_that_is_cut_is_left_out() => Assert.Equal(new string('x', 65534), Printed("€" + new string('x', 65534)).Text);

    [Fact]
    public async Task A_run_without_quota_says_class_cause_and_what_to_do()
    {
        using var home = new TempDir();
        var fault = new Fault { Method = "clusters.create", Effect = FaultEffect.Error, Code = 400, Message = "Insufficient 'CPUS' quota. Requested 12.0, available 8.0." };
        await using var cloud = await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = home.At("cloud"), Buckets = ["test-logs"], Faults = [fault] }, CancellationToken.None);

        var typed = await SubmitAsync(home, cloud, "--format", "json");
        var styx = await SubmitAsync(home, cloud, "--exit-codes", "styx");
        var answer = JsonNode.Parse(typed.Output)!;

        Assert.Equal((4, 20), (typed.ExitCode, styx.ExitCode));
        Assert.Equal("capacity", (string?)answer["class"]);
        Assert.Contains("Insufficient 'CPUS' quota.", (string?)answer["cause"], StringComparison.Ordinal);
        Assert.Contains("raise the quota 'CPUS'", (string?)answer["what_to_do"], StringComparison.Ordinal);
        Assert.Contains("\nspydra: what to do: Ask for fewer", styx.Error, StringComparison.Ordinal);
    }

    private static async Task<Finished> SubmitAsync(TempDir home, EmulatorServer cloud, params string[] options)
    {
        using var spydra = SpydraProcess.Start(home, ["submit", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out"), .. options], SpydraProcess.At(cloud));
        return await spydra.EndAsync();
    }

    private static Conclusion Failed(string? details, DriverTail tail) => Conclusion.Of(Conclusions.Of(
        RunStory.Of([new JournalRecord.Submitting(default), new JournalRecord.JobIs(default, JobState.Error, details, null)]), null, tail.Text));

    private static DriverTail Printed(params string[] pieces)
    {
        var tail = new DriverTail();
        foreach (var piece in pieces) tail.On(new RunEvent.DriverOutput(Encoding.UTF8.GetBytes(piece)));
        return tail;
    }
}
