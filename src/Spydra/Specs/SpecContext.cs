using System.Collections.Immutable;

namespace Spydra.Specs;

/// <summary>What a spec does not say: facts from the environment and the credentials, and the run's own id.</summary>
public sealed record SpecContext
{
    /// <summary>What <c>${UUID}</c> stands for, everywhere in this run; also the end of generated job ids.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The name of this machine: the client id where no layer has one.</summary>
    public required string HostName { get; init; }

    /// <summary>The project of the environment or the credentials, where the spec names none.</summary>
    public ContextValue? Project { get; init; }

    /// <summary>The region of the environment, where the spec names none.</summary>
    public ContextValue? Region { get; init; }

    /// <summary>The zone of the environment, where the spec says nothing about zones; not used where it is not of the region.</summary>
    public ContextValue? Zone { get; init; }

    /// <summary>The account of a service-account key: the cluster's, where the spec names none.</summary>
    public ContextValue? ServiceAccount { get; init; }

    /// <summary>The service accounts to act as, by commas, where the spec names none.</summary>
    public ContextValue? Impersonate { get; init; }

    /// <summary>The project that is charged for the requests, where the spec names none.</summary>
    public ContextValue? BillingProject { get; init; }

    /// <summary>Who runs it, by the name that the operating system knows them by: a label of what the run makes. Null where nobody knows.</summary>
    public string? Owner { get; init; }

    /// <summary>How long the creation of a cluster may take, where the spec does not say it; null for the built-in limit.</summary>
    public TimeSpan? CreateLimit { get; init; }

    /// <summary><c>--local</c>: against the embedded emulator, whose project needs no name.</summary>
    public bool Local { get; init; }

    /// <summary>Leave out the options that Spydra itself would add to a cluster (not its labels and its two limits); then nothing needs a log bucket either.</summary>
    public bool NoDefaults { get; init; }

    /// <summary>The texts of the files in buckets that options name, by their <c>gs://</c> address: see <see cref="SpecLayers.BucketFiles"/>.</summary>
    public ImmutableDictionary<string, string> BucketFiles { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Where relative paths of local files begin; empty for the folder that the process runs in.</summary>
    public string WorkingFolder { get; init; } = "";

    /// <summary>The clock and time zone by which instants such as <c>+2h</c> are reckoned.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
