using System.Text.Json.Nodes;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;

namespace Spydra.Cli.Reporting;

/// <summary><c>{"runs":[...],"not_asked":[...]}</c>, for programs; the fields are listed in docs/runs.md, and stay.</summary>
internal static class RunsJson
{
    /// <param name="runs">The runs.</param>
    /// <param name="notAsked">The regions whose clusters could not be looked at.</param>
    public static string Of(IEnumerable<RunLine> runs, IEnumerable<(RegionPath Region, SpydraException Why)> notAsked) => JsonBytes.Indented(new JsonObject
    {
        ["runs"] = new JsonArray([.. runs.Select(run => (JsonNode)Row(run))]),
        ["not_asked"] = new JsonArray([.. notAsked.Select(region => (JsonNode)new JsonObject
        {
            ["project"] = region.Region.Project,
            ["region"] = region.Region.Region,
            ["error"] = new JsonObject { ["message"] = region.Why.Message, ["next"] = region.Why.NextStep },
        })]),
    });

    public static JsonObject Row(RunLine run) => new()
    {
        ["id"] = run.Id.ToString(),
        ["key"] = run.Key,
        ["attempt"] = run.Attempt,
        ["state"] = run.State,
        ["class"] = run.Class is { } failure ? Words.Of(failure) : null,
        ["job_id"] = run.JobId,
        ["job_state"] = run.JobState?.Word(),
        ["cluster"] = run.Cluster,
        ["cluster_state"] = run.ClusterState,
        ["project"] = run.Project,
        ["region"] = run.Region,
        ["client_id"] = run.ClientId,
        ["local"] = run.IsLocal,
        ["started"] = Time(run.Started),
        ["ended"] = Time(run.Ended),
        ["left_behind"] = new JsonArray([.. run.LeftBehind.Select(cluster => (JsonNode)cluster)]),
    };

    /// <summary>A time as programs read it.</summary>
    public static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("O");
}
