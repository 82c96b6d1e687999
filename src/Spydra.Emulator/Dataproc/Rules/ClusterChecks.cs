using System.Globalization;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>All that a create request can be refused for before anything is made; every problem is given, not only the first.</summary>
internal static class ClusterChecks
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(14);
    private static readonly TimeSpan ShortestIdle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestAge = TimeSpan.FromMinutes(10);

    private static readonly (string Field, TimeSpan Shortest)[] Shortest =
        [("idleDeleteTtl", ShortestIdle), ("idleStopTtl", ShortestIdle), ("autoDeleteTtl", ShortestAge), ("autoStopTtl", ShortestAge)];

    public static IEnumerable<string> Check(JsonObject cluster, string project, string region, DateTimeOffset now, Predicate<string> bucketExists)
    {
        if (NameRules.Cluster(cluster.Text("clusterName")) is { } badName) yield return badName;
        if (cluster.Text("projectId") is { } named && named != project)
            yield return $"Project ID '{named}' of the cluster is not the project '{project}' of the request.";
        foreach (var problem in NameRules.Labels(cluster.Map("labels"))) yield return problem;
        foreach (var problem in Network(cluster, region)) yield return problem;
        foreach (var problem in Groups(cluster)) yield return problem;
        foreach (var problem in Software(cluster)) yield return problem;
        foreach (var problem in Lifetimes(cluster, now)) yield return problem;
        foreach (var field in new[] { "configBucket", "tempBucket" })
            if (cluster.Text("config." + field) is { } bucket && !bucketExists(bucket))
                yield return $"Google Cloud Storage bucket does not exist '{bucket}'.";
        foreach (var action in cluster.Children("config.initializationActions"))
            if (string.IsNullOrEmpty(action.Text("executableFile"))) yield return "An initialization action has no executableFile.";
    }

    /// <summary>The bounds of the times after which a cluster goes by itself; also asked when a patch changes them.</summary>
    public static IEnumerable<string> Lifetimes(JsonObject cluster, DateTimeOffset now)
    {
        const string lifecycle = "config.lifecycleConfig.";
        foreach (var (field, shortest) in Shortest)
            if (cluster.Duration(lifecycle + field) is { } ttl && (ttl < shortest || ttl > Longest))
                yield return $"Invalid value for field '{lifecycle}{field}': {Seconds(ttl)} must be from {Seconds(shortest)} to {Seconds(Longest)}.";
        foreach (var field in new[] { "autoDeleteTime", "autoStopTime" })
            if (cluster.Instant(lifecycle + field) is { } at && (at < now + ShortestAge || at > now + Longest))
                yield return $"Invalid value for field '{lifecycle}{field}': it must be from {Seconds(ShortestAge)} to {Seconds(Longest)} from now.";
    }

    /// <summary>Whether the cluster may be without primary workers.</summary>
    public static bool AllowsZeroWorkers(JsonObject cluster) =>
        cluster.Text("config.clusterType") is "SINGLE_NODE" or "ZERO_SCALE"
        || cluster.Map("config.softwareConfig.properties").GetValueOrDefault("dataproc:dataproc.allow.zero.workers") == "true";

    private static IEnumerable<string> Network(JsonObject cluster, string region)
    {
        var zone = cluster.Text("config.gceClusterConfig.zoneUri")?.Split('/')[^1];
        var excludes = cluster.At("config.gceClusterConfig.autoZoneExcludeZoneUris") is not null;
        if (cluster.At("config.gceClusterConfig.networkUri") is not null && cluster.At("config.gceClusterConfig.subnetworkUri") is not null)
            yield return "Only one of 'networkUri' and 'subnetworkUri' of gceClusterConfig may be set.";
        if (zone is not null && excludes)
            yield return "Only one of 'zoneUri' and 'autoZoneExcludeZoneUris' of gceClusterConfig may be set.";
        if (zone is null && region == "global")
            yield return "A zone is required in region 'global'.";
        if (zone is not null && region != "global" && !zone.StartsWith(region + "-", StringComparison.Ordinal))
            yield return $"Zone '{zone}' is not in region '{region}'.";
        if (zone is not null) yield break;
        foreach (var group in new[] { "masterConfig", "workerConfig", "secondaryWorkerConfig" })
            if (cluster.Text($"config.{group}.machineTypeUri")?.Contains('/', StringComparison.Ordinal) == true)
                yield return $"The machine type of '{group}' must be a short name when the zone is picked by the service.";
    }

    private static IEnumerable<string> Groups(JsonObject cluster)
    {
        var masters = cluster.Number("config.masterConfig.numInstances") ?? 0;
        if (masters is not (0 or 1 or 3)) yield return $"Invalid number of masters: {masters.Invariant()}. It must be 1, or 3 for high availability.";

        var workers = cluster.Number("config.workerConfig.numInstances") ?? 0;
        if (workers < 0) yield return $"Invalid number of workers: {workers.Invariant()}. It must not be negative.";
        if (workers == 1) yield return "Invalid number of workers: 1. A minimum of 2 is required; a cluster without workers is a single node cluster.";
        if (workers > 1 && cluster.Text("config.clusterType") == "SINGLE_NODE") yield return "A single node cluster has no workers.";
        if (cluster.Number("config.secondaryWorkerConfig.numInstances") < 0) yield return "Invalid number of secondary workers: it must not be negative.";

        foreach (var group in new[] { "masterConfig", "workerConfig", "secondaryWorkerConfig" })
        {
            if (cluster.Number($"config.{group}.diskConfig.bootDiskSizeGb") is { } size and < 10)
                yield return $"Invalid boot disk size of '{group}': {size.Invariant()} GB. The minimum is 10 GB.";
            if (cluster.Number($"config.{group}.diskConfig.numLocalSsds") is { } ssds and (< 0 or > 8))
                yield return $"Invalid number of local SSDs of '{group}': {ssds.Invariant()}. It must be from 0 to 8.";
        }
    }

    private static IEnumerable<string> Software(JsonObject cluster)
    {
        var version = cluster.Text("config.softwareConfig.imageVersion");
        if (ImageVersions.Resolve(version) is null) yield return $"Invalid image version '{version}'. Give a version such as '2.2' or '2.2-debian12'.";
        foreach (var key in cluster.Map("config.softwareConfig.properties").Keys)
            if (key.IndexOf(':', StringComparison.Ordinal) is <= 0 || key[^1] == ':')
                yield return $"Invalid property key '{key}': it must have the form 'prefix:property', for example 'mapred:mapreduce.map.memory.mb'.";
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s";
}
