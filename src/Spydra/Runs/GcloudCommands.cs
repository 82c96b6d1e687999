using System.Collections.Immutable;
using Spydra.Clusters;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;
using Spydra.Options;
using Spydra.Specs;

namespace Spydra.Runs;

/// <summary>A command line of gcloud.</summary>
/// <param name="Words">Its words, not quoted.</param>
/// <param name="Remarks">What it does not say as the run does: a sentence each.</param>
public sealed record GcloudCommand(ImmutableArray<string> Words, ImmutableArray<string> Remarks);

/// <summary>The command lines of gcloud that send what a run sends, in order. Secrets in them are masked.</summary>
public static class GcloudCommands
{
    // Said once for the whole command, from the plan.
    private static readonly string[] Planned = ["project", "region", "cluster", "id"];

    // Who calls: the same for every call of a run.
    private static readonly string[] Caller = ["account", "billing-project", "configuration", "impersonate-service-account"];

    /// <summary>The commands of a plan, and of the spec that it was made of; none for a run that is not on Dataproc.</summary>
    public static IEnumerable<GcloudCommand> Of(RunPlan plan, JobSpec spec)
    {
        if (plan.Region is not { } region || plan.Job is not JobPlan.Dataproc job) return [];
        return plan.Cluster switch
        {
            ClusterPlan.Ephemeral own => [Create(own, region, spec), Submit(own.Name, job, region, spec), Delete(own, region, spec)],
            ClusterPlan.Static there => [Submit(there.Name, job, region, spec)],
            ClusterPlan.Pooled { Shared: var place } => [List(place, region, spec), Create(place.Member, region, spec, "only where the list has no cluster of the pool that runs: "
                + $"one with the label {PoolPlace.TokenLabel}={place.Slot.Token}"), Submit(place.Member.Name, job, region, spec)],
            _ => [Submit("{clusterName}", job, region, spec)],
        };
    }

    private static GcloudCommand List(PoolPlace place, RegionPath region, JobSpec spec) => new(
        [
            "gcloud", "dataproc", "clusters", "list", $"--project={region.Project}", $"--region={region.Region}", $"--filter={place.Filter}",
            .. CallerOf(spec),
        ], []);

    private static GcloudCommand Create(ClusterPlan.Ephemeral own, RegionPath region, JobSpec spec, params string[] when)
    {
        var labels = own.Create.Body?["labels"]?.AsObject().Select(label => KeyValuePair.Create(label.Key, (string)label.Value!));
        var options = spec.ClusterOptions.Values.SetItem("labels", new OptionValue.Map([.. labels ?? []]));
        ImmutableArray<string> remarks = [.. when, .. options.ContainsKey("async") ? ["--async is left out: the job needs the cluster"] : Array.Empty<string>()];
        return Command(["clusters", "create", own.Name], ClusterOptions.Table, options.Remove("async"), [], region, spec, remarks);
    }

    private static GcloudCommand Submit(string cluster, JobPlan.Dataproc job, RegionPath region, JobSpec spec)
    {
        var type = SubmitOptions.Type(spec.JobType);
        string[] words = ["jobs", "submit", type.Name];
        if (type.MainFile is { } main && (main == "mainRFileUri" ? spec.RFile : spec.PyFile) is { } file)
            words = [.. words, file.StartsWith('-') ? "./" + file : file];
        if (!spec.SubmitOptions.Has("cluster-labels")) words = [.. words, $"--cluster={cluster}"];
        words = [.. words, $"--id={job.Id}"];

        var arguments = SecretText.Shown(spec.JobArgs.IsDefault ? [] : spec.JobArgs);
        ImmutableArray<string> remarks =
        [
            .. from staged in job.Files
               group staged.File.Path by Path.GetFileName(staged.File.Path) into same
               where same.Distinct(StringComparer.Ordinal).Skip(1).Any()
               select $"gcloud stages files of one base name over each other: {string.Join(", ", same.Distinct(StringComparer.Ordinal))}",
            .. spec.MaxRuntime is null ? Array.Empty<string>() : ["max_runtime is left out: gcloud waits for as long as the job runs"],
            .. arguments.SequenceEqual(spec.JobArgs.IsDefault ? [] : spec.JobArgs) ? Enumerable.Empty<string>() : [HidesSecrets],
        ];
        var labels = job.Body["labels"]?.AsObject().Select(label => KeyValuePair.Create(label.Key, (string)label.Value!));
        return Command(words, SubmitOptions.For(type.Name), spec.SubmitOptions.Values.SetItem("labels", new OptionValue.Map([.. labels ?? []])), arguments.IsEmpty ? [] : ["--", .. arguments], region, spec, remarks);
    }

    private static GcloudCommand Delete(ClusterPlan.Ephemeral own, RegionPath region, JobSpec spec) => new(
        [
            "gcloud", "dataproc", "clusters", "delete", own.Name, $"--project={region.Project}", $"--region={region.Region}", "--quiet",
            .. own.AsyncDelete ? ["--async"] : Array.Empty<string>(), .. CallerOf(spec),
        ], []);

    private static IEnumerable<string> CallerOf(JobSpec spec) =>
        Caller.Where(spec.ClusterOptions.Has).Select(name => $"--{name}={spec.ClusterOptions.Text(name)}");

    private const string HidesSecrets = $"{SecretText.Mask} stands for a secret; put it in before you run this";

    private static GcloudCommand Command(
        string[] command, OptionTable table, ImmutableSortedDictionary<string, OptionValue> options, IEnumerable<string> arguments, RegionPath region,
        JobSpec spec, ImmutableArray<string> remarks)
    {
        var own = new OptionValues(options.RemoveRange(Planned));
        var shown = SecretText.Shown(own);
        var scope = new ResourceScope(region.Project, region.Region, own.Text("zone"));
        var (plain, masked) = (GcloudText.Of(table, own, scope, FilesOf(spec)), GcloudText.Of(table, shown, scope, FilesOf(spec)));
        if (!plain.Words.SequenceEqual(masked.Words) && !remarks.Contains(HidesSecrets)) remarks = remarks.Add(HidesSecrets);
        return new(
            [
                "gcloud", .. masked.Beta ? ["beta"] : Array.Empty<string>(), "dataproc", .. command, $"--project={region.Project}", $"--region={region.Region}",
                .. masked.Words, .. arguments,
            ],
            [.. masked.Unsaid, .. remarks]);
    }

    /// <summary>The files of options that were read into the spec, and that gcloud reads itself.</summary>
    private static Dictionary<string, string> FilesOf(JobSpec spec) => spec.Sources?.ClusterOptions.Values
        .Where(option => option is { Row.Shape: OptionShape.Scalar, Items: [{ Key: not null }, ..] })
        .ToDictionary(option => option.Name, option => option.Items[0].At.Source, StringComparer.Ordinal) ?? [];
}
