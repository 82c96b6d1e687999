namespace Spydra.History.Logs;

/// <summary>
/// Bytes that come piece by piece and are looked at where they lie, so that they are copied once, to where they are wanted. What lies
/// between two <see cref="PeekAsync"/> is valid until the next one.
/// </summary>
internal abstract class ByteFeed
{
    /// <summary>Where the next byte lies, for a person: in the file, or in what <see cref="Where"/> says.</summary>
    public abstract long Position { get; }

    /// <summary>What <see cref="Position"/> counts in, if that is not the file.</summary>
    public virtual string Where => "";

    /// <summary>The bytes at hand that were not taken yet; none only at the end.</summary>
    public abstract ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken);

    /// <summary>Takes that many of the bytes at hand.</summary>
    public abstract void Advance(int count);

    /// <summary>Goes forward by that many bytes, or to the end; returns how many it were.</summary>
    public virtual async ValueTask<long> SkipAsync(long count, CancellationToken cancellationToken)
    {
        var left = count;
        while (left > 0)
        {
            var piece = await PeekAsync(cancellationToken);
            if (piece.IsEmpty) break;
            var taken = (int)Math.Min(piece.Length, left);
            Advance(taken);
            left -= taken;
        }

        return count - left;
    }

    /// <summary>Fills the buffer, or what is left of the bytes into it; returns how many it were.</summary>
    public async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var piece = await PeekAsync(cancellationToken);
            if (piece.IsEmpty) break;
            var taken = Math.Min(piece.Length, buffer.Length - filled);
            piece[..taken].CopyTo(buffer[filled..]);
            Advance(taken);
            filled += taken;
        }

        return filled;
    }

    /// <summary>Fills the buffer.</summary>
    /// <exception cref="DamagedDataException">There were fewer bytes.</exception>
    public async ValueTask FillWholeAsync(Memory<byte> buffer, string expected, CancellationToken cancellationToken)
    {
        if (await FillAsync(buffer, cancellationToken) < buffer.Length) throw Damaged(expected);
    }

    /// <summary>Reads a whole number as TFile writes it.</summary>
    /// <exception cref="DamagedDataException">There is none.</exception>
    public async ValueTask<long> VLongAsync(string expected, CancellationToken cancellationToken)
    {
        var piece = await PeekAsync(cancellationToken);
        if (piece.IsEmpty) throw Damaged(expected);
        var size = VLong.SizeOf(piece.Span[0]);
        if (size == 0) throw Damaged(expected, VLong.NoNumber(piece.Span[0]));
        if (size <= piece.Length)
        {
            var value = VLong.Decode(piece.Span[..size]);
            Advance(size);
            return value;
        }

        var bytes = new byte[size];
        await FillWholeAsync(bytes, expected, cancellationToken);
        return VLong.Decode(bytes);
    }

    /// <summary>That it does not go on here.</summary>
    public DamagedDataException Damaged(string expected, string? found = null) => new(Position, expected + Where, found);
}
