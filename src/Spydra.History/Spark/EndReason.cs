using System.Text;
using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>How a task ended; its text as Spark's pages show it.</summary>
/// <param name="Outcome">What it counts as.</param>
/// <param name="Text">Why; empty of a success.</param>
internal sealed record EndReason(TaskOutcome Outcome, string Text)
{
    private static readonly EndReason Success = new(TaskOutcome.Completed, "");

    public static EndReason Parse(JsonElement reason) => reason.Text("Reason"u8) switch
    {
        "Success" => Success,
        "Resubmitted" => Failed("Resubmitted (resubmitted due to lost executor)"),
        "FetchFailed" => Failed(FetchFailed(reason)),
        "ExceptionFailure" => Failed(reason.LongText("Full Stack Trace"u8) ?? EventJson.Cut(Exception(reason))),
        "TaskResultLost" => Failed("TaskResultLost (result lost from block manager)"),
        "TaskKilled" => new(TaskOutcome.Killed, reason.LongText("Kill Reason"u8) ?? "unknown reason"),
        "TaskCommitDenied" => new(TaskOutcome.Killed,
            $"TaskCommitDenied (Driver denied task commit) for job: {reason.Int("Job ID"u8) ?? -1}, partition: {reason.Int("Partition ID"u8) ?? -1}, attemptNumber: {reason.Int("Attempt Number"u8) ?? -1}"),
        "ExecutorLostFailure" => Failed(ExecutorLost(reason)),
        _ => Failed("UnknownReason"),
    };

    private static EndReason Failed(string text) => new(TaskOutcome.Failed, text);

    private static string FetchFailed(JsonElement reason)
    {
        var from = reason.Field("Block Manager Address"u8) is { } address
            ? $"BlockManagerId({address.Text("Executor ID"u8)}, {address.Text("Host"u8)}, {address.Int("Port"u8)}, None)"
            : "null";
        return $"FetchFailed({from}, shuffleId={reason.Long("Shuffle ID"u8)}, mapIndex={reason.Long("Map Index"u8) ?? int.MinValue}, mapId={reason.Long("Map ID"u8)}, "
            + $"reduceId={reason.Long("Reduce ID"u8)}, message=\n{reason.LongText("Message"u8) ?? "Unknown reason"}\n)";
    }

    private static string ExecutorLost(JsonElement reason)
    {
        // Before 1.6 it is not said; then it counts as the application's fault.
        var exit = reason.Field("Exit Caused By App"u8) is { ValueKind: JsonValueKind.False } ? "unrelated to the running tasks" : "caused by one of the running tasks";
        var text = $"ExecutorLostFailure (executor {reason.Text("Executor ID"u8)} exited {exit})";
        return reason.LongText("Loss Reason"u8) is { } why ? $"{text} Reason: {why}" : text;
    }

    // Spark 1.1 and older have the frames only.
    private static string Exception(JsonElement reason)
    {
        var text = new StringBuilder($"{reason.Text("Class Name"u8)}: {reason.LongText("Description"u8)}\n");
        foreach (var frame in reason.Items("Stack Trace"u8))
            text.Append($"        {frame.Text("Declaring Class"u8)}.{frame.Text("Method Name"u8)}({frame.Text("File Name"u8)}:{frame.Int("Line Number"u8)})\n");
        return text.ToString();
    }
}

/// <summary>What a task that ended counts as.</summary>
internal enum TaskOutcome
{
    Completed,
    Failed,
    Killed,
}
