using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Spydra.Events;
using Spydra.Gcp.Storage;

namespace Spydra.Runs.Journal;

/// <summary>
/// How far driver output was printed, in a file that is written in place at every piece of output: two slots in turn, each with a number
/// and a checksum, so that a write which is torn leaves the one before. It is not flushed: what the machine loses when it loses power is
/// printed again. Never throws: where it cannot be written, an older position stays.
/// </summary>
internal sealed class PositionFile(string path) : IDisposable
{
    // A page each, so that a write touches one of them only.
    private const int SlotLength = 4096;

    // Number 8, index 4, offset 8, length of the URI 2, the URI, checksum 4.
    private const int UriStart = 22;

    private readonly byte[] slot = new byte[SlotLength];
    private SafeFileHandle? file;
    private string? uri;
    private long number;

    /// <summary>What was written last; null where nothing was.</summary>
    public OutputPosition? Read() => Newest().Position;

    /// <summary>Writes it.</summary>
    public void Write(OutputPosition position)
    {
        try
        {
            if (!Encode(position)) return;
            file ??= Open();
            PrivateFile.Write(file, slot.AsSpan(0, Seal(number + 1, position)), Start(number + 1));
            number++;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The number has not gone up: the next one goes to the same slot, and the whole one stays.
            Dispose();
        }
    }

    public void Dispose()
    {
        file?.Dispose();
        file = null;
    }

    private static long Start(long number) => number % 2 * SlotLength;

    private SafeFileHandle Open()
    {
        number = Newest().Number;
        var opened = PrivateFile.OpenHandle(path);
        try
        {
            // Both slots have their place before the disk is full.
            if (RandomAccess.GetLength(opened) < 2 * SlotLength) PrivateFile.Write(opened, new byte[2 * SlotLength - RandomAccess.GetLength(opened)], RandomAccess.GetLength(opened));
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private bool Encode(OutputPosition position)
    {
        if (uri == position.Uri) return true;
        if (Encoding.UTF8.GetByteCount(position.Uri) > SlotLength - UriStart - sizeof(uint)) return false;
        var length = Encoding.UTF8.GetBytes(position.Uri, slot.AsSpan(UriStart));
        BinaryPrimitives.WriteUInt16LittleEndian(slot.AsSpan(UriStart - sizeof(ushort)), (ushort)length);
        uri = position.Uri;
        return true;
    }

    /// <summary>Completes the slot, and returns how long it is.</summary>
    private int Seal(long next, OutputPosition position)
    {
        BinaryPrimitives.WriteInt64LittleEndian(slot, next);
        BinaryPrimitives.WriteInt32LittleEndian(slot.AsSpan(8), position.Index);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(12), position.Offset);
        var end = UriStart + BinaryPrimitives.ReadUInt16LittleEndian(slot.AsSpan(UriStart - sizeof(ushort)));
        BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(end), Checksum(slot.AsSpan(0, end)));
        return end + sizeof(uint);
    }

    private (long Number, OutputPosition? Position) Newest()
    {
        try
        {
            var bytes = PrivateFile.Read(path, 2 * SlotLength);
            var (first, second) = (Decode(bytes, 0), Decode(bytes, SlotLength));
            return first.Number > second.Number ? first : second;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static (long Number, OutputPosition? Position) Decode(ReadOnlySpan<byte> bytes, int start)
    {
        if (bytes.Length < start + UriStart + sizeof(uint)) return default;
        var here = bytes[start..Math.Min(bytes.Length, start + SlotLength)];
        var end = UriStart + BinaryPrimitives.ReadUInt16LittleEndian(here[(UriStart - sizeof(ushort))..]);
        if (end + sizeof(uint) > here.Length || BinaryPrimitives.ReadUInt32LittleEndian(here[end..]) != Checksum(here[..end])) return default;
        var written = BinaryPrimitives.ReadInt64LittleEndian(here);
        return written <= 0 ? default : (written, new OutputPosition(
            Encoding.UTF8.GetString(here[UriStart..end]), BinaryPrimitives.ReadInt32LittleEndian(here[8..]), BinaryPrimitives.ReadInt64LittleEndian(here[12..])));
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = new Crc32C();
        checksum.Append(bytes);
        return checksum.Value;
    }
}
