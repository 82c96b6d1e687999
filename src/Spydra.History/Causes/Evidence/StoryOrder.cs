using System.Collections.Immutable;
using Spydra.Failures;

namespace Spydra.History.Causes.Evidence;

/// <summary>Puts what the gatherers told into one story: each step once, in the order of time; the endings by how much who tells them can know.</summary>
internal static class StoryOrder
{
    private static readonly EvidenceSource[] ByTrust =
        [EvidenceSource.Container, EvidenceSource.Diagnostics, EvidenceSource.Events, EvidenceSource.History, EvidenceSource.Driver, EvidenceSource.Api];

    public static FailureStory Of(FailureStory story)
    {
        var steps = WithPath([.. story.Steps.GroupBy(step => step.Id, StringComparer.Ordinal).Select(same => same.Aggregate(Together)).OrderBy(step => step.Ended ?? step.Began ?? DateTimeOffset.MaxValue)]);
        var attempts = steps.Where(step => step.Kind == StepKind.Attempt).ToDictionary(step => step.Id, StringComparer.Ordinal);
        return story with
        {
            Endings = [.. story.Endings.OrderBy(ending => Array.IndexOf(ByTrust, ending.Source))],
            Steps = steps,
            Troubles = [.. story.Troubles.Select(trouble => AtAttempt(trouble, attempts))],
            Missing = [.. story.Missing.Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>Whoever tells of an attempt that the story knows, be it the driver, a master or an executor that ran several: it is that attempt's trouble.</summary>
    private static Trouble AtAttempt(Trouble trouble, Dictionary<string, Step> attempts) =>
        trouble.Attempt is { } named && (trouble.Place.Step is null || !trouble.Place.Step.EndsWith(named, StringComparison.Ordinal))
            && trouble.Place.Source is EvidenceSource.Driver or EvidenceSource.Container
            && (attempts.GetValueOrDefault(named) ?? attempts.GetValueOrDefault("task " + named)) is { } step
            ? trouble with { Place = trouble.Place with { Step = step.Id } } : trouble;

    /// <summary>Where nothing but masters is known, the end hangs on the last one.</summary>
    private static ImmutableArray<Step> WithPath(ImmutableArray<Step> steps)
    {
        if (steps.Any(step => step.Kind != StepKind.Master || step.IsOnPath)) return steps;
        var last = steps.MaxBy(step => step.Id, StringComparer.Ordinal);
        return last is null ? steps : steps.Replace(last, last with { IsOnPath = true });
    }

    private static Step Together(Step one, Step other) => one with
    {
        Label = one.Label.Length > 0 ? one.Label : other.Label,
        Outcome = one.Outcome == Outcome.Unknown ? other.Outcome : one.Outcome,
        LeadsTo = one.LeadsTo ?? other.LeadsTo,
        IsOnPath = one.IsOnPath || other.IsOnPath,
        Container = one.Container ?? other.Container,
        Host = one.Host ?? other.Host,
        Began = one.Began ?? other.Began,
        Ended = one.Ended ?? other.Ended,
        ExitCode = one.ExitCode ?? other.ExitCode,
    };
}
