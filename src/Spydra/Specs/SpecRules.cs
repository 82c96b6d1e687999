using System.Globalization;
using Spydra.Options;

namespace Spydra.Specs;

/// <summary>The checks of a whole spec that hold for every kind of run. The wording is the original's where it had one.</summary>
internal sealed class SpecRules(SpecDraft draft)
{
    private readonly MergedSpec merged = draft.Merged;

    /// <summary>Everything that is wrong, in no particular order.</summary>
    public IEnumerable<SpecProblem> Check() =>
        [.. Names(), .. LogBucket(), .. MaxRuntime(), .. AutoScaler(), .. Pooling(), .. CallerRules.Check(merged), .. new RunRules(draft).Check()];

    private IEnumerable<SpecProblem> Names()
    {
        if (merged.Values.GetValueOrDefault("cluster.name") is { } name)
            yield return new(name.At, "cluster.name", "should never be set by the user.",
                "Remove it. Set submit.options.cluster if you want to use a static cluster.");
        if (merged.Values.GetValueOrDefault("metric_class") is { } metrics && metrics.Text != SpecShape.MetricClass)
            yield return new(metrics.At, "metric_class", $"is \"{metrics.Text}\"; Java classes cannot be loaded here.",
                "Remove it: the built-in metrics are always there.");
        if (merged.Values["client_id"] is { Text: "" } client)
            yield return new(client.At, "client_id", "needs to be set; it is empty.", "Write who runs this, or remove it.");
        if (!SubmitOptions.JobTypes.Contains(draft.JobType))
            yield return new(merged.Values["job_type"].At, "job_type", $"is \"{merged.Text("job_type")}\", which is no job type.",
                NearestNames.Suggest(NearestNames.Of(draft.JobType, SubmitOptions.JobTypes),
                    $"Write one of {string.Join(", ", SubmitOptions.JobTypes)}."));

        // On a cluster that is there the service itself says so, and nothing is lost by asking.
        if (draft.Kind != RunKind.ExistingCluster && merged.SubmitOptions.GetValueOrDefault("id") is { } id && !JobIds.IsValid(id.Text))
            yield return new(id.At, "submit.options.id", $"is \"{id.Text}\"; a job's id has up to {JobIds.Longest} letters, digits, '-' and '_'.",
                "Write such an id, or use --job-name, which makes one.");
    }

    private IEnumerable<SpecProblem> LogBucket()
    {
        if (merged.Values.GetValueOrDefault("log_bucket") is not { } bucket) yield break;
        var bare = bucket.Text.StartsWith("gs://", StringComparison.Ordinal) ? bucket.Text["gs://".Length..] : bucket.Text;
        bare = bare.Split('/')[0];
        if (bare.Trim().Length == 0)
            yield return new(bucket.At, "log_bucket", "needs to be set; it is empty.", "Write the name of a bucket.");
        else if (bare != bucket.Text)
            yield return new(bucket.At, "log_bucket", $"is \"{bucket.Text}\"; the bare name of a bucket is expected.", $"Write \"{bare}\".");
        else if (bare.Any(char.IsWhiteSpace))
            yield return new(bucket.At, "log_bucket", $"is \"{bucket.Text}\", which is no name of a bucket.", "Write a name without blanks.");
    }

    private IEnumerable<SpecProblem> MaxRuntime()
    {
        if (merged.Values.GetValueOrDefault("max_runtime") is not { } limit || DurationText.Parse(limit.Text, out var span) is not null) yield break;
        if (span.Span <= TimeSpan.Zero)
            yield return new(limit.At, "max_runtime", $"is {limit.Text}, and no job ends before it has begun.", "Write a duration longer than zero, such as 2h, or remove it.");
        if (draft.Kind is RunKind.OwnCluster or RunKind.ExistingCluster && merged.SubmitOptions.GetValueOrDefault("async") is { Name: "async" } alone)
            yield return new(limit.At, "max_runtime", $"is set, and so is submit.options.async, at {alone.At}: the run ends when the job begins, and nobody is there to cancel it.",
                "Remove one of the two.");
    }

    private IEnumerable<SpecProblem> AutoScaler()
    {
        if (!merged.HasBlock("auto_scaler")) return [];
        var downscale = merged.Text("auto_scaler.downscale") == "true";
        return
        [
            .. Needed("auto_scaler.interval", "the minutes between two looks at the load."),
            .. Needed("auto_scaler.max", "the most preemptible workers."),
            .. Needed("auto_scaler.factor", "the share of all wanted containers that should run at once."),
            .. Needed("auto_scaler.downscale", "whether workers are given back."),
            .. downscale ? Needed("auto_scaler.downscale_timeout", "the minutes that a worker has to finish.") : [],
            .. Range("auto_scaler.interval", number => number >= 1, "Write 1 minute or more."),
            .. Range("auto_scaler.max", number => number >= 0, "Write 0 or more."),
            .. Range("auto_scaler.factor", number => number > 0, "Write a share above 0, such as 0.5 or 1."),
            .. Range("auto_scaler.downscale_timeout", number => number >= 0, "Write 0 minutes or more."),
        ];
    }

    private IEnumerable<SpecProblem> Pooling()
    {
        if (!merged.HasBlock("pooling")) yield break;
        foreach (var problem in Needed("pooling.limit", "the most clusters.")) yield return problem;
        foreach (var problem in Needed("pooling.max_age", "the age at which a cluster gets no more jobs.")) yield return problem;
        foreach (var problem in Range("pooling.limit", number => number >= 1, "Write 1 or more, or remove 'pooling'.")) yield return problem;
        if (merged.Values.GetValueOrDefault("pooling.max_age") is { } age && DurationText.Parse(age.Text, out var span) is null && span.TotalSeconds < 1)
            yield return new(age.At, "pooling.max_age", $"is {age.Text}, and no cluster would ever be young enough.", "Write at least one second, such as PT12H.");
    }

    private IEnumerable<SpecProblem> Needed(string path, string what) => merged.Values.ContainsKey(path) || draft.Told.Contains(path)
        ? []
        : [new(merged.WholeBlocks.GetValueOrDefault(path.Split('.')[0]) ?? draft.Home, path, "needs to be set.", $"Write {what}")];

    private IEnumerable<SpecProblem> Range(string path, Predicate<double> fits, string nextStep) =>
        merged.Values.GetValueOrDefault(path) is { } value && !fits(double.Parse(value.Text, CultureInfo.InvariantCulture))
            ? [new(value.At, path, $"is {value.Text}.", nextStep)]
            : [];
}
