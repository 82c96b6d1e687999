using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>A stage as an event describes it.</summary>
internal sealed record StageInfo(int Id, int Attempt, string Name, int Tasks)
{
    public DateTimeOffset? Submitted { get; init; }
    public DateTimeOffset? Completed { get; init; }
    public string? Failure { get; init; }

    public static StageInfo? Parse(JsonElement stage) => stage.Int("Stage ID"u8) is { } id
        ? new(id, stage.Int("Stage Attempt ID"u8) ?? 0, stage.LongText("Stage Name"u8) ?? "", stage.Int("Number of Tasks"u8) ?? 0)
        {
            Submitted = stage.Time("Submission Time"u8),
            Completed = stage.Time("Completion Time"u8),
            Failure = stage.LongText("Failure Reason"u8),
        }
        : null;
}
