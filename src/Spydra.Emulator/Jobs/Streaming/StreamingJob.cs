using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Jobs.Streaming.Input;
using Spydra.Emulator.Jobs.Streaming.Options;
using Spydra.Emulator.Jobs.Streaming.Output;
using Spydra.Emulator.Jobs.Streaming.Records;
using Spydra.Emulator.Jobs.Streaming.Sorting;

namespace Spydra.Emulator.Jobs.Streaming;

/// <summary>A streaming job that was checked and can run.</summary>
internal sealed record StreamingJob
{
    public required JobConfiguration Configuration { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<HadoopPath> Inputs { get; init; }

    public required HadoopPath Output { get; init; }

    /// <summary>The output as the user wrote it.</summary>
    public required string OutputText { get; init; }

    public required InputFormat InputFormat { get; init; }

    /// <summary>The mapper's command; null is the identity.</summary>
    public required string? Mapper { get; init; }

    /// <summary>The combiner's command; null is none.</summary>
    public required string? Combiner { get; init; }

    /// <summary>The reducer's command; null is the identity.</summary>
    public required string? Reducer { get; init; }

    /// <summary>0 writes the map output as it is.</summary>
    public required int ReduceTasks { get; init; }

    public required IPartitioner Partitioner { get; init; }

    public required KeyOrder Order { get; init; }

    /// <summary>Whether a mapper is given only the value of a record.</summary>
    public required bool IgnoreKey { get; init; }

    /// <summary>The first byte of this part keys and values of <see cref="InputFormat.KeyValue"/>.</summary>
    public required FieldRule KeyValueInput { get; init; }

    public required FieldRule MapInput { get; init; }

    public required FieldRule MapOutput { get; init; }

    public required FieldRule ReduceInput { get; init; }

    public required FieldRule ReduceOutput { get; init; }

    public required OutputFormat OutputFormat { get; init; }

    public required bool MarkSuccess { get; init; }

    public required int MapAttempts { get; init; }

    public required int ReduceAttempts { get; init; }

    /// <summary>How long an attempt may be silent; null is for ever.</summary>
    public required TimeSpan? Timeout { get; init; }

    public required bool NonZeroExitIsFailure { get; init; }

    /// <summary>A mapper that has written so many records may leave the rest of its input unread.</summary>
    public required long RecordsToSkip { get; init; }

    public required string ReporterPrefix { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> CommandEnvironment { get; init; }

    public required IReadOnlyList<TaskFile> TaskFiles { get; init; }

    /// <summary>The identity mapper over text keeps offsets as keys, which are numbers and no text.</summary>
    public bool HasOffsetKeys => Mapper is null && InputFormat != InputFormat.KeyValue;
}
