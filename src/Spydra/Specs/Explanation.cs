using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs;

/// <summary>Every value of a spec with its origin, made of the merged layers and the tables of keys and options: a pure function.</summary>
public static class Explanation
{
    private const string Cluster = "cluster.options";
    private const string Submit = "submit.options";

    // Unset, these still decide something. The others' defaults are layers of their own, or not of the run.
    private static readonly string[] Deciding = ["history_timeout", "dry_run"];

    /// <summary>The keys that can be asked for: those of specs, without blocks, and every option.</summary>
    public static IEnumerable<string> Keys =>
    [
        .. SpecShape.Keys.Where(key => key.Type is not (KeyType.Block or KeyType.Options)).Select(key => key.Path),
        .. ClusterOptions.Table.Names.Select(name => $"{Cluster}.{name}"),
        .. SubmitOptions.JobTypes.SelectMany(type => SubmitOptions.For(type).Names).Distinct(StringComparer.Ordinal).Select(name => $"{Submit}.{name}"),
    ];

    /// <summary>The values in the order of the documentation; empty where a file could not be read.</summary>
    public static IReadOnlyList<ExplainedValue> Of(LoadedSpec loaded)
    {
        if (loaded.Draft is not { } draft) return [];
        List<ExplainedValue> values = [];
        values.Add(new("run.id", draft.Context.RunId.ToString("D"), new("made for this run")) { Help = "What ${UUID} stands for; another one each time." });
        if (draft.Kind is RunKind.OwnCluster or RunKind.ExistingCluster)
        {
            if (draft.ProjectFound is { } project)
                values.Add(new("run.project", project.Text, project.At) { GcloudFlag = "--project", ApiField = "projectId", Help = "The project of cluster and job." });
            if (draft.RegionFound is { } region)
                values.Add(new("run.region", region.Text, region.At) { GcloudFlag = "--region", Help = "The region of cluster and job, in the path of every request." });
        }

        foreach (var key in SpecShape.Keys.Where(key => !key.IsSetting)) values.AddRange(Of(key, draft));
        return values;
    }

    /// <summary>What is known about a key that no layer sets; null when there is no such key.</summary>
    public static ExplainedValue? Unset(string path)
    {
        if (SpecShape.Find(path) is { } key)
            return new(path, null, ExplainedValue.NotSet) { Help = key.Help, Note = key.Default is { } otherwise ? $"by default: {otherwise}" : null };
        var (block, name) = path.Split(".options.") is [var left, var right] ? ($"{left}.options", right) : ("", "");
        var row = block == Cluster ? ClusterOptions.Table.Find(name) : block == Submit ? SubmitOptions.FindInAny(name, out _) : null;
        return row is null ? null : Row(path, name, null, ExplainedValue.NotSet, row);
    }

    private static IEnumerable<ExplainedValue> Of(SpecKey key, SpecDraft draft) => key.Type switch
    {
        KeyType.Options => key.Path == Cluster
            ? draft.Merged.ClusterOptions.Values.SelectMany(option => Option(key.Path, option, ClusterOptions.Table, draft))
            : draft.Merged.SubmitOptions.Values.SelectMany(option => Option(key.Path, option, JobTable(draft), draft)),
        KeyType.TextList => draft.Merged.JobArgs.Zip(SecretText.Shown([.. draft.Merged.JobArgs.Select(item => item.Text)])).Select((item, i) =>
            Scalar(key, item.First.Text, item.First.At, draft) with { Index = i, Written = item.First.Written, IsSecret = item.Second == SecretText.Mask }),
        KeyType.Block => [],
        _ when draft.Merged.Values.GetValueOrDefault(key.Path) is { } value =>
            [Scalar(key, value.Text, value.At, draft) with { Overrode = value.Overrode, Written = value.Written }],
        _ when key.Default is { } otherwise && Decides(key, draft) => [Scalar(key, otherwise, BuiltInLayers.BuiltIn, draft)],
        _ => [],
    };

    private static bool Decides(SpecKey key, SpecDraft draft) => draft.Kind switch
    {
        RunKind.OnPremise => key.Path is "dry_run" or "on_premise.property_position",
        RunKind.Nothing => key.Path == "dry_run",
        _ => Deciding.Contains(key.Path),
    };

    private static ExplainedValue Scalar(SpecKey key, string text, SpecLocation at, SpecDraft draft)
    {
        var type = JobTypeOf(draft);
        var (flag, field) = key.Path switch
        {
            "region" => ("--region", null),
            "job_type" => ($"jobs submit {draft.JobType}", type?.Field),
            "submit.job_args" => ("--", type is { TakesArguments: true } ? $"{type.Field}.args" : null),
            "submit.py_file" or "submit.r_file" => ("FILE", type?.MainFile is { } main ? $"{type.Field}.{main}" : null),
            _ => ((string?)null, (string?)null),
        };
        var sent = draft.Kind is RunKind.OwnCluster or RunKind.ExistingCluster;
        return new(key.Path, text, at) { GcloudFlag = sent ? flag : null, ApiField = sent ? field : null, Help = key.Help, Note = Unused(key.Path, draft.Kind) };
    }

    private static IEnumerable<ExplainedValue> Option(string path, MergedOption option, OptionTable? table, SpecDraft draft)
    {
        var row = table?.Find(option.Row.Name) ?? option.Row;
        var key = $"{path}.{option.Name}";
        ExplainedValue One(string? text, SpecLocation at) => Row(key, option.Name, text, at, row) with
        {
            Overrode = option.Overrode,
            Note = Unused(key, draft.Kind),
        };

        if (row.Shape == OptionShape.Flag) return [One("true", option.At)];
        if (option.Items.IsEmpty) return [One(null, option.At)];

        // An option with a file of its own has been given what stands in the file: first the file, then what is in it.
        var file = row.Shape == OptionShape.Scalar && option.Items[0].Key is not null ? One(option.Items[0].At.Source, option.At) : null;
        // A list whose file is a map (user mappings): its items are the pairs.
        var pairs = row.Shape == OptionShape.List;
        var items = option.Items.Select((item, i) => One(pairs && item.Key is not null ? $"{item.Key}:{item.Text}" : item.Text, item.At) with
        {
            Entry = pairs ? null : item.Key,
            Index = row.Shape == OptionShape.List ? i : null,
            Written = item.Written,
            Overrode = i == 0 && file is null ? [.. item.Overrode, .. option.Overrode] : item.Overrode,
        });
        return file is null ? items : items.Prepend(file);
    }

    private static ExplainedValue Row(string key, string name, string? text, SpecLocation at, OptionRow row) => new(key, text, at)
    {
        GcloudFlag = "--" + name,
        ApiField = row.Fields.IsEmpty ? null : string.Join(" + ", row.Fields),
        Help = row.Help,
        Shape = row.Shape,
    };

    private static string? Unused(string path, RunKind kind) => kind switch
    {
        RunKind.Nothing when path is not ("cluster_type" or "dry_run") => "not used: nothing is run",
        RunKind.OnPremise when path.StartsWith("cluster.", StringComparison.Ordinal)
            || (path.StartsWith("submit.options.", StringComparison.Ordinal) && path["submit.options.".Length..] is not ("jar" or "class" or "properties" or "id")) => "not used: the job runs in the Hadoop client of this machine",
        RunKind.ExistingCluster when path.StartsWith("cluster.", StringComparison.Ordinal) || path is "pooling" || path.StartsWith("pooling.", StringComparison.Ordinal) =>
            "not used: the job runs on a cluster that is there",
        RunKind.OwnCluster or RunKind.ExistingCluster when path.StartsWith("on_premise.", StringComparison.Ordinal) => "not used: the job runs on Dataproc",
        _ => null,
    };

    private static JobType? JobTypeOf(SpecDraft draft) => SubmitOptions.JobTypes.Contains(draft.JobType) ? SubmitOptions.Type(draft.JobType) : null;

    private static OptionTable? JobTable(SpecDraft draft) => JobTypeOf(draft) is { } type ? SubmitOptions.For(type.Name) : null;
}
