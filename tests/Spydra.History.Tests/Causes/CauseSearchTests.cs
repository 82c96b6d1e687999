using System.Text;
using Spydra.Events;
using Spydra.Failures;
using Spydra.History.Causes.Evidence;
using Spydra.History.Logs;
using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.History.Causes;

public sealed class CauseSearchTests : IDisposable
{
    private const string Stack = "java.lang.NullPointerException: nothing\n\tat com.example.Main.main(Main.java:3)\n";

    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Endings_come_in_the_order_of_who_knows_most()
    {
        var story = await Story.GatherAsync(new() { JobState = JobState.Error, JobDetails = "Google Cloud Dataproc Agent reports job failure.", YarnState = "SUCCEEDED", ExitCode = 1 });

        Assert.Equal([(EvidenceSource.Diagnostics, Outcome.Succeeded, true), (EvidenceSource.Driver, Outcome.Failed, false), (EvidenceSource.Api, Outcome.Failed, false)], story.Endings.Select(ending => (ending.Source, ending.Outcome, ending.IsWeak)));
        Assert.Contains(story.Troubles, trouble => trouble.Place.Source == EvidenceSource.Api);
        Assert.Contains("the driver's output", story.Missing);
    }

    [Fact]
    public async Task Diagnostics_tell_of_the_masters_that_ended()
    {
        var story = await Story.GatherAsync(new()
        {
            YarnState = "FAILED",
            Diagnostics = "Application application_1795306400786_0001 failed 2 times due to AM Container for appattempt_1795306400786_0001_000002 exited with  exitCode: 1\nFailing this attempt.",
        });

        Assert.Equal(["master 2"], story.OnPath());
        Assert.Equal(1, story.Steps.Single().ExitCode);
        Assert.Equal((EvidenceSource.Diagnostics, false), story.Endings.Select(ending => (ending.Source, ending.IsWeak)).Single());
    }

    [Fact]
    public async Task A_driver_that_cannot_be_read_is_missing_and_no_error()
    {
        var story = await Story.GatherAsync(new() { Driver = new("gs://b/driveroutput", _ => throw new UnreadableFileException("gs://b/driveroutput", "it is not there any more")), Missing = ["the weather"] });

        Assert.Equal(["the weather", "gs://b/driveroutput cannot be read: it is not there any more"], story.Missing);
    }

    [Fact]
    public async Task What_is_not_in_the_archive_is_named()
    {
        var story = await Story.OfAsync(new FolderSource(home.Path), "c", "application_1795306400786_0001");

        Assert.Contains(story.Missing, missing => missing.StartsWith("no history of application_1795306400786_0001 in ", StringComparison.Ordinal));
        Assert.Contains(story.Missing, missing => missing.StartsWith("no event log of application_1795306400786_0001 in ", StringComparison.Ordinal));
        Assert.Contains(story.Missing, missing => missing.StartsWith("no container logs of application_1795306400786_0001 in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Steps_of_several_applications_are_told_apart_and_a_damaged_file_is_named()
    {
        WriteNode(1, [new("container_1795306400786_0001_01_000001", "stderr", Stack)]);
        WriteNode(2, [new("container_1795306400786_0002_01_000001", "stderr", Stack)]);
        home.Write("logs/c/root/logs/application_1795306400786_0002/w-1_8041", "no log");

        var story = await Story.OfAsync(new FolderSource(home.Path), "c", "application_1795306400786_0001", "application_1795306400786_0002");

        Assert.Equal(["application_1795306400786_0001: master 1", "application_1795306400786_0002: master 1"], story.Steps.Select(step => step.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["w-0", "w-0"], story.Troubles.Select(trouble => trouble.Place.Host));
        Assert.Contains(story.Missing, missing => missing.Contains("w-1_8041, byte", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_manifest_tells_how_the_job_ended_where_nobody_else_does()
    {
        WriteNode(1, [new("container_1795306400786_0001_01_000001", "stderr", Stack)]);
        home.Write("logs/c/_manifests/other.json", """{"job_id": "other", "job_state": "DONE", "applications": [{"id": "application_1795306400786_0009"}]}""");
        home.Write("logs/c/_manifests/nightly.json", """{"job_id": "nightly", "job_state": "ERROR", "applications": [{"id": "application_1795306400786_0001"}]}""");

        var story = await Story.OfAsync(new FolderSource(home.Path), "c", "application_1795306400786_0001");

        Assert.Equal([(EvidenceSource.Api, Outcome.Failed, "ERROR")], story.Endings.Select(ending => (ending.Source, ending.Outcome, ending.Words)));
    }

    [Theory]
    [InlineData(5_000_000)]
    [InlineData(1_200_000)]
    [InlineData(700_000)]
    public async Task Of_a_long_log_beginning_and_end_are_read_and_offsets_are_those_of_the_whole(int length)
    {
        var text = new StringBuilder("26/11/22 00:00:00 ERROR Main: at the beginning\n");
        while (text.Length < length) text.Append("26/11/22 00:00:01 INFO Main: a line of no interest\n");
        var at = text.Length;
        text.Append(Stack).Append("the end\n");
        WriteNode(1, [new("container_1795306400786_0001_01_000001", "stderr", text.ToString())]);

        var story = await Story.OfAsync(new FolderSource(home.Path), "c", "application_1795306400786_0001");

        Assert.Equal([0L, at], story.Troubles.Select(trouble => trouble.Offset));
        Assert.Equal(["the end"], story.LastLines.Select(line => line.Text).TakeLast(1));
        Assert.Equal(at + Stack.Length, story.LastLines[^1].Offset);
    }

    [Fact]
    public async Task A_long_log_without_a_line_end_is_read_to_its_end()
    {
        WriteNode(1, [new("container_1795306400786_0001_01_000001", "stderr", new string('x', 5_000_000))]);

        var story = await Story.OfAsync(new FolderSource(home.Path), "c", "application_1795306400786_0001");

        Assert.All(story.LastLines, line => Assert.InRange(line.Text.Length, 1, 4000));
    }

    [Fact]
    public void What_somebody_tells_of_an_attempt_that_is_known_is_that_attempts()
    {
        var known = new Step(StepKind.Attempt, "task 3.1 in stage 7.0");
        Trouble Told(EvidenceSource source) => new(new EvidencePlace(source), "Lost task 3.1 in stage 7.0") { Attempt = "3.1 in stage 7.0" };

        var story = StoryOrder.Of(new() { Steps = [known], Troubles = [Told(EvidenceSource.Driver), Told(EvidenceSource.Container)] });

        Assert.Equal([known.Id, known.Id], story.Troubles.Select(trouble => trouble.Place.Step));
    }

    private void WriteNode(int number, Log[] logs)
    {
        var folder = home.At($"logs/c/root/logs/application_1795306400786_000{number}");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "w-0_8041"), new TFileWriter().Write(logs));
    }
}
