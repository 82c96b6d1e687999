using System.Buffers;

namespace Spydra.History.JobHistory.Avro;

/// <summary>
/// The bytes of a history from where the next event begins. They grow by what was really read, and never beyond one event of <see cref="MaxEvent"/>:
/// a length in the file makes no room.
/// </summary>
internal sealed class EventBuffer(Stream stream) : IDisposable
{
    /// <summary>No event of Hadoop comes near: the counters of a job are some ten thousand bytes, the longest error or list of hosts some hundred thousand.</summary>
    public const int MaxEvent = 16 << 20;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(64 << 10);
    private int start;
    private int end;

    /// <summary>Where in the file the next event begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Whether the file has no more bytes than these.</summary>
    public bool IsEnded { get; private set; }

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(start, end - start);

    public void Advance(int count)
    {
        start += count;
        Offset += count;
    }

    /// <summary>Reads more; or learns that there are none.</summary>
    /// <exception cref="DamagedDataException">There are so many that they can be no event.</exception>
    public async ValueTask ReadMoreAsync(CancellationToken cancellationToken)
    {
        if (start > 0)
        {
            bytes.AsSpan(start, end - start).CopyTo(bytes);
            (start, end) = (0, end - start);
        }
        if (end >= MaxEvent) throw new DamagedDataException(Offset, $"an event of less than {MaxEvent} bytes", "a longer one");
        if (end == bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(bytes.Length * 2);
            bytes.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = larger;
        }
        // As many again: whoever looks at an event from its beginning for each read does not do so more often than its length doubles.
        var wanted = Math.Min(Math.Max(1, end), bytes.Length - end);
        var read = await stream.ReadAtLeastAsync(bytes.AsMemory(end), wanted, throwOnEndOfStream: false, cancellationToken);
        end += read;
        IsEnded = read < wanted;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }
}
