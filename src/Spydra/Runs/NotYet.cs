using Spydra.Options;
using Spydra.Specs;

namespace Spydra.Runs;

/// <summary>What a spec may say that a run cannot do yet: refused where going on would be wrong, a warning where it is only less.</summary>
internal static class NotYet
{
    /// <summary>Options that say on whose behalf the calls are made.</summary>
    private static readonly string[] CallsAsSomeoneElse = ["impersonate-service-account", "billing-project"];

    public static IEnumerable<SpecProblem> Refusals(JobSpec spec)
    {
        foreach (var (block, options) in new (string, OptionValues)[] { ("cluster", spec.ClusterOptions), ("submit", spec.SubmitOptions) })
            foreach (var option in CallsAsSomeoneElse.Where(options.Has))
                yield return Refuse(spec, $"{block}.options.{option}", "cannot be acted on yet, and the run would call as someone else.",
                    "Remove it, and use credentials of that account or project.");
    }

    public static IEnumerable<string> Warnings(JobSpec spec)
    {
        if (spec.AutoScaler is not null)
            yield return "auto_scaler is set, but nothing scales yet: the cluster keeps the workers it starts with";
    }

    private static SpecProblem Refuse(JobSpec spec, string path, string what, string nextStep) => new(spec.LocationOf(path), path, what, nextStep);
}
