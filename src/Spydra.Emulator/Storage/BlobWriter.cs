using System.Buffers;
using System.Security.Cryptography;

namespace Spydra.Emulator.Storage;

/// <summary>Takes the bytes of one object to disk and hashes them on the way. Disposing it deletes them, unless they were kept.</summary>
internal sealed class BlobWriter(BlobFolder folder, long blob) : IDisposable
{
    private readonly IncrementalHash md5 = NewMd5();
    private Crc32C crc;
    private FileStream? file;
    private BlobContent? finished;
    private bool broken;
    private bool kept;

    public long Size { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (broken) throw new IOException("An earlier write of this content failed, so it cannot be whole any more.");
        if (bytes.IsEmpty) return;
        broken = true;
        file ??= new FileStream(folder.PathOf(blob), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
        });

        crc.Append(bytes.Span);
        md5.AppendData(bytes.Span);

        // Not to be cancelled half-way: a session goes on after a broken connection, and must know what is on the disk.
        await file.WriteAsync(bytes, CancellationToken.None);
        Size += bytes.Length;
        broken = false;
    }

    public async Task CopyFromAsync(Stream source, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0) await WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>No byte comes any more. An empty object has no file, and 0 as its blob.</summary>
    public BlobContent Finish()
    {
        if (finished is not null) return finished;
        file?.Dispose();
        finished = new BlobContent(file is null ? 0 : blob, Size, crc.Value, Convert.ToBase64String(md5.GetHashAndReset()));
        return finished;
    }

    /// <summary>The journal knows the file now.</summary>
    public void Keep() => kept = true;

    public void Dispose()
    {
        md5.Dispose();
        file?.Dispose();
        if (!kept && file is not null) folder.Delete(blob);
    }

#pragma warning disable CA5351 // The API promises an MD5 of every object; nothing is protected by it.
    private static IncrementalHash NewMd5() => IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
}
