using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>The YARN applications that a job shows: one for each attempt. All methods change the job they are given.</summary>
internal static class YarnApplications
{
    public static void Add(JsonObject job, string application, string cluster)
    {
        if (job["yarnApplications"] is not JsonArray all) job["yarnApplications"] = all = [];
        all.Add((JsonNode)new JsonObject
        {
            ["name"] = job.Text("reference.jobId"),
            ["state"] = "RUNNING",
            ["trackingUrl"] = $"http://{cluster}-m:8088/proxy/{application}/",
        });
    }

    /// <summary>The applications' ids, which only their addresses hold; the oldest first.</summary>
    public static IEnumerable<string> Ids(JsonObject job) =>
        job.Children("yarnApplications").Select(application => application.Text("trackingUrl")!.TrimEnd('/').Split('/')[^1]);

    /// <summary>What a runtime tells of its application; unknown states are not shown.</summary>
    public static void Note(JsonObject job, string application, string state, double progress)
    {
        var shown = job.Children("yarnApplications").LastOrDefault(app => app.Text("trackingUrl")!.EndsWith($"/{application}/", StringComparison.Ordinal));
        if (shown is null) return;
        if (MessageTable.Instance.Enums["=YarnApplication.State"].Values.ContainsKey(state)) shown["state"] = state;
        if (progress > 0) shown["progress"] = Math.Min(progress, 1);
    }

    /// <summary>The last application is over, unless its runtime has said so itself.</summary>
    public static void End(JsonObject job, string state)
    {
        if (job.Children("yarnApplications").LastOrDefault() is not { } last || last.Text("state") is "FINISHED" or "FAILED" or "KILLED") return;
        last["state"] = state;
        last["progress"] = 1;
    }
}
