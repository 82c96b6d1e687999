using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>The states of a job, and how it moves through them.</summary>
internal static class JobStates
{
    public const string Pending = "PENDING";
    public const string SetupDone = "SETUP_DONE";
    public const string Running = "RUNNING";
    public const string CancelPending = "CANCEL_PENDING";
    public const string CancelStarted = "CANCEL_STARTED";
    public const string Cancelled = "CANCELLED";
    public const string Done = "DONE";
    public const string Error = "ERROR";
    public const string AttemptFailure = "ATTEMPT_FAILURE";

    public static bool IsTerminal(string? state) => state is Cancelled or Done or Error;

    public static bool IsActive(JsonObject job) => !IsTerminal(job.Text("status.state"));

    public static bool IsBeingCancelled(JsonObject job) => job.Text("status.state") is CancelPending or CancelStarted;

    /// <summary>When the job was submitted: the start of its first state.</summary>
    public static DateTimeOffset? SubmittedAt(JsonObject job) =>
        Timestamps.Parse((job.Children("statusHistory").FirstOrDefault() ?? job.Child("status"))?.Text("stateStartTime"));

    /// <summary>Moves the job on: what it was goes into the history. Changes <paramref name="job"/>.</summary>
    public static void Move(JsonObject job, string state, DateTimeOffset now, string? details = null)
    {
        if (job.Child("status") is { } before)
        {
            var entry = before.Copy();
            // The service itself puts the agent's word on the RUNNING entry.
            if (state == Done && entry.Text("state") == Running) entry["details"] = "Agent reported job success";
            if (job["statusHistory"] is not JsonArray history) job["statusHistory"] = history = [];
            history.Add((JsonNode)entry);
        }

        var status = new JsonObject { ["state"] = state, ["stateStartTime"] = Timestamps.Of(now) };
        if (details is not null) status["details"] = details;
        job["status"] = status;
        if (IsTerminal(state)) job["done"] = true;
    }

    public static void RequireCancellable(JsonObject job)
    {
        var state = job.Text("status.state");
        if (state is not (Pending or Running))
            throw ApiError.Refused(
                $"Cannot cancel jobId '{job.Text("reference.jobId")}' in projectId '{job.Text("reference.projectId")}' in state: '{state}'; "
                + "cancellable states: '[PENDING, RUNNING]'");
    }

    public static void RequireDeletable(JsonObject job)
    {
        var state = job.Text("status.state");
        if (!IsTerminal(state))
            throw ApiError.Refused(
                $"Cannot delete jobId '{job.Text("reference.jobId")}' in projectId '{job.Text("reference.projectId")}' in state: '{state}'; "
                + "deletable states: '[CANCELLED, DONE, ERROR]'");
    }
}
