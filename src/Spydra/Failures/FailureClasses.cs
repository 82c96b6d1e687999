using System.Text.RegularExpressions;
using Spydra.Events;

namespace Spydra.Failures;

/// <summary>The pure function from what went wrong to its class, its cause and what to do: the first row of <see cref="FailureRules"/> that fits.</summary>
public static class FailureClasses
{
    /// <summary>The rules by name and class, in their order.</summary>
    public static IEnumerable<(string Name, FailureClass Class)> Rules => FailureRules.Table.Select(rule => (rule.Name, rule.Class));

    /// <summary>What the evidence shows; null where nothing failed.</summary>
    public static FailureVerdict? Of(FailureEvidence evidence)
    {
        var parts = Parts(evidence).ToList();
        foreach (var rule in FailureRules.Table)
        {
            foreach (var part in parts)
            {
                if (!rule.Sources.HasFlag(part.Source) || rule.When?.Invoke(evidence) == false) continue;
                if (rule.Shows is null) return Verdict(rule, evidence, part, null);
                if (rule.Shows.Match(part.Text) is { Success: true } match) return Verdict(rule, evidence, part, match);
            }
        }

        return null;
    }

    /// <summary>The class of an exception that ended a run.</summary>
    public static FailureClass Of(SpydraException failure) => Of(FailureEvidence.Of(failure))!.Class;

    /// <summary>The class of the state that a run left its job in; null for one that ended well, or was left running.</summary>
    public static FailureClass? Of(JobState state) => Of(new FailureEvidence { State = state })?.Class;

    private static FailureVerdict Verdict(FailureRule rule, FailureEvidence evidence, Part part, Match? match)
    {
        // A job that someone ended was in the middle of its work: what it printed last does not say why.
        var cause = evidence.Sentence is { } sentence ? TellingLine.Short(sentence)
            : rule.Class != FailureClass.Application && match is { Length: > 0 } ? TellingLine.Around(part.Text, match.Index)
            : JobEnding.Line(evidence.Details, rule.Class == FailureClass.Cancelled ? null : evidence.DriverOutput) ?? rule.Reason;
        var advice = rule.Advice?.Invoke(match ?? Match.Empty) ?? evidence.NextStep ?? FailureRules.Otherwise(rule.Class);
        return new(rule.Class, cause, TellingLine.Short(advice), rule.Name) { IsGeneral = rule.IsGeneral };
    }

    /// <summary>Each text with its source. Of a failed job there is a part of each source that a job has, if only an empty one: the last rows need no text.</summary>
    private static IEnumerable<Part> Parts(FailureEvidence evidence)
    {
        if (evidence.Api is { } api) yield return new(EvidenceSources.Api, $"{api.Code} {api.Reason} {api.Text}");
        if (evidence.Operation is { } operation) yield return new(EvidenceSources.Operation, operation.Message);
        if (evidence.Client is { } client) yield return new(EvidenceSources.Client, client.Text);
        if (evidence.State is not (JobState.Error or JobState.Cancelled)) yield break;
        yield return new(EvidenceSources.Details, evidence.Details ?? "");
        yield return new(EvidenceSources.Yarn, evidence.Diagnostics ?? "");
        yield return new(EvidenceSources.Driver, evidence.DriverOutput ?? "");
    }

    private sealed record Part(EvidenceSources Source, string Text);
}
