using System.Text.RegularExpressions;

namespace Spydra.Failures;

/// <summary>One row of the table of rules.</summary>
/// <param name="Name">What the documentation calls it.</param>
/// <param name="Sources">Whose texts it reads.</param>
/// <param name="Shows">What the text must show; null for a row that goes by <see cref="When"/> alone.</param>
/// <param name="Class">What the failure then is.</param>
/// <param name="Reason">Why that is so.</param>
internal sealed record FailureRule(string Name, EvidenceSources Sources, Regex? Shows, FailureClass Class, string Reason)
{
    /// <summary>What must hold beside the text.</summary>
    public Func<FailureEvidence, bool>? When { get; init; }

    /// <summary>Whether it says no more than that the job failed.</summary>
    public bool IsGeneral { get; init; }

    /// <summary>What to do, from what the text named; null for what whoever met it says.</summary>
    public Func<Match, string>? Advice { get; init; }
}

/// <summary>Where a text comes from. Whose text it is decides what may be believed of it.</summary>
[Flags]
internal enum EvidenceSources
{
    None = 0,

    /// <summary>A service's answer.</summary>
    Api = 1,

    /// <summary>A long-running operation, or a cluster's own status.</summary>
    Operation = 2,

    /// <summary>This side of the wire.</summary>
    Client = 4,

    /// <summary>The text beside a job's state.</summary>
    Details = 8,

    /// <summary>YARN's diagnostics.</summary>
    Yarn = 16,

    /// <summary>What the job's driver printed, which is for the most part the application's own.</summary>
    Driver = 32,
}
