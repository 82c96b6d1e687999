using System.Collections.Immutable;
using Spydra.Events;
using Spydra.Failures;

namespace Spydra.Runs.Journal;

/// <summary>How an attempt ended. What starting the same key again does depends on whether it <see cref="IsFinal"/>.</summary>
/// <param name="IsFinal">Whether it answers the key: the job ended by itself, or someone else ended it. If not, no job lives, and the next start tries again.</param>
/// <param name="State">The job's state; null where no job was submitted.</param>
/// <param name="Class">What kind of failure it was; null for success, and for an interruption.</param>
public sealed record RunResult(bool IsFinal, JobState? State, FailureClass? Class)
{
    /// <summary>The service's text beside the job's state.</summary>
    public string? Details { get; init; }

    /// <summary>The exit code of the job's process, where it was one of this machine.</summary>
    public int? JobExitCode { get; init; }

    /// <summary>What went wrong, in one sentence; null where nothing did.</summary>
    public string? Cause { get; init; }

    /// <summary>What to do about it; null where nothing is to be done.</summary>
    public string? WhatToDo { get; init; }

    /// <summary>Why the job failed, as what it left tells; null where nobody looked.</summary>
    public Diagnosis? Why { get; init; }

    /// <summary>What of the job's history and logs was not in its place in time.</summary>
    public ImmutableArray<string> MissingHistory { get; init; } = [];
}
