using System.Collections.Frozen;

namespace Spydra.Specs.Reading;

/// <summary>
/// Names that an option had in older releases of gcloud, has in other tools or in the API, or that is often written for it: what says the same
/// here. What is only mistyped is found by nearness.
/// </summary>
internal static class OtherNames
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        // gcloud of 2016 to 2020.
        ["allocation-affinity"] = "Write 'reservation-affinity', with any, none or specific.",
        ["allocation-label"] = "Write 'reservation-affinity': 'specific', and the name as 'reservation'.",
        ["e"] = "Write 'execute'.",
        ["f"] = "Write 'file'.",
        ["q"] = "Remove it: nothing asks questions here.",
        ["z"] = "Write 'zone'.",

        // Of other commands of gcloud.
        ["graceful-decommission-timeout"] = "It is of 'clusters update'; for workers that are given back it is auto_scaler.downscale_timeout.",
        ["update-labels"] = "Write 'labels'.",
        ["disable-autoscaling"] = "Remove it: without 'autoscaling-policy' there is none.",
        ["cluster-name"] = "Write 'cluster'.",
        ["subnetwork"] = "Write 'subnet'.",
        ["staging-bucket"] = "Write 'bucket'.",
        ["image-family"] = "Write the family's full address as 'image'.",
        ["access-token-file"] = "It is not supported: credentials come from the environment.",
        ["name"] = "The run names its cluster; to use one that is there, set submit.options.cluster.",
        ["help"] = "See docs/options.md.",

        // An option that each group of machines has for itself.
        ["machine-type"] = "Write 'master-machine-type' or 'worker-machine-type'.",
        ["boot-disk-size"] = "Write 'master-boot-disk-size' or 'worker-boot-disk-size'.",
        ["boot-disk-size-gb"] = "Write 'master-boot-disk-size' or 'worker-boot-disk-size', with GB behind the number.",
        ["boot-disk-type"] = "Write 'master-boot-disk-type' or 'worker-boot-disk-type'.",
        ["num-local-ssds"] = "Write 'num-master-local-ssds' or 'num-worker-local-ssds'.",
        ["min-cpu-platform"] = "Write 'master-min-cpu-platform' or 'worker-min-cpu-platform'.",
        ["accelerator"] = "Write 'master-accelerator' or 'worker-accelerator'.",
        ["preemptible-worker-boot-disk-size-gb"] = "Write 'secondary-worker-boot-disk-size', with GB behind the number.",
        ["secondary-worker-boot-disk-size-gb"] = "Write 'secondary-worker-boot-disk-size', with GB behind the number.",
        ["preemptible-worker-local-ssd-interface"] = "Write 'secondary-worker-local-ssd-interface'.",
        ["preemptible-worker-machine-type"] = "Remove it: they are of the type of the workers; 'secondary-worker-machine-types' names others.",
        ["secondary-worker-machine-type"] = "Remove it: they are of the type of the workers; 'secondary-worker-machine-types' names others.",
        ["preemptible-worker-min-cpu-platform"] = "Write 'worker-min-cpu-platform', which is for all workers.",
        ["secondary-worker-min-cpu-platform"] = "Write 'worker-min-cpu-platform', which is for all workers.",

        // As the API or another tool calls it.
        ["internal-ip-only"] = "Write 'no-address'.",
        ["component-gateway"] = "Write 'enable-component-gateway'.",
        ["components"] = "Write 'optional-components'.",
        ["idle-delete-ttl"] = "Write 'max-idle'.",
        ["auto-delete-ttl"] = "Write 'max-age'.",
        ["auto-delete-time"] = "Write 'expiration-time'.",
        ["config-bucket"] = "Write 'bucket'.",
        ["init-actions"] = "Write 'initialization-actions'.",
        ["job-id"] = "Write 'id'.",
        ["log-levels"] = "Write 'driver-log-levels'.",
        ["script-variables"] = "Write 'params'.",
        ["query"] = "Write 'execute'.",
        ["queries"] = "Write 'execute'.",
        ["query-file"] = "Write 'file'.",
        ["python-files"] = "Write 'py-files'.",
        ["main-jar"] = "Write 'jar'.",
        ["jar-files"] = "Write 'jars'.",
        ["mainclass"] = "Write 'class'.",
        ["main-class"] = "Write 'class'.",
        ["main_class"] = "Write 'class'.",

        // Keys of the spec that are no options.
        ["args"] = "Write the arguments as submit.job_args.",
        ["arguments"] = "Write the arguments as submit.job_args.",
        ["job-args"] = "Write the arguments as submit.job_args.",
        ["job_args"] = "It belongs in 'submit', beside 'options'.",
        ["py-file"] = "Write the file as submit.py_file.",
        ["main-python-file"] = "Write the file as submit.py_file.",
        ["py_file"] = "It belongs in 'submit', beside 'options'.",
        ["r-file"] = "Write the file as submit.r_file.",
        ["r_file"] = "It belongs in 'submit', beside 'options'.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Each name with its sentence.</summary>
    public static IReadOnlyDictionary<string, string> All => Names;

    /// <summary>What to write for such a name, as a sentence; null where it is none.</summary>
    public static string? Instead(string name) => Names.GetValueOrDefault(name);
}
