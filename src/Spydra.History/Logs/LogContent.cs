using System.Globalization;

namespace Spydra.History.Logs;

/// <summary>The bytes of one log, passed on from where they lie. It ends early where they are damaged, and keeps why.</summary>
/// <param name="bytes">Where they come from.</param>
/// <param name="length">How many there are.</param>
/// <param name="file">What a person calls the file.</param>
/// <param name="isAlone">Whether nothing may follow them.</param>
internal sealed class LogContent(ByteFeed bytes, long length, string file, bool isAlone) : Stream
{
    private long taken;
    private bool isEndChecked = !isAlone;
    private bool isClosed;

    private long Left => length - taken;

    public SpydraException? Damage { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The bytes at hand; none at the end, and where they are damaged.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        if (Damage is not null || (Left == 0 && isEndChecked)) return default;
        try
        {
            var piece = await bytes.PeekAsync(cancellationToken);
            if (Left == 0)
            {
                isEndChecked = true;
                if (!piece.IsEmpty) Damage = bytes.Damaged(string.Create(CultureInfo.InvariantCulture, $"the end of a log of {length:N0} bytes"), "more bytes").In(file);
                return default;
            }

            if (piece.IsEmpty) Damage = Cut();
            return piece.Length > Left ? piece[..(int)Left] : piece;
        }
        catch (SpydraException e)
        {
            Damage = e is DamagedDataException damage ? damage.In(file) : e;
            return default;
        }
    }

    public void Advance(int count)
    {
        bytes.Advance(count);
        taken += count;
    }

    /// <summary>Passes over that many bytes, or to the end; returns how many it were.</summary>
    public async ValueTask<long> SkipAsync(long count, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        var before = taken;
        await PassAsync(Math.Min(count, Left), cancellationToken);
        return taken - before;
    }

    /// <summary>Passes over what nobody has read; from then on nobody can.</summary>
    public ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        isClosed = true;
        return PassAsync(Left, cancellationToken);
    }

    private async ValueTask PassAsync(long count, CancellationToken cancellationToken)
    {
        if (Damage is not null || count <= 0) return;
        try
        {
            var passed = await bytes.SkipAsync(count, cancellationToken);
            taken += passed;
            if (passed < count) Damage = Cut();
        }
        catch (SpydraException e)
        {
            Damage = e is DamagedDataException damage ? damage.In(file) : e;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        var piece = await PeekAsync(cancellationToken);
        var count = Math.Min(piece.Length, buffer.Length);
        piece[..count].CopyTo(buffer);
        Advance(count);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        while (await PeekAsync(cancellationToken) is { IsEmpty: false } piece)
        {
            await destination.WriteAsync(piece, cancellationToken);
            Advance(piece.Length);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A log is read asynchronously.");
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private DamagedDataException Cut() => bytes.Damaged(string.Create(CultureInfo.InvariantCulture, $"{Left:N0} bytes more of a log of {length:N0}")).In(file);
}
