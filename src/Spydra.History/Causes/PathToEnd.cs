using System.Collections.Immutable;

namespace Spydra.History.Causes;

/// <summary>What led from a trouble to the end of the job.</summary>
internal static class PathToEnd
{
    private const int Longest = 6;

    public static ImmutableArray<string> Of(Trouble trouble, FailureStory story, Hearing hearing)
    {
        var path = new List<string>();
        var step = hearing.StepOf(trouble) ?? (hearing.Last is { } last && trouble.Place.Source != Failures.EvidenceSource.Driver ? hearing.StepOf(last) : null);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (step is not null && seen.Add(step.Id) && path.Count < Longest)
        {
            path.Add(ShownText.Of(step.Host is { Length: > 0 } host && step.Kind is StepKind.Attempt or StepKind.Executor or StepKind.Master ? $"{Label(step)} on {step.Host}" : Label(step)));
            step = step.LeadsTo is { } next ? hearing.StepOf(next) : null;
        }

        if (path.Count == 0) path.Add(trouble.Attempt is { } attempt ? ShownText.Of(attempt.StartsWith("attempt_", StringComparison.Ordinal) ? attempt : $"task {attempt}") : Carried(hearing.CarrierOf(trouble)));
        var end = EndOfJob.Of(story);
        path.Add(ShownText.Of(end.IsFailure ? $"the job: {end.Words}" : "the job"));
        return [.. path];
    }

    private static string Label(Step step) => step.Label.Length > 0 ? step.Label : step.Id;

    private static string Carried(Carrier carrier) => carrier switch
    {
        Carrier.Driver => "the driver",
        Carrier.Master => "the application master",
        Carrier.Map => "a map",
        Carrier.Reduce => "a reduce",
        Carrier.Executor => "an executor",
        _ => "the application",
    };
}
