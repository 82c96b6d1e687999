using System.Collections.Immutable;

namespace Spydra.Runs.Journal;

/// <summary>What a client without the spec needs to know to go on with an attempt, to cancel it or to describe it. Holds no secret.</summary>
/// <param name="Key">The key, as the user or the scheduler said it.</param>
/// <param name="KeyOrigin">Where the key comes from: an option, a variable; empty for a random one.</param>
/// <param name="Attempt">Which attempt it is, from 1.</param>
/// <param name="RunId">The id of the attempt: names of cluster and job, request ids and labels come from it.</param>
/// <param name="Digest">What the spec asks for, in short: another one is another job.</param>
/// <param name="ClientId">The spec's <c>client_id</c>.</param>
/// <param name="JobId">The job's id.</param>
public sealed record RunFacts(string Key, string KeyOrigin, int Attempt, Guid RunId, string Digest, string ClientId, string JobId)
{
    /// <summary>The version of Spydra that wrote it.</summary>
    public string Version { get; init; } = "";

    /// <summary>The project; null where the run is not on Dataproc.</summary>
    public string? Project { get; init; }

    /// <summary>The region; null where the run is not on Dataproc.</summary>
    public string? Region { get; init; }

    /// <summary>What kind of cluster: <c>ephemeral</c>, <c>pooled</c>, <c>static</c>, <c>labelled</c> or <c>none</c>.</summary>
    public string ClusterKind { get; init; } = "none";

    /// <summary>The cluster's name where the plan knows it; it is the run's to delete where the kind is <c>ephemeral</c>.</summary>
    public string? Cluster { get; init; }

    /// <summary>The job's type.</summary>
    public string JobType { get; init; } = "";

    /// <summary>The bucket of the logs, where a copy of the journal is; null without one.</summary>
    public string? LogBucket { get; init; }

    /// <summary>The <c>gs://</c> folder that the history moves out of; null where nothing is waited for.</summary>
    public string? History { get; init; }

    /// <summary>For how long the history is waited for.</summary>
    public TimeSpan HistoryTimeout { get; init; }

    /// <summary>The longest time that the job may run; null for no limit.</summary>
    public TimeSpan? MaxRuntime { get; init; }

    /// <summary>Whether the run is one of the embedded emulator.</summary>
    public bool Local { get; init; }

    /// <summary>The accounts that its calls are made as.</summary>
    public ImmutableArray<string> Impersonate { get; init; } = [];

    /// <summary>The project that its calls are charged to.</summary>
    public string? BillingProject { get; init; }
}
