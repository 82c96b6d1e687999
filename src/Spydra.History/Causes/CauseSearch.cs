using Spydra.Failures;
using Spydra.History.Causes.Evidence;

namespace Spydra.History.Causes;

/// <summary>Finds out why a job failed: gathers what it left, and has the rules decide.</summary>
public static class CauseSearch
{
    /// <summary>The cause. What cannot be read is no error: <see cref="Diagnosis.Missing"/> names it.</summary>
    /// <param name="question">Which job.</param>
    /// <param name="report">Hears of what is being read, a line each.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Diagnosis> FindAsync(CauseQuestion question, Action<string> report, CancellationToken cancellationToken) => CauseFinder.Of(await GatherAsync(question, report, cancellationToken));

    /// <summary>The story that the cause is found in. It is read by two hands: what the driver printed may be long.</summary>
    /// <exception cref="SpydraException">A folder of copied logs is none, or is of several jobs.</exception>
    public static async Task<FailureStory> GatherAsync(CauseQuestion question, Action<string> report, CancellationToken cancellationToken)
    {
        void Told(string line)
        {
            lock (report) report(line);
        }

        var folder = question.Folder is { } path ? new FolderEvidence(await CopiedFolder.LookAsync(path, cancellationToken), Told) : null;
        if (folder is not null) question = await folder.AnswerAsync(question, cancellationToken);
        var driver = Task.Run(() => Readable.TryStoryAsync(() => DriverEvidence.GatherAsync(question.Driver, Told, cancellationToken)), cancellationToken);
        var applications = await ApplicationsAsync(question, Told, cancellationToken);
        if (folder is { IsArchive: false }) applications = applications.With(await folder.GatherAsync(cancellationToken));
        var story = FailureStory.Empty with { Missing = question.Missing };
        story = story.With(ServiceEvidence.Of(question.JobState, question.JobDetails, question.ExitCode))
            .With(DiagnosticsEvidence.Of(question.YarnState, question.Diagnostics))
            .With(applications).With(await driver);
        return StoryOrder.Of(story);
    }

    private static async Task<FailureStory> ApplicationsAsync(CauseQuestion question, Action<string> report, CancellationToken cancellationToken)
    {
        var story = FailureStory.Empty;
        if (question is not { Archive: { } archive, ClientId: { } client }) return story;
        var evidence = new ArchiveEvidence(archive, client, report);
        foreach (var application in question.Applications)
        {
            // Tasks and stages of two applications have the same ids.
            var prefix = question.Applications.Length > 1 ? $"{application}: " : "";
            story = story.With(await Readable.TryStoryAsync(() => evidence.GatherAsync(application, prefix, asksState: question.JobState is null, cancellationToken)));
        }

        return story;
    }
}
