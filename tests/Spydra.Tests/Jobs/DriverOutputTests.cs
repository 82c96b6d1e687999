using System.Text;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Jobs;

public sealed class DriverOutputTests
{
    [Fact]
    public async Task Large_output_is_delivered_byte_for_byte_over_several_objects()
    {
        var text = Numbered(4 << 20);
        await using var cloud = await RunCloud.StartAsync(Fails() with { Output = text });
        using var run = RecordedRun.Against(cloud);

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Error, outcome.State);
        AssertSame(text, run.Output);
        Assert.Contains(run.Sent, request => request.Url.AbsolutePath.EndsWith(".000000004", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FaultEffect.Truncate)]
    [InlineData(FaultEffect.DropAfter)]
    [InlineData(FaultEffect.Error)]
    public async Task Output_whose_reading_breaks_off_again_and_again_is_neither_lost_nor_doubled(string effect)
    {
        var text = Numbered(2 << 20);
        await using var cloud = await RunCloud.StartAsync(Fails() with { Output = text }, new Fault { Method = "objects.get", Effect = effect, Every = 2 });
        using var run = RecordedRun.Against(cloud);

        await run.RunAsync();

        AssertSame(text, run.Output);
    }

    [Fact]
    public async Task Output_is_delivered_while_the_driver_still_runs()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        var gate = run.At("gate");
        run.Runs($"sh -c 'until test -e {gate}; do sleep 0.02; done; cat'");

        // The job waits until its first output has come through.
        run.When<RunEvent.DriverOutput>(_ => true, () => File.WriteAllText(gate, ""));
        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.True(Index(run, happened => happened is RunEvent.DriverOutput)
            < Index(run, happened => happened is RunEvent.JobStateChanged { State: JobState.Done }));
        Assert.Equal(2, run.Output.Split("completed successfully").Length);
    }

    [Fact]
    public async Task Output_that_is_never_closed_is_waited_for_a_while_and_then_warned_of()
    {
        await using var cloud = await RunCloud.StartAsync(
            Fails() with { Output = "all of it" },
            new Fault { Method = "objects.get", Effect = FaultEffect.Error, Code = 404, Name = "driveroutput.000000001" });
        using var run = RecordedRun.Against(cloud);

        var outcome = await run.RunAsync();

        Assert.Equal((JobState.Error, "all of it\n"), (outcome.State, run.Output));
        Assert.Contains("not closed", Assert.Single(run.Events.OfType<RunEvent.Warned>()).Text);
    }

    [Fact]
    public async Task A_job_without_any_output_ends_all_the_same()
    {
        await using var cloud = await RunCloud.StartAsync(Fails());
        using var run = RecordedRun.Against(cloud);

        var outcome = await run.RunAsync();

        Assert.Equal((JobState.Error, ""), (outcome.State, run.Output));
        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.Warned);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_output_of_every_attempt_is_delivered_whole_even_when_it_is_over_before_we_look(int lateLook)
    {
        var text = Numbered(3 << 20);
        await using var cloud = await RunCloud.StartAsync(
            RunCloud.Quick with { JobStart = TimeSpan.FromMilliseconds(60) },
            Fails() with { Output = text, Attempt = 1 },
            new Fault { Method = "jobs.get", Effect = FaultEffect.Delay, Delay = TimeSpan.FromMilliseconds(400), Nth = lateLook });
        using var run = RecordedRun.Against(cloud);
        run.SubmitOptions["max-failures-per-hour"] = 3;

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal(2, run.Events.OfType<RunEvent.DriverOutputFound>().Count());
        AssertSame(text, run.Output[..Math.Min(text.Length, run.Output.Length)]);
        Assert.Contains("completed successfully", run.Output[text.Length..]);
    }

    [Fact]
    public async Task A_job_that_someone_else_cancels_has_a_class_of_its_own()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "jobs.submit", Effect = FaultEffect.JobHangs, Output = "begun" });
        using var run = RecordedRun.Against(cloud);
        Task? cancel = null;
        run.When<RunEvent.DriverOutput>(_ => true, () => cancel = cloud.PostAsync($"jobs/{run.Plan!.Job.Id}:cancel", []));

        var outcome = await run.RunAsync();

        await cancel!;
        Assert.Equal(FailureClass.Cancelled, FailureClasses.Of(outcome.State));
        Assert.Equal("begun\n", run.Output);
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_job_that_fails_is_a_result_with_the_services_words()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud).Runs("false");

        var outcome = await run.RunAsync();

        Assert.Equal((JobState.Error, FailureClass.Application), (outcome.State, FailureClasses.Of(outcome.State)));
        Assert.NotEmpty(outcome.Details!);
        Assert.Contains("subprocess failed with code 1", run.Output);
        Assert.Empty(await cloud.ClustersAsync());
    }

    private static Fault Fails() => new() { Method = "jobs.submit", Effect = FaultEffect.JobFails };

    /// <summary>Lines that are each another, so that one that is missing, doubled or out of place is seen.</summary>
    private static string Numbered(int length)
    {
        var text = new StringBuilder(length + 32);
        for (var line = 0; text.Length < length; line++) text.Append("line ").Append(line).Append('\n');
        return text.ToString();
    }

    private static void AssertSame(string expected, string actual)
    {
        // Said by place, because a difference of megabytes helps nobody.
        var same = expected.AsSpan().CommonPrefixLength(actual);
        Assert.True(expected == actual, $"The same up to {same} of {expected.Length}; there are {actual.Length}.");
    }

    private static int Index(RecordedRun run, Predicate<RunEvent> matches) => run.Events.ToList().FindIndex(matches);
}
