using System.Text.Json.Nodes;

namespace Spydra.Options;

/// <summary>What gcloud derives from several options of <c>clusters create</c> together, in this order.</summary>
internal static class ClusterDerivations
{
    private const string ZeroWorkers = "config.softwareConfig.properties[\"dataproc:dataproc.allow.zero.workers\"]";
    private const string Shielded = "config.gceClusterConfig.shieldedInstanceConfig";
    private const string Mix = "instanceFlexibilityPolicy.provisioningModelMix";

    // Any of these makes a group of secondary workers; the others of the group are dropped without one, as in gcloud.
    private static readonly string[] MakeSecondaryWorkers =
    [
        "num-secondary-workers", "num-preemptible-workers", "secondary-worker-boot-disk-size", "preemptible-worker-boot-disk-size",
        "secondary-worker-boot-disk-type", "preemptible-worker-boot-disk-type", "num-secondary-worker-local-ssds",
        "num-preemptible-worker-local-ssds", "secondary-worker-attached-disks", "secondary-worker-machine-types",
        "min-secondary-worker-fraction", "worker-min-cpu-platform",
    ];

    private static readonly string[] MakeDriverPool =
    [
        "driver-pool-size", "driver-pool-id", "driver-pool-machine-type", "driver-pool-boot-disk-type", "driver-pool-boot-disk-size",
        "driver-pool-local-ssd-interface", "driver-pool-min-cpu-platform", "num-driver-pool-local-ssds",
    ];

    public static readonly OptionDerivation[] All =
    [
        NoWorkers, ShieldedMachines, NamedReservation, InitializationActions, Keys, KerberosSettings, Metrics, SecondaryWorkers, DriverPool, GkeCluster,
    ];

    /// <summary>The word with which the metrics of a source begin: <c>sparkHistoryServer</c> for <c>spark-history-server</c>.</summary>
    public static string MetricPrefix(string source)
    {
        var words = source.ToLowerInvariant().Split('-', '_');
        return words[0] + string.Concat(words[1..].Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    /// <summary>The metrics to report; blanks around them and empty ones are nothing to gcloud.</summary>
    public static IEnumerable<string> MetricOverrides(OptionValues values) =>
        values.Items("metric-overrides").Select(metric => metric.Trim()).Where(metric => metric.Length > 0);

    private static void NoWorkers(OptionValues values, ResourceScope scope, JsonObject body)
    {
        if (values.Text("num-workers") is { } text && Grammars.TryInteger(text, out var number) && number == 0)
            FieldPath.Set(body, ZeroWorkers, "true");
    }

    private static void ShieldedMachines(OptionValues values, ResourceScope scope, JsonObject body)
    {
        if (FieldPath.Get(body, Shielded) is not JsonObject shielded) return;
        foreach (var field in new[] { "enableSecureBoot", "enableVtpm", "enableIntegrityMonitoring" }) shielded[field] ??= false;
    }

    private static void NamedReservation(OptionValues values, ResourceScope scope, JsonObject body)
    {
        if (values.Text("reservation-affinity") != "specific" || values.Text("reservation") is not { } reservation) return;
        FieldPath.Set(body, "config.gceClusterConfig.reservationAffinity.key", "compute.googleapis.com/reservation-name");
        FieldPath.Set(body, "config.gceClusterConfig.reservationAffinity.values", new JsonArray(reservation));
    }

    private static void InitializationActions(OptionValues values, ResourceScope scope, JsonObject body)
    {
        var files = values.Items("initialization-actions");
        if (files.IsEmpty) return;
        var timeout = values.Text("initialization-action-timeout") is { } text && DurationText.Parse(text, out var duration) is null
            ? duration.Wire : "600s";
        FieldPath.Set(body, "config.initializationActions", new JsonArray(
            [.. files.Select(file => new JsonObject { ["executableFile"] = file, ["executionTimeout"] = timeout })]));
    }

    private static void Keys(OptionValues values, ResourceScope scope, JsonObject body)
    {
        if (ResourceGrammars.KmsKey(values, "gce-pd-kms-key", "gce-pd-kms-key-", scope) is { } disks)
            FieldPath.Set(body, "config.encryptionConfig.gcePdKmsKeyName", disks);
        if (ResourceGrammars.KmsKey(values, "kms-key", "kms-", scope) is { } key)
            FieldPath.Set(body, "config.encryptionConfig.kmsKey", key);
    }

    private static void KerberosSettings(OptionValues values, ResourceScope scope, JsonObject body)
    {
        if (values.Values.TryGetValue("kerberos-config-file", out var file) && file is OptionValue.Map)
        {
            FieldPath.Set(body, "config.securityConfig.kerberosConfig", OptionFiles.KerberosConfig(values.Entries("kerberos-config-file")));
            return;
        }

        // The key alone is dropped: it encrypts the password.
        if (values.Text("kerberos-root-principal-password-uri") is not { } password) return;
        FieldPath.Set(body, "config.securityConfig.kerberosConfig.enableKerberos", true);
        FieldPath.Set(body, "config.securityConfig.kerberosConfig.rootPrincipalPasswordUri", password);
        if (ResourceGrammars.KmsKey(values, "kerberos-kms-key", "kerberos-kms-key-", scope) is { } key)
            FieldPath.Set(body, "config.securityConfig.kerberosConfig.kmsKeyUri", key);
    }

    private static void Metrics(OptionValues values, ResourceScope scope, JsonObject body)
    {
        var metrics = new JsonArray();
        foreach (var source in values.Items("metric-sources"))
        {
            var metric = new JsonObject { ["metricSource"] = source.ToUpperInvariant().Replace('-', '_') };
            var overrides = MetricOverrides(values).Where(name => name.Split(':')[0] == MetricPrefix(source)).ToList();
            if (overrides.Count > 0) metric["metricOverrides"] = new JsonArray([.. overrides.Select(name => (JsonNode)name)]);
            metrics.Add((JsonNode)metric);
        }

        if (metrics.Count > 0) FieldPath.Set(body, "config.dataprocMetricConfig.metrics", metrics);
    }

    private static void SecondaryWorkers(OptionValues values, ResourceScope scope, JsonObject body)
    {
        var config = (JsonObject)body["config"]!;
        if (!MakeSecondaryWorkers.Any(values.Has) && values.Text("secondary-worker-type") is not ("spot" or "non-preemptible"))
        {
            config.Remove("secondaryWorkerConfig");
            return;
        }

        var group = (JsonObject)(config["secondaryWorkerConfig"] ??= new JsonObject());
        group["diskConfig"] ??= new JsonObject();
        if (FieldPath.Get(group, Mix) is not JsonObject mix) return;
        mix["standardCapacityBase"] ??= 0;
        mix["standardCapacityPercentAboveBase"] ??= 0;
    }

    private static void DriverPool(OptionValues values, ResourceScope scope, JsonObject body)
    {
        var config = (JsonObject)body["config"]!;
        if (!MakeDriverPool.Any(values.Has))
        {
            config.Remove("auxiliaryNodeGroups");
            return;
        }

        const string group = "auxiliaryNodeGroups[0].nodeGroup.";
        FieldPath.Set(config, group + "roles", new JsonArray("DRIVER"));
        FieldPath.Set(config, group + "nodeGroupConfig.diskConfig", new JsonObject());
        if (body["labels"] is { } labels) FieldPath.Set(config, group + "labels", labels.DeepClone());
        if (FieldPath.Get(config, "masterConfig.imageUri") is { } image)
            FieldPath.Set(config, group + "nodeGroupConfig.imageUri", image.DeepClone());
    }

    /// <summary>On GKE there are no machines to describe; the namespace alone is dropped.</summary>
    private static void GkeCluster(OptionValues values, ResourceScope scope, JsonObject body)
    {
        if (values.Text("gke-cluster") is not { } cluster) return;
        var config = (JsonObject)body["config"]!;
        foreach (var machines in new[] { "gceClusterConfig", "masterConfig", "workerConfig", "secondaryWorkerConfig" }) config.Remove(machines);
        var target = new JsonObject { ["targetGkeCluster"] = $"projects/{scope.Project}/locations/{scope.Zone ?? scope.Region}/clusters/{cluster}" };
        if (values.Text("gke-cluster-namespace") is { } name) target["clusterNamespace"] = name;
        FieldPath.Set(config, "gkeClusterConfig.namespacedGkeDeploymentTarget", target);
    }
}
