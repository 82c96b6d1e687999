namespace Spydra.Options;

/// <summary>The checks of <c>gcloud dataproc clusters create</c> that look at several options.</summary>
internal static class ClusterRules
{
    private const string Hyperdisk = "hyperdisk-balanced";
    private const string ZeroWorkers = "dataproc:dataproc.allow.zero.workers";
    private const string MultiTenancy = "dataproc:dataproc.dynamic.multi.tenancy.enabled";

    public static readonly ExclusiveOptions[] Exclusive =
    [
        ExclusiveOptions.Of("auto-zone-exclude-zones", "zone"),
        ExclusiveOptions.Of("confidential-compute", "confidential-compute-type"),
        ExclusiveOptions.Of("max-idle", "delete-max-idle"),
        ExclusiveOptions.Of("max-age", "delete-max-age", "expiration-time", "delete-expiration-time"),
        ExclusiveOptions.Of("stop-max-age", "stop-expiration-time"),
        ExclusiveOptions.Of("no-address", "public-ip-address"),
        new([
            ["single-node"],
            [
                "num-workers", "min-num-workers", "min-worker-fraction", "num-secondary-workers", "num-preemptible-workers",
                "secondary-worker-type",
            ],
        ]),
        ExclusiveOptions.Of("min-num-workers", "min-worker-fraction"),
        ExclusiveOptions.Of("image", "image-version"),
        ExclusiveOptions.Of("network", "subnet"),
        ExclusiveOptions.Of("master-machine-type", "master-machine-types"),
        ExclusiveOptions.Of("worker-machine-type", "worker-machine-types"),
        ExclusiveOptions.Of("master-boot-disk-size", "master-boot-disk-size-gb"),
        ExclusiveOptions.Of("worker-boot-disk-size", "worker-boot-disk-size-gb"),
        ExclusiveOptions.Of("num-secondary-workers", "num-preemptible-workers"),
        ExclusiveOptions.Of("secondary-worker-boot-disk-size", "preemptible-worker-boot-disk-size"),
        ExclusiveOptions.Of("secondary-worker-boot-disk-type", "preemptible-worker-boot-disk-type"),
        ExclusiveOptions.Of("secondary-worker-accelerator", "preemptible-worker-accelerator"),
        ExclusiveOptions.Of("num-secondary-worker-local-ssds", "num-preemptible-worker-local-ssds"),
        new([
            ["kerberos-config-file"],
            [
                "enable-kerberos", "kerberos-root-principal-password-uri", "kerberos-kms-key", "kerberos-kms-key-keyring",
                "kerberos-kms-key-location", "kerberos-kms-key-project",
            ],
        ]),
        ExclusiveOptions.Of("secure-multi-tenancy-user-mapping", "identity-config-file"),
        ExclusiveOptions.Of("metric-overrides", "metric-overrides-file"),
        new([
            ["gke-cluster", "gke-cluster-namespace"],
            ["tags", "metadata", "network", "subnet", "service-account", "scopes", "reservation-affinity", "reservation"],
        ]),
    ];

    public static readonly OptionRule[] All =
    [
        values => Key(values, "gce-pd-kms-key", "gce-pd-kms-key-"),
        values => Key(values, "kms-key", "kms-"),
        // A key that is not fully named is dropped there.
        values => values.Has("kerberos-kms-key") ? [] : Key(values, "kerberos-kms-key", "kerberos-kms-key-"),
        values => Twice(values, "metric-overrides"),
        values => BootDisk(values, "master", "master-boot-disk-type"),
        values => BootDisk(values, "worker", "worker-boot-disk-type"),
        values => BootDisk(values, "secondary-worker",
            values.Has("secondary-worker-boot-disk-type") ? "secondary-worker-boot-disk-type" : "preemptible-worker-boot-disk-type"),
        Reservation,
        Metrics,
        Properties,
    ];

    private static IEnumerable<OptionProblem> Key(OptionValues values, string key, string parts)
    {
        if (values.Has(key))
        {
            if (ResourceGrammars.KmsKey(values, key, parts, new ResourceScope("", "", null)) is null)
                yield return new(key, $"is \"{values.Text(key)}\", which does not fully name a key.",
                    $"Write projects/P/locations/L/keyRings/R/cryptoKeys/K, or add '{parts}keyring' and '{parts}location'.");
            yield break;
        }

        foreach (var part in new[] { parts + "keyring", parts + "location", parts + "project" }.Where(values.Has))
            yield return new(part, $"is given without '{key}'.", $"Add '{key}', or remove it.");
    }

    private static IEnumerable<OptionProblem> Twice(OptionValues values, string option) =>
        values.Items(option).GroupBy(item => item, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => new OptionProblem(option, $"has \"{same.Key}\" more than once.", "Remove one of them.", same.Key));

    private static IEnumerable<OptionProblem> BootDisk(OptionValues values, string group, string type) =>
        from what in new[] { "iops", "throughput" }
        let option = $"{group}-boot-disk-provisioned-{what}"
        where values.Has(option) && values.Text(type) is { } given && given != Hyperdisk
        select new OptionProblem(option, $"is for boot disks of the type {Hyperdisk}, and '{type}' is {values.Text(type)}.",
            $"Set '{type}' to {Hyperdisk}, or remove it.", Other: type);

    private static IEnumerable<OptionProblem> Reservation(OptionValues values)
    {
        if (values.Text("reservation-affinity") == "specific" && !values.Has("reservation"))
            yield return new("reservation-affinity", "is specific, and no reservation is named.", "Add 'reservation'.");
    }

    private static IEnumerable<OptionProblem> Metrics(OptionValues values)
    {
        if (!values.Has("metric-sources"))
        {
            foreach (var option in new[] { "metric-overrides", "metric-overrides-file" }.Where(values.Has))
                yield return new(option, "needs 'metric-sources'.", "Add the sources that these metrics are of.");
            yield break;
        }

        var prefixes = values.Items("metric-sources").Select(ClusterDerivations.MetricPrefix).ToList();
        foreach (var metric in ClusterDerivations.MetricOverrides(values).Where(metric => !prefixes.Contains(metric.Split(':')[0], StringComparer.Ordinal)))
            yield return new("metric-overrides", $"has \"{metric}\", which is of no source in 'metric-sources'.",
                $"Begin it with {string.Join(" or ", prefixes)}, or add its source.", metric);
    }

    private static IEnumerable<OptionProblem> Properties(OptionValues values)
    {
        foreach (var (key, _) in values.Entries("properties"))
        {
            if (key == ZeroWorkers)
                yield return new("properties", $"has {ZeroWorkers}, which has an option of its own.", "Write 'single-node' instead.", key);
            if (key == MultiTenancy
                && !values.Has("secure-multi-tenancy-user-mapping") && !values.Has("identity-config-file"))
                yield return new("properties", $"has {MultiTenancy}, which needs to know the users.",
                    "Add 'secure-multi-tenancy-user-mapping' or 'identity-config-file'.", key);
        }
    }
}
