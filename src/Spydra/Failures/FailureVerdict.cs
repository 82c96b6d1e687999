namespace Spydra.Failures;

/// <summary>What a failure is, why, and what to do.</summary>
/// <param name="Class">What a scheduler decides by.</param>
/// <param name="Cause">One line that tells, without control characters and secrets, of at most 400 characters.</param>
/// <param name="WhatToDo">One or two sentences.</param>
/// <param name="Rule">The name of the rule that decided, as docs/failures.md has it.</param>
public sealed record FailureVerdict(FailureClass Class, string Cause, string WhatToDo, string Rule)
{
    /// <summary>Whether it says no more than that the job failed, so that what the job left may say more.</summary>
    public bool IsGeneral { get; init; }
}
