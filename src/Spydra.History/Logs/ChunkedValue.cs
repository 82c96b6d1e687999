using System.Globalization;

namespace Spydra.History.Logs;

/// <summary>The value of a record of a TFile: chunks, of which all but the last have a negative length.</summary>
internal sealed class ChunkedValue(ByteFeed block) : ByteFeed
{
    private long left;
    private bool isLast;
    private DamagedDataException? failure;

    public override long Position => block.Position;

    public override string Where => block.Where;

    public override async ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken)
    {
        if (!await IsThereMoreAsync(cancellationToken)) return default;
        var piece = await GuardAsync(block.PeekAsync(cancellationToken));
        if (piece.IsEmpty) throw Fail(MoreOfIt());
        return piece.Length > left ? piece[..(int)left] : piece;
    }

    public override void Advance(int count)
    {
        block.Advance(count);
        left -= count;
    }

    public override async ValueTask<long> SkipAsync(long count, CancellationToken cancellationToken)
    {
        var skipped = 0L;
        while (skipped < count && await IsThereMoreAsync(cancellationToken))
        {
            var part = Math.Min(left, count - skipped);
            var done = await GuardAsync(block.SkipAsync(part, cancellationToken));
            (left, skipped) = (left - done, skipped + done);
            if (done < part) throw Fail(MoreOfIt());
        }

        return skipped;
    }

    private async ValueTask<bool> IsThereMoreAsync(CancellationToken cancellationToken)
    {
        // Behind a chunk whose end is not known nothing is: asked again, it says the same again.
        if (failure is not null) throw failure;
        if (left > 0) return true;
        if (isLast) return false;
        var length = await GuardAsync(block.VLongAsync("the length of a chunk of a value", cancellationToken));
        if (length is > int.MaxValue or < -int.MaxValue) throw Fail(block.Damaged("the length of a chunk of a value", string.Create(CultureInfo.InvariantCulture, $"{length}")));
        (left, isLast) = (Math.Abs(length), length >= 0);
        return left > 0;
    }

    private DamagedDataException MoreOfIt() => block.Damaged(string.Create(CultureInfo.InvariantCulture, $"{left:N0} bytes more of a value"));

    private DamagedDataException Fail(DamagedDataException damage) => failure = damage;

    private async ValueTask<T> GuardAsync<T>(ValueTask<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (DamagedDataException e)
        {
            throw Fail(e);
        }
    }
}
