using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Spydra.Emulator.Jobs.Streaming.Sorting;

/// <summary>Reads the records of one segment in order.</summary>
internal sealed class SegmentReader(SafeFileHandle file, Segment segment, int ordinal, KeyOrder order) : IDisposable
{
    private const int BufferSize = 32 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private long position = segment.Offset;
    private long left = segment.Length;
    private int start;
    private int end;
    private int next;
    private int keyStart;
    private int keyLength;
    private int valueLength;

    /// <summary>The segment's place among those merged: of equal keys the one of the earlier segment comes first.</summary>
    public int Ordinal { get; } = ordinal;

    public ulong Prefix { get; private set; }

    public ReadOnlySpan<byte> Key => buffer.AsSpan(keyStart, keyLength);

    public ReadOnlySpan<byte> Value => buffer.AsSpan(keyStart + keyLength, valueLength);

    public ReadOnlySpan<byte> Raw => buffer.AsSpan(start, next - start);

    public bool MoveNext()
    {
        start = next;
        if (end - start < RecordFormat.LongestHeader) Fill(RecordFormat.LongestHeader);
        if (start == end) return false;

        RecordFormat.Read(buffer.AsSpan(start), out var header, out keyLength, out valueLength);
        var size = header + keyLength + valueLength;
        if (end - start < size) Fill(size);
        keyStart = start + header;
        next = start + size;
        Prefix = order.Prefix(Key);
        return true;
    }

    public void Dispose()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private void Fill(int wanted)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        next -= start;
        start = 0;
        if (wanted > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(wanted);
            buffer.AsSpan(0, end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        while (end < wanted && left > 0)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(end, (int)Math.Min(buffer.Length - end, left)), position);
            if (read == 0) throw new EndOfStreamException($"The spilled records in {segment.File} end at byte {position}, {left} bytes too early");
            end += read;
            position += read;
            left -= read;
        }
    }
}
