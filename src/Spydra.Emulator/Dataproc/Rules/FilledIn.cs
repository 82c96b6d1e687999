using System.Globalization;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>What a new cluster is given beyond the request.</summary>
internal sealed record ClusterBirth(string Project, string Region, string Uuid, DateTimeOffset At);

/// <summary>From the cluster that was asked for to the one that the service answers with: all that it fills in, as a pure function.</summary>
internal static class FilledIn
{
    private const string Compute = "https://www.googleapis.com/compute/v1/";

    public static JsonObject Cluster(JsonObject asked, ClusterBirth birth)
    {
        var name = asked.Text("clusterName")!;
        var cluster = new JsonObject
        {
            ["projectId"] = birth.Project,
            ["clusterName"] = name,
            ["config"] = asked.Child("config")?.Copy() ?? [],
            ["clusterUuid"] = birth.Uuid,
        };
        cluster.Default("config.configBucket", ServiceNames.StagingBucket(birth.Project, birth.Region));
        cluster.Default("config.tempBucket", ServiceNames.TempBucket(birth.Project, birth.Region));

        Placement(cluster, birth, out var picked);
        var image = ImageVersions.Resolve(cluster.Text("config.softwareConfig.imageVersion"))!.Value;
        Groups(cluster, image);
        Software(cluster, name, image);
        Endpoints(cluster, name, birth);
        Lifetimes(cluster, birth.At);
        cluster["labels"] = Labels(asked.Child("labels"), name, birth, picked);
        Names(cluster);
        ClusterStates.Move(cluster, ClusterStates.Creating, birth.At);
        return cluster;
    }

    /// <summary>The instance names, from the numbers of instances; asked again after a resize.</summary>
    public static void Names(JsonObject cluster)
    {
        var (name, uuid) = (cluster.Text("clusterName")!, cluster.Text("clusterUuid")!);
        var masters = cluster.Number("config.masterConfig.numInstances") ?? 1;
        List("masterConfig", masters == 1 ? [name + "-m"] : Enumerable.Range(0, masters).Select(i => $"{name}-m-{i.Invariant()}"));
        List("workerConfig", Count("workerConfig").Select(i => $"{name}-w-{i.Invariant()}"));
        List("secondaryWorkerConfig", Count("secondaryWorkerConfig").Select(i => ServiceNames.SecondaryWorker(name, uuid, i)));

        IEnumerable<int> Count(string group) => Enumerable.Range(0, cluster.Number($"config.{group}.numInstances") ?? 0);

        void List(string group, IEnumerable<string> names)
        {
            JsonNode?[] nodes = [.. names.Select(node => JsonValue.Create(node))];
            cluster.Put($"config.{group}.instanceNames", nodes.Length > 0 ? new JsonArray(nodes) : null);
        }
    }

    /// <summary>The group of secondary workers, where there are any; asked again after a resize.</summary>
    public static void Secondaries(JsonObject cluster)
    {
        if (cluster.Number("config.secondaryWorkerConfig.numInstances") is not > 0) return;
        Group(cluster, "secondaryWorkerConfig", 0);
        var name = "dataproc-" + cluster.Text("clusterUuid");
        var secondary = cluster.Child("config.secondaryWorkerConfig")!;
        secondary["isPreemptible"] = true;
        secondary["managedGroupConfig"] = new JsonObject
        {
            ["instanceTemplateName"] = name,
            ["instanceGroupManagerName"] = name,
            ["instanceGroupManagerUri"] = $"{cluster.Text("config.gceClusterConfig.zoneUri")}/instanceGroupManagers/{name}",
        };
    }

    /// <summary>A number of seconds to live comes back as the instant of its end.</summary>
    public static void Lifetimes(JsonObject cluster, DateTimeOffset from)
    {
        foreach (var (ttl, time) in new[] { ("autoDeleteTtl", "autoDeleteTime"), ("autoStopTtl", "autoStopTime") })
        {
            if (cluster.Duration("config.lifecycleConfig." + ttl) is not { } life) continue;
            cluster.Put("config.lifecycleConfig." + ttl, null);
            cluster.Put("config.lifecycleConfig." + time, Timestamps.Of(from + life));
        }
    }

    /// <summary>The user's labels and the service's own, which stay whatever the user does.</summary>
    public static JsonObject Labels(JsonObject? asked, JsonObject cluster)
    {
        var labels = asked?.Copy() ?? [];
        foreach (var (key, value) in cluster.Map("labels"))
            if (key.StartsWith("goog-dataproc-", StringComparison.Ordinal)) labels[key] = value;
        return labels;
    }

    /// <summary>The cluster as an operation's response shows it: what only clusters.get tells is left out.</summary>
    public static JsonObject OperationResponse(JsonObject cluster)
    {
        var response = new JsonObject { ["@type"] = "type.googleapis.com/google.cloud.dataproc.v1.Cluster" };
        foreach (var (key, value) in cluster.Copy())
            if (key is not ("status" or "statusHistory" or "metrics")) response[key] = value?.DeepClone();
        foreach (var group in new[] { "masterConfig", "workerConfig", "secondaryWorkerConfig" }) response.Put($"config.{group}.instanceNames", null);
        return response;
    }

    private static JsonObject Labels(JsonObject? asked, string name, ClusterBirth birth, bool zonePicked)
    {
        var labels = asked?.Copy() ?? [];
        labels["goog-dataproc-cluster-name"] = name;
        labels["goog-dataproc-cluster-uuid"] = birth.Uuid;
        labels["goog-dataproc-location"] = birth.Region;
        labels["goog-dataproc-drz-resource-uuid"] = "cluster-" + birth.Uuid;
        if (zonePicked) labels["goog-dataproc-autozone"] = "enabled";
        return labels;
    }

    private static void Placement(JsonObject cluster, ClusterBirth birth, out bool picked)
    {
        var gce = cluster.Within("config.gceClusterConfig");
        var zone = gce.Text("zoneUri")?.Split('/')[^1];
        picked = zone is null;
        var excluded = (gce["autoZoneExcludeZoneUris"] as JsonArray)?.Select(uri => uri!.GetValue<string>().Split('/')[^1]).ToList() ?? [];
        // Every region has a zone b; not all have an a.
        string[] candidates = [.. "bcda".Select(letter => $"{birth.Region}-{letter}")];
        zone ??= candidates.FirstOrDefault(candidate => !excluded.Contains(candidate)) ?? birth.Region + "-f";
        gce["zoneUri"] = $"{Compute}projects/{birth.Project}/zones/{zone}";
        if (gce.At("subnetworkUri") is null) gce.Default("networkUri", $"{Compute}projects/{birth.Project}/global/networks/default");
        gce.Default("internalIpOnly", true);
        gce.Default("serviceAccountScopes", new JsonArray("https://www.googleapis.com/auth/cloud-platform"));
        gce.Default("shieldedInstanceConfig", new JsonObject { ["enableSecureBoot"] = true, ["enableVtpm"] = true, ["enableIntegrityMonitoring"] = true });
    }

    private static void Groups(JsonObject cluster, (string Version, string System) image)
    {
        var zeroWorkers = ClusterChecks.AllowsZeroWorkers(cluster) && cluster.Number("config.workerConfig.numInstances") is null or 0;
        cluster.Default("config.masterConfig.imageUri", $"{Compute}projects/cloud-dataproc/global/images/{ImageName(image)}");
        Group(cluster, "masterConfig", 1);
        if (zeroWorkers) cluster.Child("config")!.Remove("workerConfig");
        else Group(cluster, "workerConfig", 2);
        Secondaries(cluster);
    }

    private static void Group(JsonObject cluster, string group, int count)
    {
        var config = cluster.Within("config." + group);
        var primary = group != "secondaryWorkerConfig";
        var zone = cluster.Text("config.gceClusterConfig.zoneUri")![Compute.Length..];
        var machine = config.Text("machineTypeUri") ?? (primary ? null : cluster.Text("config.workerConfig.machineTypeUri")) ?? MachineTypes.Default;
        if (config.Number("numInstances") is null or 0) config["numInstances"] = count;
        config["machineTypeUri"] = Uri(machine, zone + "/machineTypes/");
        config.Default("imageUri", cluster.Text("config.masterConfig.imageUri")!);
        var largest = primary ? null : cluster.Number("config.workerConfig.diskConfig.bootDiskSizeGb");
        config.Default("diskConfig.bootDiskSizeGb", Math.Min(1000, largest ?? 1000));
        config.Default("diskConfig.bootDiskType", "pd-standard");
        config.Default("minCpuPlatform", "AUTOMATIC");
        config.Default("preemptibility", primary ? "NON_PREEMPTIBLE" : "PREEMPTIBLE");
    }

    private static void Software(JsonObject cluster, string name, (string Version, string System) image)
    {
        var software = cluster.Within("config.softwareConfig");
        software["imageVersion"] = $"{image.Version}-{image.System}";

        // The service computes about 55 keys from the machine's size; these are the ones that programs read back.
        var node = cluster.Text("config.workerConfig.machineTypeUri") ?? cluster.Text("config.masterConfig.machineTypeUri");
        var (cores, memory) = (MachineTypes.Cores(node), MachineTypes.MemoryMb(node) * 13544L / 16384);
        var executors = Math.Max(1, cores / 2);
        var properties = new JsonObject
        {
            ["hdfs:dfs.namenode.lifeline.rpc-address"] = name + "-m:8050",
            ["hdfs:dfs.namenode.servicerpc-address"] = name + "-m:8051",
            ["mapred:mapreduce.map.memory.mb"] = Text(memory / cores),
            ["spark:spark.executor.cores"] = executors.Invariant(),
            ["spark:spark.executor.memory"] = Text((long)Math.Ceiling(memory * executors / (cores * 1.1))) + "m",
            ["yarn:yarn.nodemanager.resource.cpu-vcores"] = cores.Invariant(),
            ["yarn:yarn.nodemanager.resource.memory-mb"] = Text(memory),
            ["yarn:yarn.scheduler.maximum-allocation-mb"] = Text(memory),
            ["yarn:yarn.scheduler.minimum-allocation-mb"] = "1",
        };
        foreach (var (key, value) in software.Map("properties")) properties[key] = value;
        software["properties"] = properties;
    }

    private static void Endpoints(JsonObject cluster, string name, ClusterBirth birth)
    {
        var endpoints = cluster.Within("config.endpointConfig");
        if (!endpoints.Flag("enableHttpPortAccess")) return;
        var host = $"https://{birth.Uuid[..8]}-dot-{birth.Region}.dataproc.googleusercontent.com";
        endpoints["httpPorts"] = new JsonObject
        {
            ["YARN ResourceManager"] = $"{host}/yarn/",
            ["YARN Application Timeline"] = $"{host}/apphistory/",
            ["MapReduce Job History"] = $"{host}/jobhistory/",
            ["Spark History Server"] = $"{host}/sparkhistory/",
            ["HDFS NameNode"] = $"{host}/hdfs/dfshealth.html?host={name}-m",
        };
    }

    private static string Uri(string given, string folder) =>
        !given.Contains('/', StringComparison.Ordinal) ? Compute + folder + given
        : given.StartsWith("http", StringComparison.Ordinal) ? given
        : given.StartsWith("projects/", StringComparison.Ordinal) ? Compute + given
        : Compute + folder + given.Split('/')[^1];

    private static string ImageName((string Version, string System) image)
    {
        var minor = string.Join('-', image.Version.Split('.').Take(2));
        var system = image.System.Replace("debian", "deb", StringComparison.Ordinal).Replace("ubuntu", "ubu", StringComparison.Ordinal);
        return $"dataproc-{minor}-{system}-20251015-165100-rc01";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
