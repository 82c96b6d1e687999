using System.Globalization;

namespace Spydra.History.Logs;

/// <summary>
/// Writes logs byte for byte as <c>yarn logs</c> of Hadoop 3.3.6 prints them. A log whose content is damaged ends where it is, with a line
/// break in place of its <c>End of LogType</c>.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="zone">The time zone of <c>LogLastModifiedTime</c>.</param>
/// <param name="filter">Which lines.</param>
public sealed class LogsText(Stream output, TimeZoneInfo zone, LogFilter filter)
{
    /// <summary>Writes the logs as they come; returns how many were written, damaged ones too.</summary>
    public async Task<int> WriteAsync(IAsyncEnumerable<LogFile> logs, CancellationToken cancellationToken)
    {
        var count = 0;
        var buffer = new BufferedOutput(output);
        var lines = new LogLines(filter);
        try
        {
            await foreach (var log in logs.WithCancellation(cancellationToken))
                if (await WriteAsync(log, lines, buffer, cancellationToken)) count++;
        }
        finally
        {
            // What was read before it failed is there to be seen.
            if (!cancellationToken.IsCancellationRequested) await buffer.FlushAsync(CancellationToken.None);
        }

        await output.FlushAsync(cancellationToken);
        return count;
    }

    private async Task<bool> WriteAsync(LogFile log, LogLines lines, BufferedOutput buffer, CancellationToken cancellationToken)
    {
        var isHeaded = filter.Grep is null;
        if (isHeaded) await buffer.WriteAsync(Head(log), cancellationToken);
        await lines.CopyAsync(log.Bytes, async piece =>
        {
            if (!isHeaded) await buffer.WriteAsync(Head(log), cancellationToken);
            isHeaded = true;
            await buffer.WriteAsync(piece, cancellationToken);
        }, cancellationToken);
        if (!isHeaded) return false;
        await buffer.WriteAsync(log.Damage is null ? End(log) : "\n", cancellationToken);
        return true;
    }

    private string Head(LogFile log)
    {
        var container = $"Container: {log.Container} on {log.Node}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{container}\nLogAggregationType: AGGREGATED\n{new string('=', container.Length)}\nLogType:{log.Type}\nLogLastModifiedTime:{Time(log.LastModified)}\nLogLength:{log.Length}\nLogContents:\n");
    }

    private static string End(LogFile log)
    {
        var end = $"End of LogType:{log.Type}";
        return $"\n{end}\n{new string('*', end.Length + 50)}\n\n";
    }

    private string Time(DateTimeOffset time)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone);
        var offset = local.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        return $"{local.ToString("ddd MMM dd HH:mm:ss", CultureInfo.InvariantCulture)} {offset} {local.ToString("yyyy", CultureInfo.InvariantCulture)}";
    }
}
