using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Spydra.History.Causes.Evidence;

/// <summary>
/// What <c>yarn logs</c> printed into one file, split into its logs: <c>Container: ID on HOST_PORT</c> and a line of <c>=</c>, then for each log
/// <c>LogType:NAME</c>, when it was uploaded or modified, <c>LogLength:N</c>, <c>LogContents:</c> (of Hadoop 2 <c>Log Contents:</c>), the log, and since 2.7 its end.
/// </summary>
/// <param name="stream">The file; seekable.</param>
/// <param name="file">Its name.</param>
internal sealed class YarnLogsText(Stream stream, string file)
{
    private const int LongestHead = 4096;

    /// <summary>So far behind the length that it tells the end of a log is looked for.</summary>
    private const int Slack = 512;

    private readonly byte[] buffer = new byte[64 * 1024];
    private long at;
    private int start, end;

    public async IAsyncEnumerable<ContainerLog> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? container = null, host = null, type = null;
        long length = -1;
        while (await LineAsync(cancellationToken) is { } line)
        {
            if (Value(line, "Container: ") is { } named && named.StartsWith("container_", StringComparison.Ordinal))
            {
                var words = named.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                (container, host, type) = (words[0], words is [_, "on", var node, ..] ? ContainerLog.HostOf(node.Split(':')[0]) : null, null);
            }
            else if (Value(line, "LogType:") is { } name)
            {
                (type, length) = (name.Trim(), -1);
            }
            else if (Value(line, "LogLength:") is { } digits && long.TryParse(digits.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var told))
            {
                length = told;
            }
            else if (type is { } which && line.TrimEnd() is "LogContents:" or "Log Contents:")
            {
                var begin = at;
                length = await LengthAsync(begin, length, type, cancellationToken);
                stream.Position = begin;
                yield return ContainerLog.In(stream, container, host, which, length) with { File = file, Origin = begin };
                GoTo(begin + length);
                type = null;
            }
        }
    }

    /// <summary>How long a log is: as its head says, if it ends there. Somebody may have had a part of it printed, or have edited the file.</summary>
    private async Task<long> LengthAsync(long begin, long told, string type, CancellationToken cancellationToken)
    {
        var ending = "End of LogType:" + type;
        if (told >= 0 && begin + told <= stream.Length)
        {
            GoTo(begin + told);
            if (begin + told >= stream.Length - 2) return told;
            while (at < begin + told + Slack && await LineAsync(cancellationToken) is { } line)
                if (line.StartsWith("End of LogType", StringComparison.Ordinal) || IsHead(line)) return told;
        }

        GoTo(begin);
        var last = begin;
        while (await LineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(ending, StringComparison.Ordinal) || IsHead(line)) return last - begin;
            last = at;
        }

        return stream.Length - begin;
    }

    private static bool IsHead(string line) => line.StartsWith("Container: container_", StringComparison.Ordinal) || line.StartsWith("LogType:", StringComparison.Ordinal);

    private static string? Value(string line, string name) => line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..] : null;

    private void GoTo(long offset) => (at, start, end, stream.Position) = (offset, 0, 0, offset);

    /// <summary>The next line, of a long one the beginning; null at the end of the file.</summary>
    private async ValueTask<string?> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var any = false;
        while (true)
        {
            if (start == end)
            {
                stream.Position = at;
                (start, end) = (0, await stream.ReadAsync(buffer, cancellationToken));
                if (end == 0) return any ? line.ToString() : null;
            }

            any = true;
            var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            var count = newline < 0 ? end - start : newline;
            if (line.Length < LongestHead) line.Append(Encoding.UTF8.GetString(buffer, start, Math.Min(count, LongestHead)));
            start += newline < 0 ? count : count + 1;
            at += newline < 0 ? count : count + 1;
            if (newline >= 0) return line.ToString().TrimEnd('\r');
        }
    }
}
