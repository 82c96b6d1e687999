using System.Collections.Immutable;
using Spydra.Options;
using Spydra.Specs.Reading;

namespace Spydra.Specs;

/// <summary>
/// From spec files and command line to a checked spec: built-in &lt; Dataproc defaults &lt; site &lt; user &lt; each job file in order &lt;
/// command line. Reads the spec files and the files that options name, and nothing else.
/// </summary>
public static class SpecLayers
{
    /// <summary>The spec, merged and checked.</summary>
    /// <exception cref="SpecException">Something is wrong: all of it, in the order of the files and their lines.</exception>
    public static JobSpec Load(IReadOnlyList<SpecFile> files, CommandLineLayer commandLine, SpecContext context)
    {
        return Read(files, commandLine, context).Sound;
    }

    /// <summary>The spec, together with all that is wrong with it.</summary>
    public static LoadedSpec Read(IReadOnlyList<SpecFile> files, CommandLineLayer commandLine, SpecContext context)
    {
        List<SpecProblem> problems = [];
        return Checked(Draft(files, commandLine, context, problems), files, problems);
    }

    /// <summary>
    /// The same, for a context that does not know the project: only where the run needs one and the spec has none,
    /// <paramref name="project"/> is asked for it.
    /// </summary>
    public static async Task<LoadedSpec> ReadAsync(IReadOnlyList<SpecFile> files, CommandLineLayer commandLine, SpecContext context,
        Func<CancellationToken, Task<ContextValue?>> project, CancellationToken cancellationToken)
    {
        List<SpecProblem> problems = [];
        var draft = Draft(files, commandLine, context, problems);
        if (draft is { Project: null, Kind: RunKind.OwnCluster or RunKind.ExistingCluster } && await project(cancellationToken) is { } found)
            draft = draft with { Context = context with { Project = found }, Merged = ContextFill.Calls(draft.Merged, context with { Project = found }) };
        return Checked(draft, files, problems);
    }

    /// <summary>Null when a file cannot be read.</summary>
    private static SpecDraft? Draft(IReadOnlyList<SpecFile> files, CommandLineLayer commandLine, SpecContext context, List<SpecProblem> problems)
    {
        var home = new SpecLocation(files.LastOrDefault(file => file.Kind == SpecFileKind.Job)?.Path ?? BuiltInLayers.CommandLine.Source);
        if (Layers(files, commandLine, context, problems) is not { } layers) return null;

        var said = SpecMerge.Merge([BuiltInLayers.Defaults(context), .. layers]);
        var merged = SpecDraft.KindOf(said) == RunKind.OwnCluster
            ? SpecMerge.Merge([BuiltInLayers.Defaults(context), BuiltInLayers.Dataproc(context, said), .. layers])
            : said;
        merged = Resolve(merged, context, problems);
        return new() { Merged = merged, Context = context, Home = home, Told = Told(problems) };
    }

    private static LoadedSpec Checked(SpecDraft? draft, IReadOnlyList<SpecFile> files, List<SpecProblem> problems)
    {
        if (draft is null) return new(null, null, Exception(problems, files));
        problems.AddRange(new SpecRules(draft).Check());
        return problems.Count > 0 ? new(draft, null, Exception(problems, files)) : new(draft, Spec(draft), null);
    }

    /// <summary>
    /// The addresses of the files in buckets whose content the spec is made of (<c>properties-file</c>, <c>metric-overrides-file</c>,
    /// <c>identity-config-file</c>): to be read before <see cref="Load"/>, and given to it in the context. None for a spec that cannot be read.
    /// </summary>
    public static ImmutableArray<string> BucketFiles(IReadOnlyList<SpecFile> files, CommandLineLayer commandLine, SpecContext context)
    {
        List<SpecProblem> problems = [];
        if (Layers(files, commandLine, context, problems) is not { } layers) return [];
        var merged = SpecMerge.Merge([BuiltInLayers.Defaults(context), .. layers]);
        return OptionFileInlining.InBuckets(Placeholders.Of(merged, context.RunId, problems).Replace(merged));
    }

    /// <summary>The layers that users wrote; null when a file cannot be read, as then nothing can be said of what is missing.</summary>
    private static List<SpecLayer>? Layers(
        IReadOnlyList<SpecFile> files, CommandLineLayer commandLine, SpecContext context, List<SpecProblem> problems)
    {
        List<SpecLayer> layers = [];
        foreach (var file in files)
        {
            if (SpecReader.Read(file.Path, problems) is not { } root) continue;
            var layer = new LayerReader(file, problems).Read(root);

            // As in the original: --jars takes the place of the job's own jars, and comes after those of site and user.
            if (file.Kind == SpecFileKind.Job && !commandLine.Jars.IsDefaultOrEmpty)
                layer = layer with { SubmitOptions = [.. layer.SubmitOptions.Where(option => option.Row.Name != "jars")] };
            layers.Add(layer);
        }

        if (layers.Count < files.Count) return null;
        layers.Add(BuiltInLayers.Of(commandLine, context));
        return layers;
    }

    private static MergedSpec Resolve(MergedSpec merged, SpecContext context, List<SpecProblem> problems)
    {
        merged = Placeholders.Of(merged, context.RunId, problems).Replace(merged);
        var inlining = new OptionFileInlining(context, problems);
        var kind = SpecDraft.KindOf(merged);
        if (kind is RunKind.OwnCluster)
            merged = merged with { ClusterOptions = Instants(inlining.Cluster(merged.ClusterOptions), context.Time, problems) };
        merged = ContextFill.Of(merged, context);
        return kind is RunKind.OwnCluster or RunKind.ExistingCluster
            ? merged with { SubmitOptions = inlining.Submit(merged.SubmitOptions) }
            : merged;
    }

    /// <summary>Makes instants absolute: from here on nobody asks what time it is.</summary>
    private static ImmutableSortedDictionary<string, MergedOption> Instants(
        ImmutableSortedDictionary<string, MergedOption> options, TimeProvider time, List<SpecProblem> problems)
    {
        foreach (var option in options.Values.Where(option => option.Row.Grammar.Name == "instant"))
        {
            if (InstantText.Parse(option.Text, time) is { } instant)
                options = options.SetItem(option.Row.Name, option with { Items = [option.Items[0] with { Text = instant, Written = option.Text }] });
            else
                problems.Add(new(option.Items[0].At, $"cluster.options.{option.Name}", $"is \"{option.Text}\", which is neither a date nor a duration.",
                    "Write an instant such as 2030-06-15T12:00:00Z, or +2h for two hours from now."));
        }

        return options;
    }

    private static ImmutableHashSet<string> Told(List<SpecProblem> problems) =>
        [.. problems.Select(problem => problem.Path), .. problems.Select(problem => UnknownKeys.Meant(problem.Path)).OfType<string>()];

    private static JobSpec Spec(SpecDraft draft)
    {
        var merged = draft.Merged;
        return new()
        {
            ClientId = merged.Text("client_id")!,
            ClusterType = draft.ClusterType,
            ClientIdDefaulted = draft.ClientIdDefaulted,
            ClusterTypeDefaulted = draft.ClusterTypeDefaulted,
            JobType = draft.JobType,
            LogBucket = merged.Text("log_bucket"),
            Region = draft.Region,
            Project = draft.Project,
            Impersonate = draft.OfRun(CallerRules.Impersonate) is { } accounts ? [.. CallerRules.Accounts(accounts)] : [],
            BillingProject = draft.OfRun(CallerRules.BillingProject),
            HistoryTimeout = HistoryTimeout(draft),
            MaxRuntime = merged.Text("max_runtime") is { } limit && DurationText.Parse(limit, out var runtime) is null ? runtime.Span : null,
            ClusterOptions = merged.ClusterValues,
            SubmitOptions = merged.SubmitValues,
            JobArgs = [.. merged.JobArgs.Select(item => item.Text)],
            PyFile = merged.Text("submit.py_file"),
            RFile = merged.Text("submit.r_file"),
            AutoScaler = AutoScaler(merged),
            Pooling = merged.Text("pooling.max_age") is { } age && DurationText.Parse(age, out var span) is null
                ? new(Number(merged, "pooling.limit"), JavaDuration.Parse(age) ?? span.Span) : null,
            PropertiesAfterArguments = merged.Text("on_premise.property_position") == "after",
            DryRun = merged.Text("dry_run") == "true",
            RunId = draft.Context.RunId,
            ReadAt = draft.Context.Time.GetUtcNow(),
            Owner = draft.Context.Owner,
            CreateLimit = draft.Context.CreateLimit,
            Sources = merged,
        };
    }

    private static TimeSpan HistoryTimeout(SpecDraft draft)
    {
        var unset = draft.ClusterType == ClusterType.Dataproc ? 60 : 0;
        return TimeSpan.FromSeconds(draft.Merged.Text("history_timeout") is null ? unset : Math.Max(0, Number(draft.Merged, "history_timeout")));
    }

    private static AutoScalerSpec? AutoScaler(MergedSpec merged) => merged.HasBlock("auto_scaler")
        ? new(
            TimeSpan.FromMinutes(Number(merged, "auto_scaler.interval")),
            Number(merged, "auto_scaler.max"),
            double.Parse(merged.Text("auto_scaler.factor")!),
            merged.Text("auto_scaler.downscale") == "true",
            merged.Text("auto_scaler.downscale_timeout") is null ? null : TimeSpan.FromMinutes(Number(merged, "auto_scaler.downscale_timeout")))
        : null;

    private static int Number(MergedSpec merged, string path) => int.Parse(merged.Text(path)!);

    private static SpecException Exception(List<SpecProblem> problems, IReadOnlyList<SpecFile> files)
    {
        int Rank(SpecProblem problem)
        {
            for (var i = 0; i < files.Count; i++)
                if (files[i].Path == problem.Location.Source) return i;
            return files.Count;
        }

        return new([.. problems.Distinct().OrderBy(Rank)
            .ThenBy(problem => problem.Location.Line ?? int.MaxValue).ThenBy(problem => problem.Location.Column ?? 0)]);
    }
}
