using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Spydra.Emulator.Jobs.Streaming.Records;

namespace Spydra.Emulator.Jobs.Streaming.Output;

/// <summary>Writes records as lines: key, separator, value. The separator stands there for an empty value too, as in Hadoop.</summary>
internal sealed class TextRecordWriter : IRecordSink, IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly string path;
    private readonly OutputCodec codec;
    private readonly byte[] separator;
    private readonly bool offsetKeys;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int used;
    private Stream? file;

    /// <summary>Opens the file, unless the format is lazy: then its first record does.</summary>
    public TextRecordWriter(string folder, int number, OutputFormat format, bool offsetKeys)
    {
        codec = format.Codec;
        separator = Encoding.UTF8.GetBytes(format.Separator);
        this.offsetKeys = offsetKeys;
        path = Path.Combine(folder, $"part-{number:D5}{codec.Ending()}");
        if (!format.Lazy) Open();
    }

    public long Records { get; private set; }

    /// <summary>The size of the file; it is right once the writer is closed.</summary>
    public long FileLength => File.Exists(path) ? new FileInfo(path).Length : 0;

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (offsetKeys)
        {
            Span<byte> digits = stackalloc byte[20];
            Utf8Formatter.TryFormat(BinaryPrimitives.ReadInt64BigEndian(key), digits, out var length);
            Write(digits[..length]);
        }
        else Write(key);

        Write(separator);
        Write(value);
        Write("\n"u8);
        Records++;
    }

    public void Close()
    {
        Flush();
        file?.Dispose();
        file = null;
    }

    public void Dispose()
    {
        file?.Dispose();
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private Stream Open() => file ??= codec.Wrap(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, BufferSize));

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferSize - used) Flush();
        if (bytes.Length > BufferSize)
        {
            Open().Write(bytes);
            return;
        }

        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    private void Flush()
    {
        if (used == 0) return;
        Open().Write(buffer, 0, used);
        used = 0;
    }
}
