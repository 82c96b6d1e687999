using System.Buffers;
using Spydra.Emulator.Jobs.Streaming.Records;

namespace Spydra.Emulator.Jobs.Streaming.Sorting;

/// <summary>Writes segments one behind another into one file; the file is there with the first of them.</summary>
internal sealed class SegmentWriter(string path) : IRecordSink, IDisposable
{
    private const int BufferSize = 64 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private FileStream? file;
    private int used;
    private long written;
    private long segmentStart;
    private long records;

    /// <summary>All bytes of the file so far.</summary>
    public long Length => written + used;

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Span<byte> small = stackalloc byte[256];
        var size = RecordFormat.SizeOf(key.Length, value.Length);
        if (size <= small.Length)
        {
            RecordFormat.Write(small, key, value);
            AddRaw(small[..size]);
            return;
        }

        var large = ArrayPool<byte>.Shared.Rent(size);
        RecordFormat.Write(large, key, value);
        AddRaw(large.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(large);
    }

    public void AddRaw(ReadOnlySpan<byte> record)
    {
        records++;
        if (record.Length > BufferSize - used) Flush();
        if (record.Length > BufferSize)
        {
            Open().Write(record);
            written += record.Length;
            return;
        }

        record.CopyTo(buffer.AsSpan(used));
        used += record.Length;
    }

    /// <summary>Ends the segment that was being written.</summary>
    public Segment End(int partition)
    {
        var segment = new Segment(path, partition, segmentStart, Length - segmentStart, records);
        segmentStart = Length;
        records = 0;
        return segment;
    }

    /// <summary>Makes all segments so far readable.</summary>
    public void Flush()
    {
        if (used == 0) return;
        Open().Write(buffer, 0, used);
        written += used;
        used = 0;
    }

    public void Dispose()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        file?.Dispose();
    }

    private FileStream Open() => file ??= new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
}
