using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Spydra.Failures;

namespace Spydra.History.Causes.Evidence;

/// <summary>What YARN says of an application: its final state, and its diagnostics, in which it tells of application masters that ended.</summary>
internal static partial class DiagnosticsEvidence
{
    public static FailureStory Of(string? state, string? diagnostics)
    {
        var story = FailureStory.Empty;
        if (OutcomeOf(state) is not Outcome.Unknown and var outcome)
            story = story with { Endings = [new(EvidenceSource.Diagnostics, outcome, state!) { IsWeak = outcome == Outcome.Succeeded }] };
        if (string.IsNullOrWhiteSpace(diagnostics)) return story;
        var masters = Masters(diagnostics);
        var place = new EvidencePlace(EvidenceSource.Diagnostics) { Step = masters is [.., var last] ? last.Id : null };
        return story with { Troubles = ToldTroubles.Each(diagnostics, place, time: null), Steps = masters };
    }

    /// <summary>The masters that it says ended, with their exit codes; the end of the application hangs on the last one.</summary>
    private static ImmutableArray<Step> Masters(string diagnostics)
    {
        var masters = MasterExit().Matches(diagnostics)
            .Select(match => (Application: match.Groups["application"].Value, Attempt: Number(match, "attempt"), ExitCode: Number(match, "code")))
            .DistinctBy(each => each.Attempt).OrderBy(each => each.Attempt).ToList();
        return [.. masters.Select((each, at) => new Step(StepKind.Master, string.Create(CultureInfo.InvariantCulture, $"master {each.Attempt}"))
        {
            Label = string.Create(CultureInfo.InvariantCulture, $"application master {each.Attempt}"),
            Outcome = Outcome.Failed,
            ExitCode = each.ExitCode,
            IsOnPath = at == masters.Count - 1,
            LeadsTo = at == masters.Count - 1 ? "application_" + each.Application : null,
        })];
    }

    private static int Number(Match match, string group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static Outcome OutcomeOf(string? state) => state switch
    {
        "SUCCEEDED" or "FINISHED" => Outcome.Succeeded,
        "FAILED" => Outcome.Failed,
        "KILLED" => Outcome.Killed,
        _ => Outcome.Unknown,
    };

    [GeneratedRegex(@"AM Container for appattempt_(?<application>\d+_\d+)_(?<attempt>\d+) exited with +exitCode: (?<code>-?\d{1,9})", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex MasterExit();
}
