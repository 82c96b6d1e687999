using System.Globalization;
using System.Text;
using Spydra.Emulator.Jobs.Streaming.Counters;
using Spydra.Emulator.Jobs.Streaming.Records;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>Reads a command's standard error: counters and status that it reports, and everything else into the attempt's log.</summary>
internal sealed class TaskErrors(string path, string reporterPrefix, CounterSet counters, TaskActivity activity, TaskLog log) : IDisposable
{
    private const int TailLines = 20;
    private const int TailLineBytes = 2000;

    private readonly Lock gate = new();
    private readonly byte[] prefix = Encoding.UTF8.GetBytes(reporterPrefix);
    private readonly Queue<string> tail = new();
    private readonly FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read);
    private string status = "";

    /// <summary>The last status that was reported.</summary>
    public string Status
    {
        get { lock (gate) return status; }
    }

    /// <summary>The last lines that were no report.</summary>
    public IReadOnlyList<string> Tail
    {
        get { lock (gate) return [.. tail]; }
    }

    /// <summary>Reads to the end; more than one command may write at once.</summary>
    public void ReadAll(Stream error)
    {
        using var lines = new LineReader(error, activity);
        while (lines.TryRead(out var line))
        {
            lock (gate)
            {
                if (line.StartsWith(prefix)) Report(Encoding.UTF8.GetString(line));
                else Keep(line);
            }
        }

        lock (gate) file.Flush();
    }

    public void Dispose()
    {
        lock (gate) file.Dispose();
    }

    private void Report(string line)
    {
        var report = line[reporterPrefix.Length..];
        if (report.StartsWith("status:", StringComparison.Ordinal)) status = report["status:".Length..].Trim();
        else if (report.StartsWith("counter:", StringComparison.Ordinal)) Count(report["counter:".Length..].Trim(), line);
        else log.Warn($"Cannot parse reporter line: {line}");
    }

    private void Count(string text, string line)
    {
        // Java's split, which drops empty parts at the end.
        var parts = text.TrimEnd(',').Split(',');
        if (parts.Length != 3) log.Warn($"Cannot parse counter line: {line}");
        else if (long.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
            counters.Add(new Counter(parts[0], parts[1]), amount);
        else log.Warn($"Cannot parse counter increment '{parts[2]}' from line: {line}");
    }

    private void Keep(ReadOnlySpan<byte> line)
    {
        file.Write(line);
        file.WriteByte((byte)'\n');
        if (tail.Count == TailLines) tail.Dequeue();
        tail.Enqueue(Encoding.UTF8.GetString(line[..Math.Min(line.Length, TailLineBytes)]));
    }
}
