using System.Collections.Immutable;
using Spydra.Options;
using Spydra.Specs.Reading;

namespace Spydra.Specs;

/// <summary>A spec whose layers are merged and whose placeholders are replaced, before it is checked: what the rules look at.</summary>
internal sealed record SpecDraft
{
    public required MergedSpec Merged { get; init; }

    public required SpecContext Context { get; init; }

    /// <summary>The file in which a missing key would stand: the last one.</summary>
    public required SpecLocation Home { get; init; }

    /// <summary>Paths that are missing or wrong for a reason that was told already.</summary>
    public required ImmutableHashSet<string> Told { get; init; }

    public string JobType => Merged.Text("job_type")!.ToLowerInvariant();

    public ClusterType ClusterType => Merged.Text("cluster_type") switch
    {
        "dataproc" => ClusterType.Dataproc,
        "null" => ClusterType.Null,
        _ => ClusterType.OnPremise,
    };

    public bool ClientIdDefaulted => Merged.Values["client_id"].At == BuiltInLayers.HostName;

    /// <summary>Whether no layer has <c>cluster_type</c>.</summary>
    public bool ClusterTypeDefaulted => Merged.Values["cluster_type"].At == BuiltInLayers.BuiltIn;

    public RunKind Kind => KindOf(Merged);

    public static RunKind KindOf(MergedSpec merged) => merged.Text("cluster_type") switch
    {
        "null" => RunKind.Nothing,
        "dataproc" => merged.SubmitOptions.ContainsKey("cluster") || merged.SubmitOptions.ContainsKey("cluster-labels")
            ? RunKind.ExistingCluster : RunKind.OwnCluster,
        _ => RunKind.OnPremise,
    };

    /// <summary>The project: of the cluster's options for a run that makes one, else of the job's; then the environment's.</summary>
    public string? Project => ProjectFound?.Text;

    /// <summary>An option that belongs to the whole run: the cluster's for a run that makes one, else the job's; then the other one's.</summary>
    public string? OfRun(string name) => Found(name)?.Text;

    public string? Zone => Option(Merged.ClusterOptions, "zone")?.Text;

    /// <summary>The region: the key, then the options, then the environment, then, for a run that makes a cluster, that of the zone.</summary>
    public string? Region => RegionFound?.Text;

    public ResourceScope Scope => new(Project ?? "", Region ?? "", Zone);

    /// <summary>The project and where it comes from.</summary>
    public Located? ProjectFound =>
        Found("project") ?? Found(Context.Project?.Text, Context.Project?.At) ?? Found(Context.Local ? "spydra-local" : null, BuiltInLayers.Local);

    private Located? Found(string name)
    {
        var (cluster, submit) = (Option(Merged.ClusterOptions, name), Option(Merged.SubmitOptions, name));
        return Kind == RunKind.OwnCluster ? cluster ?? submit : submit ?? cluster;
    }

    /// <summary>The region and where it comes from.</summary>
    public Located? RegionFound =>
        (Merged.Values.GetValueOrDefault("region") is { } key ? new Located(key.Text, key.At) : null)
        ?? Option(Merged.ClusterOptions, "region") ?? Option(Merged.SubmitOptions, "region")
        ?? Found(Context.Region?.Text, Context.Region?.At)
        ?? (Kind == RunKind.OwnCluster && Option(Merged.ClusterOptions, "zone") is { } zone ? Found(ResourceScope.RegionOf(zone.Text), zone.At) : null);

    private static Located? Found(string? text, SpecLocation? at) => text is null || at is null ? null : new(text, at);

    private static Located? Option(ImmutableSortedDictionary<string, MergedOption> options, string name) =>
        options.GetValueOrDefault(name) is { Items: [var item] } ? new Located(item.Text, item.At) : null;
}
