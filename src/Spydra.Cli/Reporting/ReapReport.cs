using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Failures;
using Spydra.Gcp.Dataproc;
using Spydra.Runs;

namespace Spydra.Cli.Reporting;

/// <summary>What a reaper did, for people line by line, for programs as one JSON object.</summary>
internal sealed class ReapReport
{
    private readonly List<ReapedCluster> clusters = [];
    private readonly List<(RegionPath Region, SpydraException Failure)> regions = [];

    /// <summary>The first thing that went wrong; the exit code is its class's.</summary>
    public SpydraException? FirstFailure => clusters.Select(cluster => cluster.Failure).Concat(regions.Select(region => region.Failure)).FirstOrDefault(failure => failure is not null);

    /// <summary>All of it in one sentence.</summary>
    public string Summary
    {
        get
        {
            if (clusters.Count == 0 && regions.Count == 0) return "no cluster of Spydra is there; nothing to do";
            string[] parts =
            [
                .. Part("deleted", ReapOutcome.Deleted), .. Part("being deleted", ReapOutcome.DeletionTaken), .. Part("would be deleted", ReapOutcome.WouldGo),
                .. Part("left alone", ReapOutcome.Stays), .. Part("failed", ReapOutcome.Failed), .. regions.Select(region => $"region {region.Region.Region} could not be listed"),
            ];
            var nothing = clusters.TrueForAll(cluster => cluster.Outcome == ReapOutcome.Stays) && regions.Count == 0 ? "; nothing to do" : "";
            return string.Join(", ", parts) + nothing;
        }
    }

    public void Add(ReapedCluster cluster) => clusters.Add(cluster);

    /// <summary>A region whose clusters could not be listed.</summary>
    public void Add(RegionPath region, SpydraException failure) => regions.Add((region, failure));

    /// <summary><c>deleted  spydra-... (europe-west1) has no lease any more; ...</c>.</summary>
    public static string Line(ReapedCluster cluster)
    {
        string[] of = [cluster.Region.Region, .. Of(cluster, "client", OwnLabels.Client), .. Of(cluster, "owner", OwnLabels.Owner)];
        return $"{Word(cluster.Outcome).Replace('_', ' '),-15} {cluster.Cluster.Name} ({string.Join(", ", of)}) {cluster.Reason}"
            + (cluster.Failure is { } failure ? $" {failure.NextStep}" : "");
    }

    /// <summary>The one JSON object of <c>--format json</c>.</summary>
    public JsonObject ToJson(int exitCode, FailureClass? failure, SpydraException? error) => new()
    {
        ["clusters"] = new JsonArray([.. clusters.Select(Json)]),
        ["regions_not_listed"] = new JsonArray([.. regions.Select(region => new JsonObject
        {
            ["project"] = region.Region.Project, ["region"] = region.Region.Region, ["error"] = Json(region.Failure),
        })]),
        ["error"] = error is null ? null : Json(error),
        ["class"] = failure is null ? null : Words.Of(failure.Value),
        ["exit_code"] = exitCode,
    };

    private static JsonObject Json(ReapedCluster cluster) => new()
    {
        ["cluster"] = cluster.Cluster.Name,
        ["uuid"] = cluster.Cluster.Uuid,
        ["project"] = cluster.Region.Project,
        ["region"] = cluster.Region.Region,
        ["state"] = cluster.Cluster.State,
        ["created"] = cluster.Cluster.CreatedAt?.UtcDateTime.ToString("O"),
        ["run_id"] = cluster.Cluster.Labels.GetValueOrDefault(RunLabel.Key),
        ["client"] = cluster.Cluster.Labels.GetValueOrDefault(OwnLabels.Client),
        ["owner"] = cluster.Cluster.Labels.GetValueOrDefault(OwnLabels.Owner),
        ["outcome"] = Word(cluster.Outcome),
        ["reason"] = cluster.Reason,
        ["error"] = cluster.Failure is null ? null : Json(cluster.Failure),
    };

    private static JsonObject Json(SpydraException failure) => new() { ["message"] = failure.Message, ["next"] = failure.NextStep };

    private static string Word(ReapOutcome outcome) => outcome switch
    {
        ReapOutcome.Stays => "stays",
        ReapOutcome.WouldGo => "would_go",
        ReapOutcome.Deleted => "deleted",
        ReapOutcome.DeletionTaken => "being_deleted",
        ReapOutcome.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private static IEnumerable<string> Of(ReapedCluster cluster, string what, string label) =>
        cluster.Cluster.Labels.GetValueOrDefault(label) is { Length: > 0 } value ? [$"{what} {value}"] : [];

    private IEnumerable<string> Part(string words, ReapOutcome outcome) =>
        clusters.Count(cluster => cluster.Outcome == outcome) is > 0 and var count ? [$"{count} {words}"] : [];
}
