using Spydra.Events;
using Spydra.Failures;
using Spydra.History.Archive;
using Spydra.History.Sources;

namespace Spydra.History.Causes.Evidence;

/// <summary>What the service says of the job; where nobody asked it, what the archive's manifest keeps of that.</summary>
internal static class ServiceEvidence
{
    /// <summary>A manifest is written when the logs are there; clocks of machines differ.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    /// <summary>A client with many jobs has many manifests, and only their content tells which application each is of.</summary>
    private const int MostManifests = 50;

    public static FailureStory Of(JobState? state, string? details, int? exitCode)
    {
        var story = FailureStory.Empty;
        if (exitCode is { } code) story = story with { Endings = [new(EvidenceSource.Driver, code == 0 ? Outcome.Succeeded : Outcome.Failed, $"exit code {code}") { ExitCode = code }] };
        if (state is { } said)
            story = story with { Endings = story.Endings.Add(new(EvidenceSource.Api, OutcomeOf(said), said.Word()) { ExitCode = ExitCodes.In(details) ?? exitCode }) };
        return string.IsNullOrWhiteSpace(details) ? story : story with { Troubles = ToldTroubles.Each(details, new EvidencePlace(EvidenceSource.Api), time: null) };
    }

    /// <summary>How the Dataproc job of an application ended, by its manifest; null where there is none.</summary>
    /// <param name="archive">Where the manifests lie.</param>
    /// <param name="clientId">Whose.</param>
    /// <param name="application">Which application.</param>
    /// <param name="since">When the last of the application's logs was written.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<JobState?> ManifestStateAsync(IArchiveSource archive, string clientId, YarnApplicationId application, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var folder = $"logs/{clientId}/_manifests/";
        var files = await archive.ListAsync(folder, cancellationToken).Where(file => file.Updated >= since - Slack && file.Name.EndsWith(".json", StringComparison.Ordinal)).ToListAsync(cancellationToken);
        var manifests = new JobManifests(archive, clientId);
        foreach (var file in files.OrderBy(file => file.Updated).Take(MostManifests))
        {
            if (await manifests.FindAsync(file.BaseName[..^".json".Length], cancellationToken) is { } manifest && manifest.Applications.Contains(application))
                return manifest.JobState.Length == 0 ? null : JobStates.Parse(manifest.JobState);
        }

        return null;
    }

    private static Outcome OutcomeOf(JobState state) => state switch
    {
        JobState.Done => Outcome.Succeeded,
        JobState.Error or JobState.AttemptFailure => Outcome.Failed,
        JobState.Cancelled or JobState.CancelPending or JobState.CancelStarted => Outcome.Killed,
        _ => Outcome.Unknown,
    };
}
