namespace Spydra.Events;

/// <summary>Where a job is, in Dataproc's words.</summary>
public enum JobState
{
    /// <summary>Taken by the service, not yet started.</summary>
    Pending,

    /// <summary>The cluster's agent prepares it.</summary>
    SetupDone,

    /// <summary>The driver runs.</summary>
    Running,

    /// <summary>A cancellation was asked for.</summary>
    CancelPending,

    /// <summary>The cancellation is under way.</summary>
    CancelStarted,

    /// <summary>An attempt failed, and the job is started again.</summary>
    AttemptFailure,

    /// <summary>Ended well.</summary>
    Done,

    /// <summary>Ended badly.</summary>
    Error,

    /// <summary>Ended because someone cancelled it.</summary>
    Cancelled,
}

/// <summary>Job states and their words on the wire.</summary>
public static class JobStates
{
    private static readonly Dictionary<string, JobState> Words = new(StringComparer.Ordinal)
    {
        ["PENDING"] = JobState.Pending,
        ["SETUP_DONE"] = JobState.SetupDone,
        ["RUNNING"] = JobState.Running,
        ["CANCEL_PENDING"] = JobState.CancelPending,
        ["CANCEL_STARTED"] = JobState.CancelStarted,
        ["ATTEMPT_FAILURE"] = JobState.AttemptFailure,
        ["DONE"] = JobState.Done,
        ["ERROR"] = JobState.Error,
        ["CANCELLED"] = JobState.Cancelled,
    };

    /// <summary>Whether nothing comes after this state.</summary>
    public static bool IsFinal(this JobState state) => state is JobState.Done or JobState.Error or JobState.Cancelled;

    /// <summary>The API's word.</summary>
    public static string Word(this JobState state) => Words.First(word => word.Value == state).Key;

    /// <summary>Reads the API's word; an unknown one counts as running: only the known ends are ends.</summary>
    public static JobState Parse(string? word) => word is not null && Words.TryGetValue(word, out var state) ? state : JobState.Running;
}
