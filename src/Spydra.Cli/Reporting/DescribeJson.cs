using System.Text.Json.Nodes;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Runs.Journal;

namespace Spydra.Cli.Reporting;

/// <summary><c>{"run":{...}}</c>, for programs; the fields are listed in docs/runs.md, and stay.</summary>
internal static class DescribeJson
{
    public static string Of(Description run)
    {
        var (story, facts) = (run.Known.Story, run.Known.Story.Facts!);
        var row = RunsJson.Row(run.Line);
        row["cluster_state"] = run.Seen?.Cluster?.State ?? run.Line.ClusterState;
        row["job_state"] = run.JobState?.Word();
        row["key_origin"] = facts.KeyOrigin.Length == 0 ? null : facts.KeyOrigin;
        row["attempt_id"] = facts.RunId.ToString();
        row["version"] = facts.Version;
        row["client"] = story.Leader;
        row["submitted"] = RunsJson.Time(story.Submitted);
        row["job_type"] = facts.JobType;
        row["job_exit_code"] = story.JobExitCode;
        row["details"] = story.Details;
        row["cause"] = story.Result?.Cause;
        row["what_to_do"] = story.Result?.WhatToDo;
        row["why"] = story.Result?.Why is { } why ? DiagnosisJson.Of(why) : null;
        row["driver_output_uri"] = story.OutputUri;
        row["cluster_kind"] = facts.ClusterKind;
        row["cluster_uuid"] = story.ClusterUuid;
        row["max_runtime_seconds"] = facts.MaxRuntime?.TotalSeconds;
        row["journal_copy"] = run.Copy;
        row["asked"] = run.Seen is not null;
        row["not_asked"] = run.NotAsked;
        row["left_behind"] = new JsonArray([.. story.LeftBehind.Select(left => (JsonNode)Json(left))]);
        return JsonBytes.Indented(new JsonObject { ["run"] = row });
    }

    private static JsonObject Json(LeftCluster left) => new() { ["cluster"] = left.Cluster, ["reason"] = left.Reason, ["remove"] = left.HowToRemove };
}
