namespace Spydra.Emulator.Jobs.Archive.Logs;

/// <summary>
/// The value of a TFile's record, whose length need not be known: chunks, each after its size. A size below zero says that more follow.
/// Disposing it writes the last one.
/// </summary>
internal sealed class ChunkedValue(Stream below) : Stream
{
    private const int FullChunk = 1 << 20;

    private byte[] chunk = new byte[4096];
    private int held;
    private bool ended;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            // Not before there is more: the last chunk must not be of the other kind.
            if (held == FullChunk) WriteChunk(last: false);
            var fits = Math.Min(buffer.Length, FullChunk - held);
            if (held + fits > chunk.Length) Array.Resize(ref chunk, Math.Min(FullChunk, Math.Max(held + fits, 2 * chunk.Length)));
            buffer[..fits].CopyTo(chunk.AsSpan(held));
            held += fits;
            buffer = buffer[fits..];
        }
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !ended)
        {
            ended = true;
            WriteChunk(last: true);
        }

        base.Dispose(disposing);
    }

    private void WriteChunk(bool last)
    {
        TFileNumber.Write(below, last ? held : -held);
        below.Write(chunk, 0, held);
        held = 0;
    }
}
