using static Spydra.Options.OptionRows;

namespace Spydra.Options;

/// <summary>The rows of <see cref="ClusterOptions"/>: where the cluster stands, and how long.</summary>
internal static partial class ClusterRows
{
    private const string Gce = "config.gceClusterConfig.";

    public static readonly OptionRow[] Placement =
    [
        Of("zone", ResourceGrammars.Zone, Gce + "zoneUri", "The zone; without one the service picks one of the region."),
        List("auto-zone-exclude-zones", Gce + "autoZoneExcludeZoneUris", "Zones that the service shall not pick."),
        Map("labels", "labels", "Labels of the cluster, and of its driver pool.", Grammars.Labels).Appending(),
        BareFlag("async", "gcloud would not wait for the cluster; Spydra always does."),
        NotSent("timeout", Grammars.Wait, "How long to wait for the cluster."),
        Of("action-on-failed-primary-workers", Grammars.LooseChoice("DELETE", "NO_ACTION", "FAILURE_ACTION_UNSPECIFIED"),
            "?actionOnFailedPrimaryWorkers", "What becomes of primary workers that fail to start.").In(GcloudTrack.NotBeta),
        Text("bucket", "config.configBucket", "The bucket for staging and driver output."),
        Text("temp-bucket", "config.tempBucket", "The bucket for short-lived files of the cluster."),
        Of("cluster-type", Grammars.Choice(("standard", "STANDARD"), ("single-node", "SINGLE_NODE"), ("zero-scale", "ZERO_SCALE")),
            "config.clusterType", "The kind of cluster."),
        Of("tier", Grammars.Choice(("premium", "CLUSTER_TIER_PREMIUM"), ("standard", "CLUSTER_TIER_STANDARD")),
            "config.clusterTier", "The service tier."),
        Of("engine", Grammars.Choice(("default", "DEFAULT"), ("lightning", "LIGHTNING")), "config.engine", "The Spark engine."),
        Of("network", ResourceGrammars.Network, Gce + "networkUri", "The VPC network."),
        Of("subnet", ResourceGrammars.Subnet, Gce + "subnetworkUri", "The subnetwork."),
        Flag("no-address", Gce + "internalIpOnly", true, "Machines without public addresses."),
        Flag("public-ip-address", Gce + "internalIpOnly", false, "Machines with public addresses."),
        Of("private-ipv6-google-access-type",
            Grammars.Choice(("inherit-subnetwork", "INHERIT_FROM_SUBNETWORK"), ("outbound", "OUTBOUND"), ("bidirectional", "BIDIRECTIONAL")),
            Gce + "privateIpv6GoogleAccess", "Access to Google over private IPv6."),
        List("tags", Gce + "tags", "Network tags of the machines.").Appending().NotEmpty(),
        Map("metadata", Gce + "metadata", "Metadata of the machines.").Appending().NotEmpty(),
        Map("resource-manager-tags", Gce + "resourceManagerTags", "Resource manager tags of the machines.").NotEmpty(),
        Text("service-account", Gce + "serviceAccount", "The service account of the machines; by default that of a service-account key."),
        List("scopes", Gce + "serviceAccountScopes", "Scopes of the service account: gcloud's aliases or addresses.", ScopeGrammar.Scopes).Appending().NotEmpty(),
        Text("node-group", Gce + "nodeGroupAffinity.nodeGroupUri", "The sole-tenant node group."),
        Of("reservation-affinity",
            Grammars.Choice(("any", "ANY_RESERVATION"), ("none", "NO_RESERVATION"), ("specific", "SPECIFIC_RESERVATION")),
            Gce + "reservationAffinity.consumeReservationType", "Which reservations of machines may be used."),
        Text("reservation", Gce + "reservationAffinity.values", "The reservation, with reservation-affinity=specific.").Derived(),
        Text("gke-cluster", "config.gkeClusterConfig.namespacedGkeDeploymentTarget.targetGkeCluster",
            "The GKE cluster to run on in place of machines: its short name.").Derived().In(GcloudTrack.OnlyBeta),
        Text("gke-cluster-namespace", "config.gkeClusterConfig.namespacedGkeDeploymentTarget.clusterNamespace",
            "The namespace in the GKE cluster.").Derived().In(GcloudTrack.OnlyBeta),
    ];

    public static readonly OptionRow[] Lifecycle =
    [
        Of("autoscaling-policy", ResourceGrammars.AutoscalingPolicy, "config.autoscalingConfig.policyUri", "The autoscaling policy."),
        Duration("max-idle", "config.lifecycleConfig.idleDeleteTtl", "Idle time after which the service deletes the cluster."),
        Duration("delete-max-idle", "config.lifecycleConfig.idleDeleteTtl", "The newer name of max-idle."),
        Duration("max-age", "config.lifecycleConfig.autoDeleteTtl", "Age at which the service deletes the cluster."),
        Duration("delete-max-age", "config.lifecycleConfig.autoDeleteTtl", "The newer name of max-age."),
        Instant("expiration-time", "config.lifecycleConfig.autoDeleteTime", "Instant at which the service deletes the cluster."),
        Instant("delete-expiration-time", "config.lifecycleConfig.autoDeleteTime", "The newer name of expiration-time."),
        Duration("stop-max-idle", "config.lifecycleConfig.idleStopTtl", "Idle time after which the service stops the cluster."),
        Duration("stop-max-age", "config.lifecycleConfig.autoStopTtl", "Age at which the service stops the cluster."),
        Instant("stop-expiration-time", "config.lifecycleConfig.autoStopTime", "Instant at which the service stops the cluster."),
    ];
}
