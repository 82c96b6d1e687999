namespace Spydra.Cli;

/// <summary>
/// A long answer on standard output, as bytes. On a screen, control characters of a log cannot move the cursor, change colours or rewrite what
/// was there; a file or a pipe gets every byte as it is.
/// </summary>
internal sealed class AnswerStream(Stream output, bool isScreen) : Stream
{
    private readonly byte[] shown = isScreen ? new byte[8192] : [];
    private bool afterC2;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            if (!isScreen) output.Write(buffer);
            for (; isScreen && !buffer.IsEmpty; buffer = buffer[Math.Min(shown.Length, buffer.Length)..])
            {
                var piece = buffer[..Math.Min(shown.Length, buffer.Length)];
                for (var i = 0; i < piece.Length; i++) shown[i] = Harmless(piece[i]);
                output.Write(shown.AsSpan(0, piece.Length));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AnswerGoneException(e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // The second half of the control characters is C2 80 to C2 9F in UTF-8.
    private byte Harmless(byte value)
    {
        var isControl = (value < 0x20 && value is not ((byte)'\n' or (byte)'\t')) || value == 0x7F || (afterC2 && value is >= 0x80 and <= 0x9F);
        afterC2 = value == 0xC2;
        return isControl ? (byte)'?' : value;
    }
}

/// <summary>The answer cannot be written any more.</summary>
internal sealed class AnswerGoneException(Exception inner) : Exception(inner.Message, inner)
{
    private const int BrokenPipe = 32;

    /// <summary>Whether its reader closed the pipe, having had what it wanted (<c>| head</c>).</summary>
    public bool ReaderLeft => InnerException is IOException { HResult: BrokenPipe };
}
