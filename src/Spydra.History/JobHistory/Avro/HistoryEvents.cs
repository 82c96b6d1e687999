using System.Runtime.CompilerServices;
using System.Text;

namespace Spydra.History.JobHistory.Avro;

/// <summary>An event of a history.</summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Type">Its type as Hadoop's EventType names it: <c>TASK_STARTED</c>.</param>
/// <param name="Body">What it says; empty where this version of the event is not known.</param>
internal sealed record HistoryEvent(long Offset, string Type, AvroRecord Body);

/// <summary>The events of a .jhist file, one after the other: the encoding on line 1, the schema on line 2, then the events without anything around them.</summary>
internal sealed class HistoryEvents : IDisposable
{
    private const int MaxSchema = 1 << 20;

    private readonly EventBuffer buffer;
    private readonly TextCache texts = new();
    private Decoder decode = AvroBinary.TryRead;
    private AvroSchema schema = new(AvroKind.Record);

    private HistoryEvents(Stream stream) => buffer = new(stream);

    private delegate bool Decoder(AvroSchema schema, ReadOnlySpan<byte> data, long offset, TextCache texts, out object? value, out int length);

    /// <summary>Reads what makes a file a history.</summary>
    /// <exception cref="DamagedDataException">It is none.</exception>
    public static async Task<HistoryEvents> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var events = new HistoryEvents(stream);
        try
        {
            await events.ReadHeadAsync(cancellationToken);
            return events;
        }
        catch
        {
            events.Dispose();
            throw;
        }
    }

    /// <exception cref="DamagedDataException">The file does not go on as a history; thrown after the last event that could be read.</exception>
    public async IAsyncEnumerable<HistoryEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var begin = buffer.Offset;
            object? value;
            int length;
            while (!decode(schema, buffer.Bytes, begin, texts, out value, out length))
            {
                if (buffer.IsEnded && IsBlank(buffer.Bytes)) yield break;
                if (buffer.IsEnded) throw new DamagedDataException(begin + buffer.Bytes.Length, $"the rest of the event that begins at byte {begin}");
                await buffer.ReadMoreAsync(cancellationToken);
            }
            if (length == 0) throw new DamagedDataException(begin, "an event", "a schema of events without bytes");
            buffer.Advance(length);
            if (value is AvroRecord read) yield return new(begin, read.Text("type", ""), read.Record("event") ?? AvroRecord.Empty);
        }
    }

    public void Dispose() => buffer.Dispose();

    private async ValueTask ReadHeadAsync(CancellationToken cancellationToken)
    {
        const string Expected = "'Avro-Json' or 'Avro-Binary' on the first line";
        var encoding = Encoding.ASCII.GetString((await LineAsync(64, Expected, cancellationToken)).Span);
        decode = encoding switch
        {
            "Avro-Json" => AvroJson.TryRead,
            "Avro-Binary" => AvroBinary.TryRead,
            _ => throw new DamagedDataException(0, Expected, "another text"),
        };
        var offset = buffer.Offset;
        schema = AvroSchemaParser.Parse(await LineAsync(MaxSchema, "a schema of Avro on the second line", cancellationToken), offset);
        if (schema.Kind != AvroKind.Record) throw new DamagedDataException(offset, "the schema of a record", "one of another type");
    }

    private bool IsBlank(ReadOnlySpan<byte> rest) => rest.IsEmpty || (decode == AvroJson.TryRead && rest.IndexOfAnyExcept(" \t\r\n"u8) < 0);

    // The line without its end, copied: the buffer moves on.
    private async ValueTask<ReadOnlyMemory<byte>> LineAsync(int longest, string expected, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = buffer.Bytes.IndexOf((byte)'\n');
            if (length > longest || (length < 0 && buffer.Bytes.Length > longest)) throw new DamagedDataException(buffer.Offset, expected, "a line that is too long");
            if (length >= 0)
            {
                var line = buffer.Bytes[..length].ToArray();
                buffer.Advance(length + 1);
                return line;
            }
            if (buffer.IsEnded) throw new DamagedDataException(buffer.Offset + buffer.Bytes.Length, expected);
            await buffer.ReadMoreAsync(cancellationToken);
        }
    }
}
