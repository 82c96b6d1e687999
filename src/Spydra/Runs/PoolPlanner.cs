using Spydra.Clusters;
using Spydra.Gcp.Dataproc;
using Spydra.Specs;

namespace Spydra.Runs;

/// <summary>Plans the place of a run in a pool, from the time and the run's id alone.</summary>
internal static class PoolPlanner
{
    private const int DigestInName = 8;

    public static ClusterPlan.Pooled Plan(JobSpec spec, PoolingSpec pooling, RegionPath region)
    {
        var slot = PoolSlot.At(spec.ReadAt, PoolSlot.NumberFor(spec.RunId, pooling.Limit), pooling.MaxAge);
        var configuration = PoolConfiguration.Digest(ClusterBody.Create(spec, "").Body["config"]!.AsObject(), spec.RunId);
        return new ClusterPlan.Pooled(
            region, Place(spec, spec.ClientId, slot, configuration), Place(spec, $"{spec.ClientId}-{configuration[..DigestInName]}", slot, configuration), configuration);
    }

    private static PoolPlace Place(JobSpec spec, string clientId, PoolSlot slot, string configuration)
    {
        var client = PoolNames.Label(clientId);
        return new PoolPlace(client, slot, RunPlanner.Made(spec, PoolNames.Cluster(clientId, slot), new(StringComparer.Ordinal)
        {
            [PoolPlace.ClientLabel] = client,
            [PoolPlace.TokenLabel] = slot.Token,
            [PoolConfiguration.Label] = configuration,
        }));
    }
}
