using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>
/// The states of a cluster, and what may be asked for in which
/// (https://docs.cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.clusters).
/// </summary>
internal static class ClusterStates
{
    public const string Creating = "CREATING";
    public const string Running = "RUNNING";
    public const string Error = "ERROR";
    public const string ErrorDueToUpdate = "ERROR_DUE_TO_UPDATE";
    public const string Deleting = "DELETING";
    public const string Updating = "UPDATING";
    public const string Stopping = "STOPPING";
    public const string Stopped = "STOPPED";
    public const string Starting = "STARTING";
    public const string Repairing = "REPAIRING";
    public const string Scheduled = "SCHEDULED";

    public static readonly string[] All =
        [Creating, Running, Error, ErrorDueToUpdate, Deleting, Updating, Stopping, Stopped, Starting, Repairing, Scheduled];

    public static readonly string[] TakesJobs = [Running, Updating, ErrorDueToUpdate];
    /// <summary>Those in which its machines run, and what goes on there goes on.</summary>
    public static readonly string[] HasMachines = [Running, Updating, Error, ErrorDueToUpdate, Repairing];

    public static readonly string[] Patchable = [Running];
    public static readonly string[] Stoppable = [Running];
    public static readonly string[] Startable = [Stopped];
    public static readonly string[] Diagnosable = [Running, Updating, Error, ErrorDueToUpdate];
    public static readonly string[] Deletable = [.. All.Except([Deleting])];

    /// <summary>Refuses what the cluster's state does not allow. The only attested wording is the one of jobs; these follow it.</summary>
    public static void Require(string[] legal, string action, JsonObject cluster)
    {
        var state = cluster.Text("status.state")!;
        if (!legal.Contains(state))
            throw ApiError.Refused(
                $"Cannot {action} clusterName '{cluster.Text("clusterName")}' in projectId '{cluster.Text("projectId")}' in state: '{state}'; "
                + $"possible states: '[{string.Join(", ", legal)}]'");
    }

    /// <summary>Moves the cluster on: what it was goes into the history. Changes <paramref name="cluster"/>.</summary>
    public static void Move(JsonObject cluster, string state, DateTimeOffset now, string? detail = null)
    {
        if (cluster.Child("status") is { } before)
        {
            if (cluster["statusHistory"] is not JsonArray history) cluster["statusHistory"] = history = [];
            history.Add(before.DeepClone());
        }

        var status = new JsonObject { ["state"] = state, ["stateStartTime"] = Timestamps.Of(now) };
        if (detail is not null) status["detail"] = detail;
        cluster["status"] = status;
    }
}
