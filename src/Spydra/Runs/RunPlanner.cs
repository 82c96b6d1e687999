using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;
using Spydra.Options;
using Spydra.Specs;

namespace Spydra.Runs;

/// <summary>From what the user asked for to what will be done: a pure function.</summary>
public static class RunPlanner
{
    /// <summary>In days: the longest after which a cluster of the pool still has three days for its last jobs.</summary>
    private const int LongestPoolAge = 11;

    /// <summary>Plans a run of a checked spec.</summary>
    public static RunPlan Plan(JobSpec spec)
    {
        if (spec.ClusterType == ClusterType.Null)
            return WithoutCluster(spec, new JobPlan.Nothing(spec.JobId), ["cluster_type is null: the spec is sound, and nothing runs"]);
        if (spec.ClusterType == ClusterType.OnPremise)
            return WithoutCluster(spec, new JobPlan.OnPremise(spec.JobId, spec.RunId, HadoopCommand.Words(spec)) { MaxRuntime = spec.MaxRuntime }, OnPremiseWarnings(spec));

        var region = new RegionPath(spec.Project!, spec.Region!);
        ClusterPlan cluster = spec switch
        {
            { StaticCluster: { } name } => new ClusterPlan.Static(region, name),
            { UsesExistingCluster: true } => Labelled(spec),
            { Pooling: { } pooling } => PoolPlanner.Plan(spec, pooling, region),
            _ => Made(spec, $"spydra-{spec.RunId}", new(StringComparer.Ordinal)),
        };
        return new RunPlan(spec.RunId, region, cluster, Job(spec, region), Archive(spec, cluster), [.. DataprocWarnings(spec, cluster)]);
    }

    private static RunPlan WithoutCluster(JobSpec spec, JobPlan job, IEnumerable<string> warnings) =>
        new(spec.RunId, null, new ClusterPlan.None(), job, null, [.. warnings]);

    private static IEnumerable<string> DataprocWarnings(JobSpec spec, ClusterPlan cluster)
    {
        if (spec.AutoScaler is not null) yield return "auto_scaler is set, but nothing scales yet: the cluster keeps the workers it starts with";
        var made = cluster as ClusterPlan.Ephemeral ?? (cluster as ClusterPlan.Pooled)?.Shared.Member;
        if (made?.LabelsLeftOut is { } ofCluster) yield return ofCluster;
        if (OwnLabels.OfJob(spec).Warning("submit.options.labels") is { } ofJob) yield return ofJob;
        if (spec.Pooling is { MaxAge.TotalDays: > LongestPoolAge } && spec.ClusterOptions.Text("max-age") == "14d")
            yield return $"pooling.max_age is longer than {LongestPoolAge} days: the service deletes a cluster after 14 days at the latest, also when jobs run on it";
    }

    private static IEnumerable<string> OnPremiseWarnings(JobSpec spec)
    {
        if (spec.ClusterTypeDefaulted) yield return "cluster_type is not set, which means onpremise: the Hadoop client of this machine runs the job";
        if (HadoopCommand.WithoutEffect(spec).ToList() is { Count: > 0 } idle)
            yield return $"on premises these have no effect: {string.Join(", ", idle.Select(name => "submit.options." + name))}";
    }

    /// <summary>A cluster that the run makes; it carries our labels beside these of a pool.</summary>
    internal static ClusterPlan.Ephemeral Made(JobSpec spec, string name, Dictionary<string, string> pool)
    {
        var region = new RegionPath(spec.Project!, spec.Region!);
        TimeSpan? createLimit = spec.ClusterOptions.Text("timeout") is { } limit && DurationText.Parse(limit, out var duration) is null ? duration.Span : null;
        var labels = OwnLabels.OfCluster(spec, pool, createLimit);
        var request = ClusterBody.Create(spec, name, labels.Labels);
        return new ClusterPlan.Ephemeral(region, name, spec.RunId,
            DataprocRequest.CreateCluster(region, request.Body, request.Query, RequestIds.For(spec.RunId, $"create/{name}")), RequestIds.For(spec.RunId, $"delete/{name}"), createLimit)
        {
            LabelsLeftOut = labels.Warning("cluster.options.labels"),
        };
    }

    /// <summary>The service names no cluster before it has the job, so gcloud takes the label that has the purpose, or says so.</summary>
    private static ClusterPlan.Labelled Labelled(JobSpec spec) =>
        new(spec.SubmitOptions.Entries("cluster-labels").LastOrDefault(label => label.Key == "cluster-pool") is { Value: { } pool } ? pool : "unresolved");

    private static JobPlan.Dataproc Job(JobSpec spec, RegionPath region)
    {
        var body = JobBody.Create(spec, "{clusterName}", spec.JobId);
        if (body["labels"] is not JsonObject labels) body["labels"] = labels = [];
        foreach (var (key, value) in OwnLabels.OfJob(spec).Labels) labels[key] = value;
        return new JobPlan.Dataproc(region, spec.JobId, body, [.. StagedFiles(body)], spec.SubmitOptions.Text("bucket"), RequestIds.For(spec.RunId, "submit"))
        {
            Async = spec.SubmitOptions.Has("async"),
            MaxRuntime = spec.MaxRuntime,
        };
    }

    /// <summary>
    /// Local files go to a folder of the job's own: one that is named twice, once; a second file of the same base name into a folder beside
    /// the first, which it must not overwrite.
    /// </summary>
    private static IEnumerable<StagedFile> StagedFiles(JsonObject body)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in JobBody.LocalFiles(body))
        {
            var path = Path.GetFullPath(file.Path);
            if (!names.TryGetValue(path, out var name))
            {
                var baseName = Path.GetFileName(path);
                var count = taken[baseName] = taken.GetValueOrDefault(baseName) + 1;
                name = names[path] = count == 1 ? baseName : $"{count}/{baseName}";
            }

            yield return new StagedFile(file, name, File.Exists(path) ? LocalFiles.Length(path) : 0);
        }
    }

    /// <summary>A cluster that is not ours stays, and so does what it writes.</summary>
    private static ArchivePlan? Archive(JobSpec spec, ClusterPlan cluster)
    {
        if (cluster is not (ClusterPlan.Ephemeral or ClusterPlan.Pooled) || spec.HistoryTimeout <= TimeSpan.Zero) return null;
        var properties = spec.ClusterOptions.Entries("properties").ToList();
        var folders = ArchiveFolders.Of(name => properties.LastOrDefault(property => property.Key == name).Value);
        return folders.IsEmpty ? null : new ArchivePlan(folders, spec.HistoryTimeout);
    }
}
