using System.Text.Json.Nodes;
using Spydra.Events;
using Spydra.Failures;

namespace Spydra.Cli.Reporting;

/// <summary>Remembers of a run what its result says: names, states, times. A listener like any other.</summary>
internal sealed class RunRecord(TimeProvider time) : IRunListener
{
    private readonly long started = time.GetTimestamp();
    private string? cancelling;
    private TimeSpan? acquired;
    private TimeSpan? submitted;
    private TimeSpan? jobEnded;
    private TimeSpan? releasing;
    private TimeSpan? released;

    public Guid? RunId { get; private set; }

    /// <summary>The key, where someone said one.</summary>
    public string? Key { get; set; }

    public string? Project { get; private set; }
    public string? Region { get; private set; }
    public string? Cluster { get; private set; }
    public string? JobId { get; private set; }
    public JobState? State { get; private set; }
    public string? Details { get; private set; }
    public int? JobExitCode { get; private set; }
    public string? DriverOutputUri { get; private set; }
    public List<string> Warnings { get; } = [];
    public RunEvent.ClusterLogFound? ClusterLog { get; private set; }
    public RunEvent.ClusterLeftBehind? LeftBehind { get; private set; }

    /// <summary>What of the job can be read when its cluster is gone; null where nothing was looked for.</summary>
    public RunEvent.Archived? Archive { get; private set; }

    /// <summary>Whether a cluster of the run's own may be there now.</summary>
    public bool HoldsCluster { get; private set; }

    /// <summary>What was recorded of a key that was finished before; null where something was run.</summary>
    public RunEvent.RunAnswered? Answered { get; private set; }

    /// <summary>Whether the run goes on without this client.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>Whether another client leads, or led, the run.</summary>
    public bool IsFollowed { get; private set; }

    public TimeSpan Elapsed => time.GetElapsedTime(started);

    public void On(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.RunStarted run:
                (RunId, Project, Region) = (run.RunId, run.Project, run.Region);
                break;
            case RunEvent.RunAnswered answered:
                Answered = answered;
                (RunId, Project, Region, Cluster, JobId) = (answered.RunId, answered.Project, answered.Region, answered.Cluster, answered.JobId);
                (State, Details, JobExitCode, DriverOutputUri) = (answered.State, answered.Details, answered.ExitCode, answered.OutputUri);
                break;
            case RunEvent.RunLeft:
                (IsLeft, HoldsCluster) = (true, false);
                break;
            case RunEvent.RunContinued:
                IsFollowed = false;
                break;
            case RunEvent.RunFollowed:
                IsFollowed = true;
                break;
            case RunEvent.Warned warned:
                Warnings.Add(warned.Text);
                break;
            case RunEvent.ClusterRequested asked:
                (Cluster, HoldsCluster) = (asked.Cluster, true);
                break;
            case RunEvent.ClusterStateChanged cluster:
                Cluster = cluster.Cluster;
                if (cluster.State == "DELETING") releasing ??= Elapsed;
                break;
            case RunEvent.ClusterAcquired:
                acquired = Elapsed;
                break;
            case RunEvent.JobSubmitted job:
                (JobId, submitted) = (job.JobId, Elapsed);
                break;
            case RunEvent.JobCancelling job:
                cancelling = job.JobId;
                break;
            case RunEvent.JobStateChanged job:
                // A job whose submission was not heard of, and that was found when it was to be ended.
                JobId ??= cancelling;
                (State, Details, JobExitCode) = (job.State, job.Details, job.ExitCode);
                if (job.State.IsFinal()) jobEnded = Elapsed;
                break;
            case RunEvent.DriverOutputFound found:
                DriverOutputUri = found.Uri;
                break;
            case RunEvent.ClusterShared shared:
                (Cluster, HoldsCluster) = (shared.Cluster, false);
                break;
            case RunEvent.Archived archived:
                Archive = archived;
                break;
            case RunEvent.ClusterLogFound found:
                ClusterLog = found;
                break;
            case RunEvent.ClusterReleased or RunEvent.ClusterDeletionTaken:
                (HoldsCluster, released) = (false, Elapsed);
                break;
            case RunEvent.ClusterLeftBehind left:
                LeftBehind = left;
                break;
        }
    }

    /// <summary>The one JSON object of <c>--format json</c>.</summary>
    public JsonObject ToJson(int exitCode, Conclusion conclusion) => new()
    {
        ["run_id"] = RunId?.ToString(),
        ["run_key"] = Key,
        ["recorded"] = Answered is not null,
        ["project"] = Project,
        ["region"] = Region,
        ["cluster"] = Cluster,
        ["job_id"] = JobId,
        ["state"] = State?.Word(),
        ["details"] = Details,
        ["job_exit_code"] = JobExitCode,
        ["exit_code"] = exitCode,
        ["class"] = conclusion.Failure is { } failure ? Words.Of(failure) : null,
        ["cause"] = conclusion.Verdict?.Cause,
        ["what_to_do"] = conclusion.Verdict?.WhatToDo,
        ["why"] = conclusion.Why is { } why ? DiagnosisJson.Of(why) : null,
        ["error"] = conclusion.Error is { } error ? new JsonObject { ["message"] = error.Message, ["next"] = error.NextStep } : null,
        ["driver_output_uri"] = DriverOutputUri,
        ["timings"] = new JsonObject
        {
            ["acquire_seconds"] = Seconds(acquired),
            ["job_seconds"] = Seconds(jobEnded - submitted),
            ["release_seconds"] = Seconds(released - releasing),
            ["total_seconds"] = Seconds(Elapsed),
        },
        ["warnings"] = new JsonArray([.. Warnings.Select(warning => (JsonNode)warning)]),
        ["cluster_log"] = ClusterLog is null ? null : new JsonObject
        {
            ["uri"] = ClusterLog.Uri,
            ["lines"] = new JsonArray([.. ClusterLog.Lines.Select(line => (JsonNode)Secrets.InLog(line))]),
        },
        ["archive"] = Archive is null ? null : new JsonObject
        {
            ["complete"] = Archive.Missing.IsEmpty,
            ["manifest"] = Archive.Manifest,
            ["objects"] = Archive.Objects,
            ["missing"] = new JsonArray([.. Archive.Missing.Select(missing => (JsonNode)missing)]),
            ["unmoved"] = new JsonArray([.. Archive.Unmoved.Select(unmoved => (JsonNode)unmoved)]),
        },
        ["left_behind"] = LeftBehind is null ? null : new JsonObject
        {
            ["cluster"] = LeftBehind.Cluster,
            ["reason"] = LeftBehind.Reason,
            ["remove"] = LeftBehind.HowToRemove,
        },
    };

    private static JsonNode? Seconds(TimeSpan? span) => span is null ? null : Math.Round(span.Value.TotalSeconds, 3);
}
