using System.Text;
using Spydra.History.Sources;

namespace Spydra.History.Logs;

/// <summary>How tests read logs.</summary>
internal static class Reading
{
    public static readonly YarnApplicationId Application = new(1795306400786, 1);

    /// <summary>A file of the application.</summary>
    public static NodeFile Node(string name, long? validLength = null) => new("root", Application, new ArchivedFile(name, 0, MemorySource.Updated)) { ValidLength = validLength };

    public static IAsyncEnumerable<LogFile> Logs(IArchiveSource source, IEnumerable<NodeFile> nodes, LogSelection? selection = null, Action<SpydraException>? report = null, int smallFile = 1 << 20, bool hops = false) =>
        new AggregatedLogs(source) { SmallFile = smallFile, Hops = hops }.ReadAsync(nodes, selection ?? LogSelection.All, report ?? (damage => throw new Xunit.Sdk.XunitException(damage.Message)), CancellationToken.None);

    public static async Task<byte[]> TextAsync(IAsyncEnumerable<LogFile> logs, LogFilter? filter = null)
    {
        using var text = new MemoryStream();
        await new LogsText(text, TimeZoneInfo.Utc, filter ?? LogFilter.None).WriteAsync(logs, CancellationToken.None);
        return text.ToArray();
    }

    /// <summary>Container, type and content of each log.</summary>
    public static async Task<List<Log>> AllAsync(IAsyncEnumerable<LogFile> logs)
    {
        var all = new List<Log>();
        await foreach (var log in logs)
        {
            using var content = new MemoryStream();
            await log.Content.CopyToAsync(content);
            all.Add(new(log.Container, log.Type, Encoding.Latin1.GetString(content.GetBuffer(), 0, (int)content.Length)));
        }

        return all;
    }
}

/// <summary>A log, with a character for each byte.</summary>
internal sealed record Log(string Container, string Type, string Content);
