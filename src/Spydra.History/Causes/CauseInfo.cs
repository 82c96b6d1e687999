using System.Collections.Immutable;
using Spydra.Failures;

namespace Spydra.History.Causes;

/// <summary>A cause: what it is called, what kind of failure it is, how it is told, and what helps.</summary>
/// <param name="Key">The key.</param>
/// <param name="Class">What kind of failure it is.</param>
/// <param name="Sentence">What happened; what was seen follows it.</param>
internal sealed record CauseInfo(string Key, FailureClass Class, string Sentence)
{
    /// <summary>What to try, the best first; it depends on what ran there.</summary>
    public required Func<Carrier, ImmutableArray<string>> Next { get; init; }
}
