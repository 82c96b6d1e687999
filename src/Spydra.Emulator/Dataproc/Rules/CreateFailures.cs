using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Faults;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>
/// How a create fails when that was ordered: the service's own texts
/// (https://docs.cloud.google.com/dataproc/docs/support/troubleshoot-cluster-creation).
/// </summary>
internal static class CreateFailures
{
    public static OrderedFailure? Of(ClusterRecord cluster, IReadOnlyList<Fault> faults)
    {
        var fault = faults.FirstOrDefault(fault => fault.Effect is FaultEffect.Stockout or FaultEffect.InitActionFails);
        return fault?.Effect switch
        {
            FaultEffect.Stockout => new(fault.Code ?? ApiStatus.Unavailable.Number, fault.Message ?? Stockout(cluster)),
            FaultEffect.InitActionFails => InitAction(cluster, fault),
            _ => null,
        };
    }

    private static string Stockout(ClusterRecord cluster)
    {
        var zone = cluster.Resource.Text("config.gceClusterConfig.zoneUri")!.Split('/')[^1];
        return $"The zone 'projects/{cluster.Project}/zones/{zone}' does not have enough resources available to fulfill the request.  "
            + "'(resource type:compute)'.";
    }

    private static OrderedFailure InitAction(ClusterRecord cluster, Fault fault)
    {
        var action = cluster.Resource.Children("config.initializationActions").FirstOrDefault()?.Text("executableFile") ?? "gs://bucket/init.sh";
        var output = $"{ServiceNames.MetaInfo(cluster.Uuid)}{cluster.Name}-m/dataproc-initialization-script-0_output";
        var text = $"Initialization action failed. Failed action '{action}', see output in: gs://{cluster.Resource.Text("config.configBucket")}/{output}";
        return new(fault.Code ?? ApiStatus.Internal.Number, fault.Message ?? text, output, fault.Output ?? Printed(action));
    }

    /// <summary>What a script prints that could not install what it needs.</summary>
    private static string Printed(string action) =>
        $"""
        + echo 'setting up this node with {action}'
        setting up this node with {action}
        + apt-get -q update
        Hit:1 https://deb.debian.org/debian bookworm InRelease
        Reading package lists...
        + apt-get -q install -y libexample-native
        Reading package lists...
        Building dependency tree...
        Reading state information...
        E: Unable to locate package libexample-native
        + exit 100

        """.ReplaceLineEndings("\n");
}
