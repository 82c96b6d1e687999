using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Spydra.History.Logs;

/// <summary>
/// Writes one JSON object a line for each log: application, user, node, container, log_type, length (bytes), last_modified (ISO 8601, UTC) and contents; a
/// damaged log has a text <c>damage</c> after the contents that could be read. Bytes that are no UTF-8 become U+FFFD.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="filter">Which lines.</param>
public sealed class LogsJson(Stream output, LogFilter filter)
{
    private const int Step = 16 * 1024;

    private readonly char[] decoded = new char[Step + 4];

    /// <summary>Writes the logs as they come; returns how many were written, damaged ones too.</summary>
    public async Task<int> WriteAsync(IAsyncEnumerable<LogFile> logs, CancellationToken cancellationToken)
    {
        var count = 0;
        var lines = new LogLines(filter);
        // Only what JSON itself asks for is escaped: this is for programs, and for eyes, not for a page.
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        await foreach (var log in logs.WithCancellation(cancellationToken))
            if (await WriteAsync(log, lines, json, cancellationToken)) count++;
        await output.FlushAsync(cancellationToken);
        return count;
    }

    private async Task<bool> WriteAsync(LogFile log, LogLines lines, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var isHeaded = filter.Grep is null;
        if (isHeaded) WriteHead(log, json);
        await lines.CopyAsync(log.Bytes, async piece =>
        {
            if (!isHeaded) WriteHead(log, json);
            isHeaded = true;
            for (; !piece.IsEmpty; piece = piece[Math.Min(piece.Length, Step)..])
            {
                WriteSegment(decoder, piece.Span[..Math.Min(piece.Length, Step)], isFinal: false, json);
                if (json.BytesPending > Step) await json.FlushAsync(cancellationToken);
            }
        }, cancellationToken);
        if (!isHeaded) return false;

        WriteSegment(decoder, [], isFinal: true, json);
        if (log.Damage is not null) json.WriteString("damage", log.Damage.Message);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        json.Reset();
        await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
        return true;
    }

    private static void WriteHead(LogFile log, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("application", log.Application.ToString());
        json.WriteString("user", log.User);
        json.WriteString("node", log.Node);
        json.WriteString("container", log.Container);
        json.WriteString("log_type", log.Type);
        json.WriteNumber("length", log.Length);
        json.WriteString("last_modified", log.LastModified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WritePropertyName("contents");
    }

    private void WriteSegment(Decoder decoder, ReadOnlySpan<byte> bytes, bool isFinal, Utf8JsonWriter json) =>
        json.WriteStringValueSegment(decoded.AsSpan(0, decoder.GetChars(bytes, decoded, flush: isFinal)), isFinal);
}
