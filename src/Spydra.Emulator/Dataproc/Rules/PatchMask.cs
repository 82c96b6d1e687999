using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>
/// The paths of an update mask, in snake_case as the service's own clients send them (camelCase is taken too). A path whose field is not in the
/// body clears the field.
/// </summary>
internal sealed record PatchMask(IReadOnlyList<string> Paths)
{
    private const string Workers = "config.worker_config.num_instances";
    private const string Secondaries = "config.secondary_worker_config.num_instances";
    private const string Lifecycle = "config.lifecycle_config.";

    private static readonly string[] Cluster =
    [
        "labels", Workers, Secondaries, "config.autoscaling_config.policy_uri",
        Lifecycle + "idle_delete_ttl", Lifecycle + "auto_delete_ttl", Lifecycle + "auto_delete_time",
        Lifecycle + "idle_stop_ttl", Lifecycle + "auto_stop_ttl", Lifecycle + "auto_stop_time",
        "config.secondary_worker_config.startup_config.required_registration_fraction",
        "config.secondary_worker_config.instance_flexibility_policy.provisioning_model_mix.standard_capacity_base",
        "config.security_config.identity_config.user_service_account_mapping",
    ];

    public static PatchMask ForCluster(string? mask) => Parse(mask, Cluster);

    public static PatchMask ForJob(string? mask) => Parse(mask, ["labels"]);

    public bool OnlyLabels => Paths is ["labels"];

    /// <summary>What is wrong with the change; the cluster is RUNNING.</summary>
    public IEnumerable<string> Check(JsonObject cluster, JsonObject body, DateTimeOffset now)
    {
        if (Paths.Contains("labels"))
            foreach (var problem in NameRules.Labels(body.Map("labels"))) yield return problem;

        foreach (var (path, field) in new[] { (Workers, "workerConfig"), (Secondaries, "secondaryWorkerConfig") })
        {
            if (!Paths.Contains(path)) continue;
            var (before, after) = (Count(cluster, field), Count(body, field));
            if (after < 0) yield return $"Invalid value for field '{path}': {after.Invariant()} is negative.";
            else if (after == before) yield return $"Invalid value for field '{path}': the cluster has {after.Invariant()} already.";
            else if (path == Workers && after < 2 && !ClusterChecks.AllowsZeroWorkers(cluster))
                yield return $"Invalid value for field '{path}': {after.Invariant()}. A minimum of 2 is required.";
        }

        var changed = new JsonObject();
        foreach (var path in Paths.Where(path => path.StartsWith(Lifecycle, StringComparison.Ordinal)))
            changed.Put(FieldNames.Camel(path), body.At(FieldNames.Camel(path))?.DeepClone());
        foreach (var problem in ClusterChecks.Lifetimes(changed, now)) yield return problem;
    }

    /// <summary>Carries the change out on <paramref name="cluster"/>; <paramref name="asked"/> is when it was asked for.</summary>
    public void Apply(JsonObject cluster, JsonObject body, DateTimeOffset asked)
    {
        foreach (var path in Paths)
        {
            var field = FieldNames.Camel(path);
            if (path == "labels") cluster["labels"] = FilledIn.Labels(body.Child("labels"), cluster);
            else cluster.Put(field, body.At(field)?.DeepClone());

            // A time to live is held as its end: to set or clear the one is to set or clear the other.
            if (path is Lifecycle + "auto_delete_ttl" or Lifecycle + "auto_stop_ttl" && body.At(field) is null)
                cluster.Put(field[..^"Ttl".Length] + "Time", null);
        }

        if (cluster.Child("config.autoscalingConfig") is { Count: 0 }) cluster.Put("config.autoscalingConfig", null);
        if (cluster.Child("config.lifecycleConfig") is { Count: 0 }) cluster.Put("config.lifecycleConfig", null);
        FilledIn.Lifetimes(cluster, asked);
        FilledIn.Secondaries(cluster);
        FilledIn.Names(cluster);
    }

    /// <summary>What the operation is called: <c>Add 1 workers.</c></summary>
    public string Describe(JsonObject cluster, JsonObject body)
    {
        var words = new List<string>();
        Tell(Workers, "workerConfig", "workers");
        Tell(Secondaries, "secondaryWorkerConfig", "secondary workers");
        return string.Join(' ', words);

        void Tell(string path, string group, string noun)
        {
            var by = Count(body, group) - Count(cluster, group);
            if (Paths.Contains(path) && by != 0) words.Add($"{(by > 0 ? "Add" : "Remove")} {Math.Abs(by).Invariant()} {noun}.");
        }
    }

    private static int Count(JsonObject cluster, string group) => cluster.Number($"config.{group}.numInstances") ?? 0;

    private static PatchMask Parse(string? mask, string[] known)
    {
        var parts = (mask ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var paths = parts.Select(FieldNames.Snake).Distinct().ToList();
        if (paths.Count == 0) throw ApiError.Invalid($"The update mask is missing. Paths that can be updated are: {string.Join(", ", known)}.");
        if (paths.Find(path => !known.Contains(path)) is { } unknown)
            throw ApiError.Invalid($"Invalid update mask: '{unknown}' cannot be updated. Paths that can are: {string.Join(", ", known)}.");
        return new PatchMask(paths);
    }
}
