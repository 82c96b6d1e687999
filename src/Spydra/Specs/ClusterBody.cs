using System.Text.Json.Nodes;
using Spydra.Options;

namespace Spydra.Specs;

/// <summary>The Cluster that a spec asks for, as gcloud would send it.</summary>
public static class ClusterBody
{
    /// <summary>The label by which clusters of Spydra are found again.</summary>
    public const string Label = "spydra-cluster";

    /// <summary>
    /// The request for a cluster of this name, with Spydra's label. The <c>labels</c> are added to the spec's and win over them: a pool's, for
    /// instance.
    /// </summary>
    /// <exception cref="ArgumentException">The spec was not checked.</exception>
    public static ClusterRequest Create(JobSpec spec, string clusterName, IReadOnlyDictionary<string, string>? labels = null)
    {
        if (spec is not { Project: { } project, Region: { } region }) throw new ArgumentException("A cluster needs a project and a region.", nameof(spec));
        var own = spec.ClusterOptions.Entries("labels").Append(new(Label, "1")).Concat(labels ?? new Dictionary<string, string>(StringComparer.Ordinal));
        var values = spec.ClusterOptions.Values.SetItem("labels", new OptionValue.Map([.. own]));
        return Create(new OptionValues(values), new ResourceScope(project, region, spec.ClusterOptions.Text("zone")), clusterName);
    }

    /// <summary>The request that gcloud makes of these options, with nothing added.</summary>
    internal static ClusterRequest Create(OptionValues options, ResourceScope scope, string clusterName)
    {
        var body = new JsonObject
        {
            ["clusterName"] = clusterName,
            ["projectId"] = scope.Project,

            // What gcloud always sends; to the service the empty messages are the same as none, and the empty zone means: pick one.
            ["config"] = new JsonObject
            {
                ["gceClusterConfig"] = new JsonObject { ["zoneUri"] = "" },
                ["masterConfig"] = new JsonObject { ["diskConfig"] = new JsonObject() },
                ["workerConfig"] = new JsonObject { ["diskConfig"] = new JsonObject() },
                ["softwareConfig"] = new JsonObject(),
            },
        };
        var applied = ClusterOptions.Table.Apply(options, scope, body);
        return new(applied.Body, applied.Query);
    }
}
