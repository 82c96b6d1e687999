using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs;

/// <summary>
/// Puts what the spec leaves open and the context knows into the merged spec, where everyone finds it with its origin: project, region,
/// zone, and as whom the calls are made.
/// </summary>
internal static class ContextFill
{
    public static MergedSpec Of(MergedSpec merged, SpecContext context) => SpecDraft.KindOf(merged) switch
    {
        RunKind.OwnCluster => Calls(Zoned(Region(merged, context), context), context),
        RunKind.ExistingCluster => Calls(Region(merged, context), context),
        _ => merged,
    };

    /// <summary>The project, and as whom the calls are made: options of the cluster for a run that makes one, else of the job.</summary>
    public static MergedSpec Calls(MergedSpec merged, SpecContext context)
    {
        if (context.NoDefaults) return merged;
        foreach (var (name, value) in new[]
        {
            ("project", context.Project), ("impersonate-service-account", context.Impersonate), ("billing-project", context.BillingProject),
        })
            if (value is not null && !merged.ClusterOptions.ContainsKey(name) && !merged.SubmitOptions.ContainsKey(name))
                merged = SpecDraft.KindOf(merged) == RunKind.OwnCluster
                    ? merged with { ClusterOptions = merged.ClusterOptions.SetItem(name, Option(ClusterOptions.Table.Find(name)!, value)) }
                    : merged with { SubmitOptions = merged.SubmitOptions.SetItem(name, Option(SubmitOptions.FindInAny(name, out _)!, value)) };
        return merged;
    }

    /// <summary>The region: of the options, then of the environment, then, for a run that makes a cluster, that of its zone.</summary>
    private static MergedSpec Region(MergedSpec merged, SpecContext context)
    {
        if (merged.Text("region") is not null || merged.ClusterOptions.ContainsKey("region") || merged.SubmitOptions.ContainsKey("region")) return merged;
        if (context.Region is { } region) return With(region.Text, region.At);
        return SpecDraft.KindOf(merged) == RunKind.OwnCluster && merged.ClusterOptions.GetValueOrDefault("zone") is { } zone
            && ResourceScope.RegionOf(zone.Text) is { } itsRegion
            ? With(itsRegion, zone.Items[0].At)
            : merged;

        MergedSpec With(string text, SpecLocation at) => merged with { Values = merged.Values.SetItem("region", new("region", text, at, [])) };
    }

    /// <summary>The environment's zone, where the spec says nothing about zones and its region is the zone's.</summary>
    private static MergedSpec Zoned(MergedSpec merged, SpecContext context)
    {
        if (context.Zone is not { } zone || merged.ClusterOptions.ContainsKey("zone") || merged.ClusterOptions.ContainsKey("auto-zone-exclude-zones"))
            return merged;
        var region = merged.Text("region") ?? merged.ClusterOptions.GetValueOrDefault("region")?.Text ?? merged.SubmitOptions.GetValueOrDefault("region")?.Text;
        if (region is not null && ResourceScope.RegionOf(zone.Text) != region) return merged;
        merged = merged with { ClusterOptions = merged.ClusterOptions.SetItem("zone", Option(ClusterOptions.Table.Find("zone")!, zone)) };
        return Region(merged, context);
    }

    private static MergedOption Option(OptionRow row, ContextValue value) =>
        new(row, row.Name, value.At, [new MergedItem(null, value.Text, value.At, [])], []);
}
