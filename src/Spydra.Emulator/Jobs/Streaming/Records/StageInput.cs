using System.Buffers;

namespace Spydra.Emulator.Jobs.Streaming.Records;

/// <summary>The buffered standard input of a command.</summary>
internal sealed class StageInput(Stream pipe, TaskActivity activity) : IDisposable
{
    // Streaming's own buffer: a command that goes away with less than this unread is not noticed, here as there.
    private const int BufferSize = 128 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int used;

    public long Records { get; private set; }

    /// <exception cref="BrokenPipeException">The command reads no more.</exception>
    public void WriteLine(ReadOnlySpan<byte> line)
    {
        Write(line);
        Write((byte)'\n');
        Records++;
    }

    /// <exception cref="BrokenPipeException">The command reads no more.</exception>
    public void WriteLine(ReadOnlySpan<byte> key, ReadOnlySpan<byte> separator, ReadOnlySpan<byte> value)
    {
        Write(key);
        Write(separator);
        Write(value);
        Write((byte)'\n');
        Records++;
    }

    public void Flush()
    {
        if (used == 0) return;
        try
        {
            pipe.Write(buffer, 0, used);
        }
        catch (IOException e)
        {
            throw new BrokenPipeException(e);
        }
        finally
        {
            used = 0;
        }

        activity.Touch();
    }

    public void Dispose()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private void Write(byte value)
    {
        if (used == BufferSize) Flush();
        buffer[used++] = value;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > BufferSize - used)
        {
            var part = BufferSize - used;
            bytes[..part].CopyTo(buffer.AsSpan(used));
            used = BufferSize;
            bytes = bytes[part..];
            Flush();
        }

        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }
}
