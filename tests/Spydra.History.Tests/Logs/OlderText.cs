using System.Globalization;
using System.Text;

namespace Spydra.History.Logs;

/// <summary>The same logs as <c>yarn logs</c> of older Hadoop prints them, to compare records with what it printed.</summary>
internal static class OlderText
{
    public static async Task<byte[]> WriteAsync(string version, IAsyncEnumerable<LogFile> logs)
    {
        using var text = new MemoryStream();
        var container = "";
        await foreach (var log in logs)
        {
            if (version == "2.7.2") await Write272Async(log, text, isFirst: container != log.Container + log.Node);
            else await Write300Async(log, text);
            container = log.Container + log.Node;
        }

        return text.ToArray();
    }

    private static async Task Write272Async(LogFile log, Stream text, bool isFirst)
    {
        var head = $"Container: {log.Container} on {log.Node}";
        if (isFirst) Write(text, $"\n\n{head}\n{new string('=', head.Length + 2)}\n");
        Write(text, $"LogType:{log.Type}\nLog Upload Time:{Time(log)}\nLogLength:{log.Length}\nLog Contents:\n");
        await log.Content.CopyToAsync(text);
        Write(text, $"End of LogType:{log.Type}\n\n");
    }

    private static async Task Write300Async(LogFile log, Stream text)
    {
        var head = $"Container: {log.Container} on {log.Node}";
        var end = $"End of LogType:{log.Type}";
        if (log.Length > 0) Write(text, $"{head}\nLogAggregationType: AGGREGATED\n{new string('=', head.Length)}\nLogType:{log.Type}\nLogLastModifiedTime:{Time(log)}\nLogLength:{log.Length}\nLogContents:\n");
        await log.Content.CopyToAsync(text);
        Write(text, $"\n{end}\n{new string('*', end.Length + 50)}\n\n");
    }

    private static string Time(LogFile log) => log.LastModified.UtcDateTime.ToString("ddd MMM dd HH:mm:ss '+0000' yyyy", CultureInfo.InvariantCulture);

    private static void Write(Stream text, string line) => text.Write(Encoding.UTF8.GetBytes(line));
}
