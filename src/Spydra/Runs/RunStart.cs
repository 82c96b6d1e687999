using Spydra.Events;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>An attempt at a run, planned: what to do, and what the journal says of it.</summary>
public sealed record PlannedAttempt(RunPlan Plan, RunFacts Facts);

/// <summary>What starting a key asks for.</summary>
/// <param name="Key">The key, for messages.</param>
/// <param name="KeyId">Its id.</param>
/// <param name="Digest">What the spec asks for; null where there is no spec, but only a run that was begun.</param>
/// <param name="PlanAsync">Plans an attempt, by its number; its run id comes from the key.</param>
public sealed record RunStart(RunKey Key, Guid KeyId, string? Digest, Func<int, CancellationToken, Task<PlannedAttempt>> PlanAsync)
{
    /// <summary>Whether what is finished is run once more.</summary>
    public bool Again { get; init; }

    /// <summary>Whether the client leaves as soon as the service has the job.</summary>
    public bool Detach { get; init; }

    /// <summary>Whether an interruption leaves the job running, once there is one.</summary>
    public bool LeaveOnInterrupt { get; init; }

    /// <summary>Whether the driver's output is shown; what is not shown now is shown to whoever asks later.</summary>
    public bool ShowsOutput { get; init; } = true;

    /// <summary>How many more attempts are made where that may help: no capacity, a cluster that failed, a service that was away.</summary>
    public int Retries { get; init; }

    /// <summary>The same, but the deletion of the cluster is not waited for.</summary>
    public RunStart DeletingAsync() => this with
    {
        PlanAsync = async (attempt, cancellationToken) =>
        {
            var planned = await PlanAsync(attempt, cancellationToken);
            return planned with { Plan = planned.Plan.DeletingAsync() };
        },
    };
}

/// <summary>How starting a key ended.</summary>
/// <param name="Story">What the journal tells now.</param>
/// <param name="Result">The result of the run; null where the run goes on without this client.</param>
public sealed record RunAnswer(RunStory Story, RunResult? Result)
{
    /// <summary>What is told of a run that has ended.</summary>
    public RunEvent.RunAnswered Told(string key) => new(key, Story.Ended!.Value, Story.State)
    {
        RunId = Story.Facts!.RunId,
        Project = Story.Facts.Project,
        Region = Story.Facts.Region,
        Cluster = Story.Cluster,
        JobId = Story.Facts.JobId,
        Details = Story.Details,
        ExitCode = Story.JobExitCode,
        OutputUri = Story.OutputUri,
    };
}
