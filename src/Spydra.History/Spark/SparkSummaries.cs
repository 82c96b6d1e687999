using System.Text.Json;
using Spydra.History.Sources;

namespace Spydra.History.Spark;

/// <summary>Reads of a log only what a line of a list needs: of a long one that is not compressed the beginning and the end, of any other all lines, few of them parsed.</summary>
public sealed class SparkSummaries(IArchiveSource source)
{
    // Below this, a second request costs more than the bytes.
    private const long WorthPeeking = 1024 * 1024;
    private const long MostOfHead = 4 * 1024 * 1024;
    private const long Tail = 256 * 1024;

    /// <summary>The application of a log; null if the file is no event log.</summary>
    /// <exception cref="SpydraException">A file cannot be opened, or is compressed with a codec that is not Spark's.</exception>
    public async Task<SparkSummary?> ReadAsync(SparkEventLog log, CancellationToken cancellationToken)
    {
        if (log.Size >= WorthPeeking && log.Files.All(file => SparkEventLog.CodecOf(file.BaseName).Length == 0)
            && await PeekAsync(log, cancellationToken) is { } peeked) return peeked;

        var application = new ApplicationEvents();
        var pass = new EventPass(IsOfApplication, application.Apply);
        await pass.RunAsync(source, log, cancellationToken);
        return application.HasStarted ? Of(log, application, pass.TaskStarts) : null;
    }

    private async Task<SparkSummary?> PeekAsync(SparkEventLog log, CancellationToken cancellationToken)
    {
        var application = new ApplicationEvents();
        if (!await ReadHeadAsync(log.Files[0], application, cancellationToken)) return null;

        var lastTask = -1L;
        var pass = new EventPass(kind => IsOfApplication(kind) || kind is EventKind.TaskStart or EventKind.TaskEnd, (kind, line) =>
        {
            application.Apply(kind, line);
            if (kind is EventKind.TaskStart or EventKind.TaskEnd && TaskEvent.Parse(line) is { } task) lastTask = Math.Max(lastTask, task.TaskId);
        });
        var file = log.Files[^1];
        await using var stored = await source.OpenAsync(file, cancellationToken);
        if (stored.Length > Tail) stored.Seek(stored.Length - Tail, SeekOrigin.Begin);
        // The first line is most likely the rest of one; what is half a line is nothing here.
        await pass.RunAsync(stored, source.Describe(file.Name), cancellationToken);

        // Tasks are numbered through the application as they start. If the end tells too little, all has to be read.
        return lastTask >= 0 && (application.Ended is null || application.HasOutcome) ? Of(log, application, lastTask + 1) : null;
    }

    private async Task<bool> ReadHeadAsync(ArchivedFile file, ApplicationEvents application, CancellationToken cancellationToken)
    {
        await using var stored = await source.OpenAsync(file, cancellationToken);
        var lines = new EventLines(stored);
        while (!application.HasStarted && lines.Position < MostOfHead && await lines.NextAsync(cancellationToken))
        {
            try
            {
                var kind = lines.Line.IsEmpty ? EventKind.Other : EventKinds.Of(lines.Line.Span);
                if (kind is not (EventKind.LogStart or EventKind.ApplicationStart)) continue;
                using var json = JsonDocument.Parse(lines.Line);
                application.Apply(kind, json.RootElement);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
            {
                return false;
            }
        }
        return application.HasStarted;
    }

    private static bool IsOfApplication(EventKind kind) =>
        kind is EventKind.LogStart or EventKind.ApplicationStart or EventKind.ApplicationEnd or EventKind.JobEnd or EventKind.SqlExecutionEnd;

    private static SparkSummary Of(SparkEventLog log, ApplicationEvents application, long tasks) => new(
        log, application.Id ?? log.Application, application.Attempt ?? log.Attempt, application.Name, application.User,
        application.State, application.Started, application.Ended, tasks);
}
