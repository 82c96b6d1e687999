using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Spydra.History.Causes;

/// <summary>One row of the table of rules: what is seen, and what it means.</summary>
/// <param name="Cause">The key of the cause.</param>
/// <param name="Weight">
/// How much it says; of two readings of the same end the heavier one is the cause. <see cref="Verdict"/>: the platform says why. <see cref="Telling"/>: words
/// that mean one thing. <see cref="Likely"/>: words that mostly do. <see cref="General"/>: an exception of which no rule knows more.
/// <see cref="Symptom"/>: a consequence, behind which another cause is looked for. <see cref="Faint"/>: a line to show, and no cause.
/// </param>
/// <param name="Sees">What it needs to see, in words.</param>
internal sealed record CauseRule(string Cause, int Weight, string Sees)
{
    public const int Verdict = 90;
    public const int Telling = 70;
    public const int Likely = 55;
    public const int General = 40;
    public const int Symptom = 20;
    public const int Faint = 10;

    private readonly Regex? pattern;

    /// <summary>What the line, or the exception with its message, must show; a rule without it goes by <see cref="When"/> alone.</summary>
    [StringSyntax(StringSyntaxAttribute.Regex)]
    public string Shows
    {
        init => pattern = new Regex(value, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
    }

    /// <summary>What must hold besides.</summary>
    public Func<Clue, bool>? When { get; init; }

    /// <summary>Causes as which the same words could be meant: they are shown, too.</summary>
    public ImmutableArray<string> Near { get; init; } = [];

    /// <summary>A text as a real job left it.</summary>
    public required string Example { get; init; }

    /// <summary>Where the rule sees what it needs; -1 where it does not.</summary>
    public int Find(Clue clue)
    {
        var at = 0;
        if (pattern is not null)
        {
            if (pattern.Match(clue.Text) is not { Success: true } match) return -1;
            at = match.Index;
        }

        return When?.Invoke(clue) == false ? -1 : at;
    }
}
