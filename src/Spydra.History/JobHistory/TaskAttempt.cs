namespace Spydra.History.JobHistory;

/// <summary>An attempt at a task, in a container of its own. Times are milliseconds since 1970, or -1.</summary>
/// <param name="Id">Its id.</param>
public sealed record TaskAttempt(AttemptId Id)
{
    /// <summary>When it was started.</summary>
    public long StartTime { get; init; } = -1;

    /// <summary>When it ended.</summary>
    public long FinishTime { get; init; } = -1;

    /// <summary>Of a map: when its last record was read. Of an attempt that failed: when it ended.</summary>
    public long MapFinishTime { get; init; } = -1;

    /// <summary>Of a reduce: when it had everything that the maps wrote. Of an attempt that failed: when it ended.</summary>
    public long ShuffleFinishTime { get; init; } = -1;

    /// <summary>Of a reduce: when that was sorted. Of an attempt that failed: when it ended.</summary>
    public long SortFinishTime { get; init; } = -1;

    /// <summary><c>SUCCEEDED</c>, <c>FAILED</c> or <c>KILLED</c>; null where the history does not tell the end.</summary>
    public string? Status { get; init; }

    /// <summary>What the program said of itself last: <c>map &gt; sort</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>Why it failed or was killed.</summary>
    public string Error { get; init; } = "";

    /// <summary>The container, or empty.</summary>
    public string ContainerId { get; init; } = "";

    /// <summary>The host that it was started on.</summary>
    public string Tracker { get; init; } = "";

    /// <summary>The port of the NodeManager's pages there, or -1.</summary>
    public int HttpPort { get; init; } = -1;

    /// <summary>The port that reduces fetch from, or -1.</summary>
    public int ShufflePort { get; init; } = -1;

    /// <summary>The host as the end of the attempt tells it; empty where it did not end.</summary>
    public string Host { get; init; } = "";

    /// <summary>The port of the NodeManager, or -1.</summary>
    public int Port { get; init; } = -1;

    /// <summary>The rack of the host.</summary>
    public string Rack { get; init; } = "";

    /// <summary>How far its input was away: <c>NODE_LOCAL</c>, <c>RACK_LOCAL</c>, <c>OFF_SWITCH</c>.</summary>
    public string? Locality { get; init; }

    /// <summary><c>VIRGIN</c>, or <c>SPECULATIVE</c> where another attempt was running.</summary>
    public string? Avataar { get; init; }

    /// <summary>What it counted.</summary>
    public Counters? Counters { get; init; }

    /// <summary>The host it ran on, as far as anything tells it.</summary>
    public string Node => Host.Length > 0 ? Host : Tracker;
}
