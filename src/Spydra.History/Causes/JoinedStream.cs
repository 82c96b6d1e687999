using Spydra.History.Sources;

namespace Spydra.History.Causes;

/// <summary>Files one behind the other as one stream that one can move in; a file is opened when the position comes to it.</summary>
internal sealed class JoinedStream : Stream
{
    private readonly IArchiveSource source;
    private readonly IReadOnlyList<ArchivedFile> files;
    private readonly long[] begins;
    private (int File, Stream Stream)? open;

    public JoinedStream(IArchiveSource source, IReadOnlyList<ArchivedFile> files)
    {
        (this.source, this.files) = (source, files);
        begins = new long[files.Count];
        foreach (var (at, file) in files.Index()) (begins[at], Length) = (Length, Length + file.Size);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0 && Position < Length)
        {
            var at = Array.FindLastIndex(begins, begin => begin <= Position);
            if (open?.File != at) await OpenAsync(at, cancellationToken);
            var stream = open!.Value.Stream;
            var (own, left) = (Position - begins[at], begins[at] + files[at].Size - Position);
            if (stream.Position != own) stream.Position = own;
            var read = await stream.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
            if (read == 0) throw new UnreadableFileException(source.Describe(files[at].Name), $"it ends at byte {own}, and {files[at].Size} were listed");
            Position += read;
            return read;
        }

        return 0;
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        await ReadAsync(buffer.AsMemory(offset, count), cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    } is >= 0 and var position ? position : throw new IOException("A position is not before the beginning.");

    public override async ValueTask DisposeAsync()
    {
        if (open is { } last) await last.Stream.DisposeAsync();
        open = null;
        await base.DisposeAsync();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Objects are read asynchronously.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) open?.Stream.Dispose();
        base.Dispose(disposing);
    }

    private async Task OpenAsync(int at, CancellationToken cancellationToken)
    {
        if (open is { } before) await before.Stream.DisposeAsync();
        open = null;
        open = (at, await source.OpenAsync(files[at], cancellationToken));
    }
}
