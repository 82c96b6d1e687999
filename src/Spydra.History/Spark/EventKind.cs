using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>The events that tell something we show. Spark writes some thirty kinds, extensions write more.</summary>
internal enum EventKind
{
    Other,
    LogStart,
    ApplicationStart,
    ApplicationEnd,
    EnvironmentUpdate,
    JobStart,
    JobEnd,
    StageSubmitted,
    StageCompleted,
    TaskStart,
    TaskEnd,
    ExecutorAdded,
    ExecutorRemoved,
    BlockManagerAdded,
    ExecutorExcluded,
    ExecutorUnexcluded,
    NodeExcluded,
    NodeUnexcluded,
    ExecutorExcludedForStage,
    NodeExcludedForStage,
    ProcessAdded,
    SqlExecutionStart,
    SqlExecutionEnd,
}

/// <summary>Tells events apart by the first bytes of their line, because most lines need not be parsed.</summary>
internal static class EventKinds
{
    /// <summary>The kind of the event in a line.</summary>
    /// <exception cref="JsonException">The line does not begin as usual, and is no JSON.</exception>
    public static EventKind Of(ReadOnlySpan<byte> line)
    {
        var begin = "{\"Event\":\""u8;
        if (!line.StartsWith(begin)) return Parsed(line);
        var rest = line[begin.Length..];
        var quote = rest.IndexOf((byte)'"');
        return quote < 0 ? throw new JsonException("The name of the event has no end.") : Named(rest[..quote]);
    }

    private static EventKind Parsed(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("An event is an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("Event"u8);
            reader.Read();
            if (isName && reader.TokenType == JsonTokenType.String) return Named(reader.ValueSpan);
            reader.Skip();
        }
        return EventKind.Other;
    }

    // Names from other packages than the scheduler's come in full. What is called excluded since 3.1 was blacklisted before.
    private static EventKind Named(ReadOnlySpan<byte> name)
    {
        name = name[(name.LastIndexOf((byte)'.') + 1)..];
        if (!name.StartsWith("SparkListener"u8)) return EventKind.Other;
        name = name["SparkListener".Length..];
        return name switch
        {
            _ when name.SequenceEqual("TaskEnd"u8) => EventKind.TaskEnd,
            _ when name.SequenceEqual("TaskStart"u8) => EventKind.TaskStart,
            _ when name.SequenceEqual("StageSubmitted"u8) => EventKind.StageSubmitted,
            _ when name.SequenceEqual("StageCompleted"u8) => EventKind.StageCompleted,
            _ when name.SequenceEqual("JobStart"u8) => EventKind.JobStart,
            _ when name.SequenceEqual("JobEnd"u8) => EventKind.JobEnd,
            _ when name.SequenceEqual("SQLExecutionStart"u8) => EventKind.SqlExecutionStart,
            _ when name.SequenceEqual("SQLExecutionEnd"u8) => EventKind.SqlExecutionEnd,
            _ when name.SequenceEqual("ExecutorAdded"u8) => EventKind.ExecutorAdded,
            _ when name.SequenceEqual("ExecutorRemoved"u8) => EventKind.ExecutorRemoved,
            _ when name.SequenceEqual("BlockManagerAdded"u8) => EventKind.BlockManagerAdded,
            _ when name.SequenceEqual("LogStart"u8) => EventKind.LogStart,
            _ when name.SequenceEqual("ApplicationStart"u8) => EventKind.ApplicationStart,
            _ when name.SequenceEqual("ApplicationEnd"u8) => EventKind.ApplicationEnd,
            _ when name.SequenceEqual("EnvironmentUpdate"u8) => EventKind.EnvironmentUpdate,
            _ when name.SequenceEqual("ExecutorExcluded"u8) || name.SequenceEqual("ExecutorBlacklisted"u8) => EventKind.ExecutorExcluded,
            _ when name.SequenceEqual("ExecutorUnexcluded"u8) || name.SequenceEqual("ExecutorUnblacklisted"u8) => EventKind.ExecutorUnexcluded,
            _ when name.SequenceEqual("NodeExcluded"u8) || name.SequenceEqual("NodeBlacklisted"u8) => EventKind.NodeExcluded,
            _ when name.SequenceEqual("NodeUnexcluded"u8) || name.SequenceEqual("NodeUnblacklisted"u8) => EventKind.NodeUnexcluded,
            _ when name.SequenceEqual("ExecutorExcludedForStage"u8) || name.SequenceEqual("ExecutorBlacklistedForStage"u8) => EventKind.ExecutorExcludedForStage,
            _ when name.SequenceEqual("NodeExcludedForStage"u8) || name.SequenceEqual("NodeBlacklistedForStage"u8) => EventKind.NodeExcludedForStage,
            _ when name.SequenceEqual("MiscellaneousProcessAdded"u8) => EventKind.ProcessAdded,
            _ => EventKind.Other,
        };
    }
}
