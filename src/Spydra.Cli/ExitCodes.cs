using System.Collections.Immutable;
using Spydra.Failures;

namespace Spydra.Cli;

/// <summary>Which exit code a failure of each class ends in: one of the sets by name, and the codes that the settings give to classes.</summary>
internal sealed record ExitCodes
{
    /// <summary>A code for each class.</summary>
    public static readonly ExitCodes Typed = new("typed");

    /// <summary>0 and 1, as in the original.</summary>
    public static readonly ExitCodes Classic = new("classic");

    /// <summary>
    /// What Styx understands: 20 is a missing dependency, tried again after a fixed ten minutes; 50 fails the workflow at once, without another
    /// try; any other waits longer each time. See https://github.com/spotify/styx/blob/master/doc/design-overview.md.
    /// </summary>
    public static readonly ExitCodes Styx = new("styx");

    /// <summary>Styx would go on with a 20 for ever: a quota that nobody raises has to come to somebody's eyes.</summary>
    private const int MostTriesOfStyx = 10;

    private ImmutableDictionary<FailureClass, int> given = ImmutableDictionary<FailureClass, int>.Empty;

    private ExitCodes(string word) => Word = word;

    /// <summary>The sets, by name.</summary>
    public static ImmutableArray<ExitCodes> Sets { get; } = [Typed, Classic, Styx];

    /// <summary>The set's name.</summary>
    public string Word { get; }

    /// <summary>The same, but for one class.</summary>
    public ExitCodes With(FailureClass failure, int code) => this with { given = given.SetItem(failure, code) };

    /// <summary>The code of a failure; null is no failure.</summary>
    /// <param name="failure">What failed.</param>
    /// <param name="triesBefore">How many tries of the same run ended in this class before.</param>
    public int For(FailureClass? failure, int triesBefore) => failure switch
    {
        null => ExitCode.Done,
        { } known when given.TryGetValue(known, out var code) => code,
        _ when Word == Classic.Word => 1,
        { } known when Word == Styx.Word => OfStyx(known, triesBefore),
        FailureClass.Application => 1,
        FailureClass.Usage => ExitCode.Usage,
        FailureClass.Permission => 3,
        FailureClass.Capacity => 4,
        FailureClass.Cluster => 5,
        FailureClass.Unreachable => 6,
        FailureClass.TimeLimit => 7,
        FailureClass.Cancelled => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };

    private static int OfStyx(FailureClass failure, int triesBefore) => failure switch
    {
        FailureClass.Capacity or FailureClass.Unreachable when triesBefore < MostTriesOfStyx => 20,
        FailureClass.Usage or FailureClass.Permission => 50,
        _ => 1,
    };
}
