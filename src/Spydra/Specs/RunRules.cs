using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs;

/// <summary>The checks that depend on where the job runs.</summary>
internal sealed class RunRules(SpecDraft draft)
{
    private const string Global = "global";

    private readonly MergedSpec merged = draft.Merged;

    public IEnumerable<SpecProblem> Check() => draft.Told.Contains("cluster_type") ? [] : draft.Kind switch
    {
        RunKind.OwnCluster => [.. OwnCluster(), .. Job(), .. Table("cluster.options", ClusterOptions.Table, merged.ClusterOptions, merged.ClusterValues)],
        RunKind.ExistingCluster => [.. ExistingCluster(), .. Job()],
        RunKind.OnPremise => [.. NoStaging(), .. OnPremise()],
        _ => NoStaging(),
    };

    private IEnumerable<SpecProblem> OwnCluster()
    {
        if (!merged.Values.ContainsKey("log_bucket") && !draft.Context.NoDefaults)
            foreach (var problem in Missing("log_bucket", "History and logs outlive the cluster there: write the name of a bucket that you can write to."))
                yield return problem;
        if (draft.Project is null)
            foreach (var problem in Missing("cluster.options.project", "Write it, or set GOOGLE_CLOUD_PROJECT.")) yield return problem;
        if ((draft.Region is null || IsGlobal(draft.Region)) && draft.Zone is null && !draft.Told.Contains("region"))
            yield return new(At("region"), "region",
                "Please define region other than global, or optionally, cluster.options.zone in configuration.", "Write \"region\": \"europe-west1\" or another.");
        else if (draft.Region is null)
            foreach (var problem in Missing("region", "Write \"region\": \"europe-west1\" or another.")) yield return problem;
        if (merged.SubmitOptions.GetValueOrDefault("async") is { Name: "async" } alone && !merged.HasBlock("pooling"))
            yield return new(alone.At, "submit.options.async", "would end the run at once, and with it delete the cluster under the running job.",
                "Remove it, or run on a cluster that stays (submit.options.cluster).");
        foreach (var problem in Same("cluster.options.region", "region", draft.Region).Concat(Same("submit.options.region", "region", draft.Region))
            .Concat(Same("submit.options.project", "cluster.options.project", draft.Project))) yield return problem;
        foreach (var problem in AsksForBucket("cluster.options", merged.ClusterOptions)) yield return problem;
    }

    private IEnumerable<SpecProblem> ExistingCluster()
    {
        if (draft.Project is null)
            foreach (var problem in Missing("submit.options.project", "Write it, or set GOOGLE_CLOUD_PROJECT.")) yield return problem;
        if (draft.Region is null)
            foreach (var problem in Missing("region", "Write the region of the cluster.")) yield return problem;
        else if (IsGlobal(draft.Region))
            yield return new(At("region"), "region", "is global; clusters are in a region of their own.", "Write the region of the cluster.");
        foreach (var problem in Same("submit.options.region", "region", draft.Region)) yield return problem;
    }

    private IEnumerable<SpecProblem> OnPremise()
    {
        if (draft.JobType != "hadoop" && SubmitOptions.JobTypes.Contains(draft.JobType))
            yield return new(merged.Values["job_type"].At, "job_type",
                $"is {draft.JobType}, and only hadoop jobs can be run on-premises (Default executor does only supports Hadoop jobs).", Hint("Write hadoop."));
        if (!merged.SubmitOptions.ContainsKey("jar"))
            foreach (var problem in Missing("submit.options.jar", Hint("Write the jar that 'hadoop jar' runs."))) yield return problem;
    }

    private IEnumerable<SpecProblem> NoStaging() =>
        from name in new[] { "jars", "files" }
        let option = merged.SubmitOptions.GetValueOrDefault(name)
        where option is not null
        select new SpecProblem(option.At, $"submit.options.{name}",
            $"is set. Setting the {name} option is not supported when submitting to onpremise.", Hint("Remove it; pass -libjars or -files as job arguments."));

    // A spec of the original without cluster_type is on-premises, and its owner mostly does not know.
    private string Hint(string nextStep) => draft.ClusterTypeDefaulted
        ? $"cluster_type is not set, which means onpremise; write \"cluster_type\": \"dataproc\" to run on Dataproc. Else: {nextStep}"
        : nextStep;

    private IEnumerable<SpecProblem> Job()
    {
        foreach (var problem in AsksForBucket("submit.options", merged.SubmitOptions)) yield return problem;
        foreach (var item in merged.JobArgs.Where(item => merged.Text("log_bucket") is null && Placeholders.AsksForLogBucket(item.Text)))
            yield return NoBucket(item.At, "submit.job_args");
        if (!SubmitOptions.JobTypes.Contains(draft.JobType)) yield break;

        var type = SubmitOptions.Type(draft.JobType);
        foreach (var problem in Table("submit.options", SubmitOptions.For(type.Name), merged.SubmitOptions, merged.SubmitValues)) yield return problem;
        foreach (var problem in MainFile(type, "submit.py_file", "mainPythonFileUri").Concat(MainFile(type, "submit.r_file", "mainRFileUri")))
            yield return problem;
        if (!type.TakesArguments && merged.JobArgs is [var first, ..])
            yield return new(first.At, "submit.job_args", $"is set, and {type.Name} jobs take no arguments.",
                "Remove it" + (SubmitOptions.For(type.Name).Find("params") is null ? "." : "; variables of a query go into submit.options.params."));
        foreach (var problem in Files(type)) yield return problem;
    }

    private IEnumerable<SpecProblem> MainFile(JobType type, string path, string field)
    {
        var value = merged.Values.GetValueOrDefault(path);
        if (type.MainFile == field)
        {
            if (value is null && !draft.Told.Contains(path))
                yield return new(draft.Home, path, $"needs to be set: {type.Name} jobs require it.", "Write the main file.");
        }
        else if (value is not null)
        {
            yield return new(value.At, path, $"is set, and {type.Name} jobs have no such file.", "Remove it, or set job_type.");
        }
    }

    private IEnumerable<SpecProblem> Files(JobType type)
    {
        List<(string Path, MergedItem Item)> files = [];
        foreach (var option in merged.SubmitOptions.Values.Where(option => SubmitOptions.For(type.Name).Find(option.Row.Name)?.NamesFiles ?? false))
            files.AddRange(option.Items.Select(item => ($"submit.options.{option.Row.Name}", item)));
        foreach (var path in new[] { "submit.py_file", "submit.r_file" })
            if (merged.Values.GetValueOrDefault(path) is { } value) files.Add((path, new(null, value.Text, value.At, [])));

        var staged = merged.SubmitOptions.ContainsKey("bucket") || !merged.SubmitOptions.ContainsKey("cluster-labels");
        foreach (var (path, item) in files.Where(file => LocalFiles.IsLocal(file.Item.Text)))
        {
            if (merged.SubmitOptions.GetValueOrDefault("bucket") is { } bucket && bucket.Text.Contains('/', StringComparison.Ordinal))
                yield return new(bucket.Items[0].At, "submit.options.bucket", $"is \"{bucket.Text}\"; the bare name of a bucket is expected to stage files in.",
                    "Write it without gs:// and slashes.");
            if (!staged)
                yield return new(item.At, path, $"names \"{item.Text}\", and with cluster-labels no bucket is known to stage it in.", "Set submit.options.bucket.");
            var full = LocalFiles.Full(draft.Context.WorkingFolder, item.Text);
            if (item.Text.Length == 0) yield return new(item.At, path, "has an empty name among its files.", "Remove the comma too many.");
            else if (Directory.Exists(full)) yield return new(item.At, path, $"names \"{item.Text}\", which is a folder.", "Name the files in it.");
            else if (!File.Exists(full))
                yield return new(item.At, path, $"names \"{item.Text}\", which does not exist on this machine.", item.Text.LastIndexOf('#') is > 0 and var hash && File.Exists(full[..^(item.Text.Length - hash)])
                    ? "A name after '#' can only be given to a file in a bucket: put it there, and write gs://...#name."
                    : "Check the path, or write gs://... for a file in a bucket and file:///... for one on the cluster's machines.");
            else if (Unreadable(full) is { } why)
                yield return new(item.At, path, $"names \"{item.Text}\", which cannot be read: {why}", "Give yourself the right to read it, or name a plain file.");
        }
    }

    private static string? Unreadable(string path)
    {
        try
        {
            LocalFiles.Length(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return e.Message;
        }
    }

    private IEnumerable<SpecProblem> Table(
        string path, OptionTable table, ImmutableSortedDictionary<string, MergedOption> options, OptionValues values)
    {
        var foreign = options.Values.Where(option => table.Find(option.Row.Name) is null).ToList();
        foreach (var option in foreign)
            yield return new(option.At, $"{path}.{option.Name}", $"is no option of 'gcloud dataproc {table.Command}'.",
                $"Remove it; {string.Join(", ", SubmitOptions.TypesWith(option.Row.Name))} jobs have it.");

        var known = new OptionValues(values.Values.RemoveRange(foreign.Select(option => option.Name)));
        foreach (var problem in table.Check(known, draft.Scope))
        {
            var option = options.GetValueOrDefault(table.Find(problem.Option)!.Name);
            if (option is null && table.Exclusive.SelectMany(group => group.Against(problem.Option)).Prepend(problem.Option)
                .Any(name => draft.Told.Contains($"{path}.{name}"))) continue;
            var item = option?.Items.LastOrDefault(item => problem.Item is null
                ? option.Row.Shape == OptionShape.Scalar && problem.Other is null
                : (item.Key ?? item.Text) == problem.Item);
            var other = problem.Other is { } name && options.GetValueOrDefault(name) is { At.Line: not null } there ? $"'{name}' stands at {there.At}. " : "";
            yield return new(item?.At ?? option?.At ?? draft.Home, $"{path}.{problem.Option}", problem.What, other + problem.NextStep);
        }
    }

    private IEnumerable<SpecProblem> Same(string path, string key, string? value)
    {
        var options = path.StartsWith("cluster.", StringComparison.Ordinal) ? merged.ClusterOptions : merged.SubmitOptions;
        if (options.GetValueOrDefault(path[(path.LastIndexOf('.') + 1)..]) is { } option && option.Text != value)
            yield return new(option.At, path, $"is {option.Text}, and {key} is {value}.", "Remove one of the two: the job runs where its cluster is.");
    }

    private IEnumerable<SpecProblem> AsksForBucket(string path, ImmutableSortedDictionary<string, MergedOption> options) =>
        merged.Text("log_bucket") is not null ? [] :
        from option in options.Values
        from item in option.Items
        where item.At != BuiltInLayers.BuiltIn && Placeholders.AsksForLogBucket(item.Text + item.Key)
        select NoBucket(item.At, $"{path}.{option.Name}");

    private static SpecProblem NoBucket(SpecLocation at, string path) =>
        new(at, path, "asks for ${LOG_BUCKET}, and log_bucket is not set.", "Set log_bucket.");

    private IEnumerable<SpecProblem> Missing(string path, string nextStep) =>
        draft.Told.Contains(path) ? [] : [new(draft.Home, path, "needs to be set.", nextStep)];

    private SpecLocation At(string path) => merged.Values.GetValueOrDefault(path)?.At ?? draft.Home;

    private static bool IsGlobal(string region) => region.Equals(Global, StringComparison.OrdinalIgnoreCase);
}
