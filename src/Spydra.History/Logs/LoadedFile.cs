namespace Spydra.History.Logs;

/// <summary>A small file that was read as a whole, in one request.</summary>
internal sealed class LoadedFile(ReadOnlyMemory<byte> bytes) : RangedFeed
{
    private int at, end;

    public override long Position => at;

    public override void GoTo(FilePart part)
    {
        at = (int)Math.Min(part.Offset, bytes.Length);
        end = (int)Math.Min(part.Offset + part.Length, bytes.Length);
    }

    public override ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(bytes[at..end]);
    }

    public override void Advance(int count) => at += count;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
