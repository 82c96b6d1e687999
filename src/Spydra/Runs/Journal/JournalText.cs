using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Storage;

namespace Spydra.Runs.Journal;

/// <summary>
/// A journal as text: one JSON object a line, the version first, a checksum last, so that a torn or a mixed line is known. docs/journal.md has
/// the format, and what a later version may change in it.
/// </summary>
public static class JournalText
{
    /// <summary>The version of the format. It counts up only where an older Spydra must not go on with the run.</summary>
    public const int Version = 1;

    private const string PositionKind = "printed";

    // ,"crc":"01234567"}
    private const int ChecksumLength = 18;

    private static readonly byte[] VersionStart = [.. "{\"v\":"u8];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The records as lines, each with its end.</summary>
    public static byte[] Write(IEnumerable<JournalRecord> records)
    {
        using var text = new MemoryStream();
        foreach (var record in records) WriteLine(text, Line(JournalFields.Kind(record), JournalFields.Of(record)));
        return text.ToArray();
    }

    /// <summary>The lines of a journal as they are, so that nothing is lost that this version does not know.</summary>
    public static byte[] Write(JournalReading reading)
    {
        using var text = new MemoryStream();
        foreach (var line in reading.Lines) WriteLine(text, line.Span);
        return text.ToArray();
    }

    /// <summary>The line that says how far the driver's output was printed, with its end. It is no record: only the last one counts.</summary>
    public static byte[] Write(OutputPosition position)
    {
        using var text = new MemoryStream();
        WriteLine(text, Line(PositionKind, new() { ["uri"] = position.Uri, ["index"] = position.Index, ["offset"] = position.Offset }));
        return text.ToArray();
    }

    /// <summary>Reads a journal. Damage never stops it: what is whole is read.</summary>
    public static JournalReading Read(ReadOnlyMemory<byte> text)
    {
        var (records, lines, unreadable, isNewer, position) = (new List<JournalRecord>(), new List<ReadOnlyMemory<byte>>(), 0, false, (OutputPosition?)null);
        while (!text.IsEmpty)
        {
            var end = text.Span.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.IsEmpty) continue;
            if (VersionOf(line.Span) > Version)
            {
                isNewer = true;
                continue;
            }

            try
            {
                var fields = Fields(line);
                var kind = (string?)fields["kind"] ?? throw new FormatException("no kind");
                if (kind == PositionKind)
                {
                    position = new OutputPosition((string?)fields["uri"] ?? "", (int?)fields["index"] ?? 0, (long?)fields["offset"] ?? 0);
                    continue;
                }

                if (JournalFields.Parse(kind, fields) is { } record) records.Add(record);
                lines.Add(line);
            }
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or OverflowException)
            {
                unreadable++;
            }
        }

        return new JournalReading(records, unreadable, isNewer) { Lines = lines, Position = position };
    }

    private static void WriteLine(MemoryStream text, ReadOnlySpan<byte> line)
    {
        text.Write(line);
        text.WriteByte((byte)'\n');
    }

    private static byte[] Line(string kind, JsonObject fields)
    {
        var json = new JsonObject { ["v"] = Version, ["kind"] = kind };
        foreach (var (name, value) in fields.ToList())
        {
            fields.Remove(name);
            json[name] = value;
        }

        var unsealed = JsonBytes.Of(json);
        return [.. unsealed.AsSpan()[..^1], .. Seal(unsealed)];
    }

    /// <summary>The checksum is over the line as it is without it.</summary>
    private static byte[] Seal(ReadOnlySpan<byte> unsealed)
    {
        var checksum = new Crc32C();
        checksum.Append(unsealed);
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"crc\":\"{checksum.Value:x8}\"}}"));
    }

    private static JsonObject Fields(ReadOnlyMemory<byte> line)
    {
        if (VersionOf(line.Span) != Version || line.Length <= ChecksumLength) throw new FormatException("not a line of a journal");
        byte[] unsealed = [.. line.Span[..^ChecksumLength], (byte)'}'];
        if (!line.Span[^ChecksumLength..].SequenceEqual(Seal(unsealed))) throw new FormatException("the checksum is another");
        return JsonNode.Parse(unsealed, documentOptions: Strict) as JsonObject ?? throw new FormatException("not an object");
    }

    /// <summary>What a line begins with says its version, however the rest of it may look; null where it does not begin so.</summary>
    private static int? VersionOf(ReadOnlySpan<byte> line) =>
        line.StartsWith(VersionStart) && Utf8Parser.TryParse(line[VersionStart.Length..], out int version, out var digits)
        && line.Length > VersionStart.Length + digits && line[VersionStart.Length + digits] is (byte)',' or (byte)'}' ? version : null;
}
