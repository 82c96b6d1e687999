using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Spydra.Gcp.Storage;

/// <summary>
/// A local file while it is uploaded: read from any place, as often as the upload asks; its checksum is computed on the way, each byte
/// once. That the file stays what it was is watched over.
/// </summary>
internal sealed class UploadSource : IDisposable
{
    /// <summary>All the memory that a file takes while it is sent.</summary>
    private const int BufferSize = 128 * 1024;

    private readonly Lock gate = new();
    private readonly SafeFileHandle handle;
    private readonly DateTime changed;
    private Crc32C checksum;
    private long summed;
    private SpydraException? failure;

    private UploadSource(string path, SafeFileHandle handle)
    {
        (Path, this.handle) = (path, handle);
        Length = RandomAccess.GetLength(handle);
        changed = File.GetLastWriteTimeUtc(path);
    }

    public string Path { get; }

    /// <summary>The size in bytes, at the beginning.</summary>
    public long Length { get; }

    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static UploadSource Open(string path)
    {
        var opened = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        try
        {
            return new UploadSource(path, opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Writes a part of the file; <paramref name="reached"/> hears how far it has come in the file.</summary>
    public async Task CopyAsync(long from, long count, Stream target, Action<long> reached, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var (at, end) = (from, from + count); at < end;)
            {
                var read = await ReadAsync(at, buffer.AsMemory(0, (int)Math.Min(BufferSize, end - at)), cancellationToken);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                at += read;
                reached(at);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The checksum of the whole file; what has not been sent yet is read for it.</summary>
    public async Task<string> ChecksumAsync(CancellationToken cancellationToken)
    {
        await CopyAsync(summed, Length - summed, Stream.Null, _ => { }, cancellationToken);
        lock (gate) return checksum.Text;
    }

    /// <summary>A file that cannot be read any more may look like a broken connection to whoever sends it: it has to be told apart before the next try.</summary>
    /// <exception cref="FileReadException">It could not be read on.</exception>
    /// <exception cref="FileChangedException">It became shorter.</exception>
    public void ThrowIfFailed()
    {
        if (failure is not null) throw failure;
    }

    /// <exception cref="FileChangedException">The file at the path is not the one any more that was read, or its content is not.</exception>
    public void ThrowIfChanged()
    {
        ThrowIfFailed();
        if (File.GetLastWriteTimeUtc(Path) != changed || RandomAccess.GetLength(handle) != Length) throw new FileChangedException(Path);
    }

    public void Dispose() => handle.Dispose();

    private async ValueTask<int> ReadAsync(long at, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = 0;
        try
        {
            read = await RandomAccess.ReadAsync(handle, buffer, at, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = new FileReadException(Path, e);
        }

        if (read == 0) throw failure ??= new FileChangedException(Path);
        Sum(at, buffer.Span[..read]);
        return read;
    }

    /// <summary>What is sent again is not summed again.</summary>
    private void Sum(long at, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (at > summed || at + bytes.Length <= summed) return;
            checksum.Append(bytes[(int)(summed - at)..]);
            summed = at + bytes.Length;
        }
    }
}
