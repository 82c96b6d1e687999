using System.Collections.Immutable;
using Spydra.Gcp;
using Spydra.Specs;

namespace Spydra.Cli.Commands;

/// <summary>What a person, or a program, reads.</summary>
internal enum OutputFormat
{
    Text,
    Json,

    /// <summary>Command lines of gcloud; only of a dry run.</summary>
    Gcloud,
}

/// <summary>The words that say which spec is meant.</summary>
/// <param name="Files">The spec files, in their order.</param>
/// <param name="Layer">What the command line itself says of the spec.</param>
/// <param name="Local">Whether the run is one of the embedded emulator.</param>
/// <param name="NoDefaults">Whether Spydra's own options of the cluster are left out.</param>
internal sealed record SpecArguments(ImmutableArray<string> Files, CommandLineLayer Layer, bool Local, bool NoDefaults);

/// <summary>The words of one <c>spydra submit</c>.</summary>
internal sealed record SubmitArguments(SpecArguments Spec, OutputFormat Format)
{
    /// <summary><c>--run-key</c>; null for the scheduler's, or a random one.</summary>
    public string? RunKey { get; init; }

    /// <summary><c>--again</c>.</summary>
    public bool Again { get; init; }

    /// <summary><c>--detach</c>.</summary>
    public bool Detach { get; init; }

    /// <summary><c>--on-interrupt detach</c>.</summary>
    public bool LeaveOnInterrupt { get; init; }

    /// <summary><c>--retries</c>.</summary>
    public int Retries { get; init; }

    /// <summary><c>--async-delete</c>: whether the deletion of the run's cluster is asked for, and not waited for.</summary>
    public bool AsyncDelete { get; init; }

    /// <summary><c>--no-why</c>: whether nobody wants to know why a job failed.</summary>
    public bool NoWhy { get; init; }

    /// <summary><c>--exit-codes</c>; null for those of the settings.</summary>
    public ExitCodes? ExitCodes { get; init; }

    /// <summary>The budget of an interruption; null for that of the settings.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>The settings' limits, as far as the command line says nothing else.</summary>
    public TimeLimits LimitsOver(TimeLimits limits) => Grace is { } grace ? limits with { Interrupt = grace } : limits;
}
