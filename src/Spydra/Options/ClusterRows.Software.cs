using System.Text.Json.Nodes;
using static Spydra.Options.OptionRows;

namespace Spydra.Options;

/// <summary>The rows of <see cref="ClusterOptions"/>: what runs on the machines, and who may use it.</summary>
internal static partial class ClusterRows
{
    private const string Kerberos = "config.securityConfig.kerberosConfig.";
    private const string Identity = "config.securityConfig.identityConfig.";

    public static readonly OptionRow[] Software =
    [
        Text("image-version", "config.softwareConfig.imageVersion", "The Dataproc image version."),
        Map("properties", "config.softwareConfig.properties", "Properties of configuration files: prefix:key=value.").Appending(),
        List("optional-components", "config.softwareConfig.optionalComponents", "Components to install.", Grammars.LooseChoices(
            dashes: false, "ANACONDA", "COMPONENT_UNSPECIFIED", "DELTA", "DOCKER", "DRUID", "FLINK", "HBASE", "HIVE_WEBHCAT", "HUDI", "ICEBERG", "JUPYTER",
            "JUPYTER_KERNEL_GATEWAY", "KERBEROS", "PIG", "PRESTO", "RANGER", "SOLR", "TRINO", "ZEPPELIN", "ZOOKEEPER")),
        Flag("enable-component-gateway", "config.endpointConfig.enableHttpPortAccess", true, "Web interfaces of the components, behind a login."),
        Flag("enable-node-groups", "config.softwareConfig.properties[\"dataproc:dataproc.nodegroups.enabled\"]", "true", "Node groups.")
            with { Off = "false" },
        List("initialization-actions", "config.initializationActions[].executableFile", "Scripts that each machine runs when it starts.")
            .Appending().Derived().NotEmpty(),
        Duration("initialization-action-timeout", "config.initializationActions[].executionTimeout",
            "Longest time of each of these scripts; 10m by default.").Derived(),
        Text("dataproc-metastore", "config.metastoreConfig.dataprocMetastoreService", "The Dataproc Metastore service."),
        Flag("bigquery-metastore", "config.metastoreConfig.bigqueryMetastoreConfig", new JsonObject(), "The BigQuery metastore.")
            .In(GcloudTrack.OnlyBeta),
        Text("bigquery-metastore-project-id", "config.metastoreConfig.bigqueryMetastoreConfig.projectId", "Project of the BigQuery metastore.")
            .In(GcloudTrack.OnlyBeta),
        Text("bigquery-metastore-database-location", "config.metastoreConfig.bigqueryMetastoreConfig.location",
            "Location of the BigQuery metastore.").In(GcloudTrack.OnlyBeta),
        List("metric-sources", "config.dataprocMetricConfig.metrics[].metricSource", "What the cluster reports metrics of.", Grammars.LooseChoices(
            dashes: true, "FLINK", "HDFS", "HIVEMETASTORE", "HIVESERVER2", "MONITORING_AGENT_DEFAULTS", "SPARK", "SPARK_HISTORY_SERVER", "YARN"))
            .Derived().In(GcloudTrack.NotBeta),
        List("metric-overrides", "config.dataprocMetricConfig.metrics[].metricOverrides", "The metrics to report, in place of a source's own.")
            .Derived().In(GcloudTrack.NotBeta),
        Text("metric-overrides-file", "config.dataprocMetricConfig.metrics[].metricOverrides", "A local file with one metric a line.")
            .Derived().In(GcloudTrack.NotBeta),
    ];

    public static readonly OptionRow[] Security =
    [
        Switch("shielded-secure-boot", Gce + "shieldedInstanceConfig.enableSecureBoot", "Secure boot; one shielded option sends all three."),
        Switch("shielded-vtpm", Gce + "shieldedInstanceConfig.enableVtpm", "A virtual TPM; one shielded option sends all three."),
        Switch("shielded-integrity-monitoring", Gce + "shieldedInstanceConfig.enableIntegrityMonitoring",
            "Integrity monitoring; one shielded option sends all three."),
        Switch("confidential-compute", Gce + "confidentialInstanceConfig.enableConfidentialCompute", "Confidential machines.")
            .In(GcloudTrack.NotBeta),
        Of("confidential-compute-type", Grammars.Choice(("SEV", "SEV"), ("SEV_SNP", "SEV_SNP"), ("TDX", "TDX")),
            Gce + "confidentialInstanceConfig.confidentialInstanceType", "The technology of confidential machines.").In(GcloudTrack.NotBeta),
        Switch("enable-ssh", Identity + "enableSsh", "SSH on clusters with user mapping."),
        .. Key("gce-pd-kms-key", "gce-pd-kms-key-", "config.encryptionConfig.gcePdKmsKeyName", "The key that encrypts the disks"),
        .. Key("kms-key", "kms-", "config.encryptionConfig.kmsKey", "The key that encrypts the cluster's data"),
        Flag("enable-kerberos", Kerberos + "enableKerberos", true, "Kerberos."),
        Text("kerberos-root-principal-password-uri", Kerberos + "rootPrincipalPasswordUri", "Encrypted password of the root principal; turns Kerberos on.")
            .Derived(),
        .. Key("kerberos-kms-key", "kerberos-kms-key-", Kerberos + "kmsKeyUri", "The key that encrypts the Kerberos password"),
        Of("kerberos-config-file", new("file", (_, _) => Reading.Nothing), "config.securityConfig.kerberosConfig",
            "A local YAML file with all of the Kerberos settings.").Derived(),
        List("secure-multi-tenancy-user-mapping", Identity + "userServiceAccountMapping", "user:account pairs.", UserMapping)
            .Divided(",").In(GcloudTrack.NotBeta),
        Text("identity-config-file", Identity + "userServiceAccountMapping", "A local YAML or JSON file with user_service_account_mapping.")
            .Derived().In(GcloudTrack.NotBeta),
    ];

    private static Grammar UserMapping => new("list of user:account", (value, _) =>
    {
        var map = new JsonObject();

        // From a file they come as a map: there a user may hold a colon.
        foreach (var (user, account) in value is OptionValue.Map { Entries: var entries } ? entries : []) map[user] = account;
        foreach (var item in value is OptionValue.List { Items: var items } ? items : [])
        {
            if (item.Split(':') is not [var user, var account])
                return Reading.Wrong($"has \"{item}\", which is not one user and one account.", "Write user@example.com:account@project.", item);
            map[user] = account;
        }

        return map.Count == 0 ? Reading.Nothing : Reading.Of(map);
    });

    private static OptionRow[] Key(string name, string parts, string field, string help) =>
    [
        Text(name, field, help + ": its full name, or with the next three.").Derived(),
        Text(parts + "keyring", field, $"Key ring of {name}.").Derived(),
        Text(parts + "location", field, $"Location of {name}.").Derived(),
        Text(parts + "project", field, $"Project of {name}; the cluster's by default.").Derived(),
    ];
}
