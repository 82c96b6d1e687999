using static Spydra.Options.OptionRows;

namespace Spydra.Options;

/// <summary>The rows of <see cref="ClusterOptions"/>: the machines of each group.</summary>
internal static partial class ClusterRows
{
    private const string Master = "config.masterConfig.";
    private const string Worker = "config.workerConfig.";
    private const string Secondary = "config.secondaryWorkerConfig.";
    private const string Driver = "config.auxiliaryNodeGroups[0].nodeGroup.nodeGroupConfig.";

    public static readonly OptionRow[] Machines =
    [
        Of("num-masters", Grammars.Masters, Master + "numInstances", "Masters: 1, or 3 for high availability."),
        Integer("num-workers", Worker + "numInstances", "Primary workers; 0 makes a single-node cluster."),
        Integer("min-num-workers", Worker + "minNumInstances", "Primary workers that must start."),
        Of("min-worker-fraction", Grammars.Fraction, Worker + "startupConfig.requiredRegistrationFraction",
            "Share of the primary workers that must register."),
        Flag("single-node", "config.softwareConfig.properties[\"dataproc:dataproc.allow.zero.workers\"]", "true", "A cluster of one machine."),
        .. Group("master", Master, "masters"),
        .. Group("worker", Worker, "primary workers"),
        Text("master-min-cpu-platform", Master + "minCpuPlatform", "Oldest CPU platform of the masters."),
        Text("worker-min-cpu-platform", Worker + "minCpuPlatform + " + Secondary + "minCpuPlatform",
            "Oldest CPU platform of all workers; makes a group of secondary workers."),
        Text("master-machine-type", Master + "machineTypeUri", "Machine type of the masters."),
        Text("worker-machine-type", Worker + "machineTypeUri", "Machine type of the primary workers."),
        Integer("master-boot-disk-size-gb", Master + "diskConfig.bootDiskSizeGb", "Boot disk of the masters in GB; master-boot-disk-size is newer."),
        Integer("worker-boot-disk-size-gb", Worker + "diskConfig.bootDiskSizeGb", "Boot disk of the workers in GB; worker-boot-disk-size is newer."),
        Of("image", ResourceGrammars.Image, Master + "imageUri + " + Worker + "imageUri", "A custom image for masters, workers and driver pool."),
    ];

    public static readonly OptionRow[] SecondaryWorkers =
    [
        Integer("num-secondary-workers", Secondary + "numInstances", "Secondary workers."),
        Integer("num-preemptible-workers", Secondary + "numInstances", "The older name of num-secondary-workers."),
        Of("secondary-worker-type", Grammars.Choice(("preemptible", null), ("spot", "SPOT"), ("non-preemptible", "NON_PREEMPTIBLE")),
            Secondary + "preemptibility", "The kind of secondary workers; preemptible is the default."),
        .. Group("secondary-worker", Secondary, "secondary workers"),
        Of("min-secondary-worker-fraction", Grammars.Number, Secondary + "startupConfig.requiredRegistrationFraction",
            "Share of the secondary workers that must register."),
        Integer("secondary-worker-standard-capacity-base", Secondary + "instanceFlexibilityPolicy.provisioningModelMix.standardCapacityBase",
            "Secondary workers that are always standard ones."),
        Integer("secondary-worker-standard-capacity-percent-above-base",
            Secondary + "instanceFlexibilityPolicy.provisioningModelMix.standardCapacityPercentAboveBase",
            "Percentage of the other secondary workers that are standard ones."),
        Older("preemptible-worker-boot-disk-size", "secondary-worker-boot-disk-size"),
        Older("preemptible-worker-boot-disk-type", "secondary-worker-boot-disk-type"),
        Older("preemptible-worker-accelerator", "secondary-worker-accelerator"),
        Older("num-preemptible-worker-local-ssds", "num-secondary-worker-local-ssds"),
    ];

    public static readonly OptionRow[] DriverPool =
    [
        Integer("driver-pool-size", Driver + "numInstances", "Machines of the driver pool."),
        Text("driver-pool-id", "config.auxiliaryNodeGroups[0].nodeGroupId", "Id of the driver pool."),
        Text("driver-pool-machine-type", Driver + "machineTypeUri", "Machine type of the driver pool."),
        Text("driver-pool-min-cpu-platform", Driver + "minCpuPlatform", "Oldest CPU platform of the driver pool."),
        .. Disks("driver-pool", Driver, "the driver pool"),
    ];

    private static OptionRow[] Group(string name, string path, string whose) =>
    [
        List($"{name}-machine-types", path + "instanceFlexibilityPolicy.instanceSelectionList",
            $"Machine types of which the service may pick for {whose}.", MachineGrammars.MachineTypes).Divided(","),
        .. Disks(name, path, whose),
        Of($"{name}-boot-disk-provisioned-iops", Grammars.Positive, path + "diskConfig.bootDiskProvisionedIops",
            $"Provisioned operations per second of the boot disks of {whose}."),
        Of($"{name}-boot-disk-provisioned-throughput", Grammars.Positive, path + "diskConfig.bootDiskProvisionedThroughput",
            $"Provisioned throughput in MB/s of the boot disks of {whose}."),
        List($"{name}-attached-disks", path + "diskConfig.attachedDiskConfigs", $"Further disks of {whose}.", MachineGrammars.AttachedDisks)
            .Divided(";"),
    ];

    private static OptionRow[] Disks(string name, string path, string whose) =>
    [
        Map($"{name}-accelerator", path + "accelerators", $"GPUs of {whose}.", MachineGrammars.Accelerator),
        Of($"{name}-boot-disk-size", Grammars.DiskSize, path + "diskConfig.bootDiskSizeGb", $"Size of the boot disks of {whose}."),
        Text($"{name}-boot-disk-type", path + "diskConfig.bootDiskType", $"Type of the boot disks of {whose}."),
        Integer($"num-{name}-local-ssds", path + "diskConfig.numLocalSsds", $"Local SSDs of each of {whose}."),
        Text($"{name}-local-ssd-interface", path + "diskConfig.localSsdInterface", $"Interface of the local SSDs of {whose}: scsi or nvme."),
    ];

    private static OptionRow Older(string name, string newer) =>
        Array.Find(Group("secondary-worker", Secondary, "secondary workers"), row => row.Name == newer)! with
        {
            Name = name,
            Help = $"The older name of {newer}.",
        };
}
