using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>How many tasks run at once: the cores of the cluster's workers, primary and secondary, but never more than this machine has.</summary>
internal static class Slots
{
    public static int Of(JsonObject cluster, int machineCores)
    {
        var cores = Cores("workerConfig") + Cores("secondaryWorkerConfig");
        // A single node's master does the work.
        if (cores == 0) cores = MachineTypes.Cores(cluster.Text("config.masterConfig.machineTypeUri"));
        return (int)Math.Clamp(cores, 1, Math.Max(1, machineCores));

        long Cores(string group)
        {
            var machines = cluster.Number($"config.{group}.numInstances") ?? 0;
            return (long)machines * MachineTypes.Cores(cluster.Text($"config.{group}.machineTypeUri"));
        }
    }
}
