namespace Spydra.History.Codecs.Zstd;

/// <summary>The sequences of a block: so many literals, then a match; and the tables and distances that later blocks of the frame may use again (RFC 8878, 3.1.1.3.2 to 3.1.1.5).</summary>
internal sealed class Sequences(Window window)
{
    private FseTable? literalLengths;
    private FseTable? offsets;
    private FseTable? matchLengths;
    private uint last;
    private uint beforeLast;
    private uint third;

    /// <summary>Begins a frame.</summary>
    public void Reset()
    {
        (literalLengths, offsets, matchLengths) = (null, null, null);
        (last, beforeLast, third) = (1, 4, 8);
    }

    /// <summary>Reads the section and writes the block's text.</summary>
    public void Execute(scoped ref BlockBytes block, scoped ReadOnlySpan<byte> literals)
    {
        var count = Count(ref block);
        if (count > 0) literals = literals[Run(ref block, literals, count)..];
        else if (block.Left > 0) throw block.Damaged("the end of a block without sequences", $"{block.Left} bytes more");
        if (literals.Length > window.Left) throw block.Damaged($"at most {window.Left} bytes more", $"{literals.Length}");
        literals.CopyTo(window.Append(literals.Length));
    }

    // Gives how many of the literals stand before matches.
    private int Run(scoped ref BlockBytes block, scoped ReadOnlySpan<byte> literals, int count)
    {
        var modes = block.Byte("the modes of the tables");
        if ((modes & 3) != 0) throw block.Damaged("modes whose last two bits are 0", $"{modes:x2}");
        literalLengths = Table(ref block, modes >> 6, literalLengths, SequenceCodes.LiteralLengths, 9, SequenceCodes.LiteralBase.Length);
        offsets = Table(ref block, (modes >> 4) & 3, offsets, SequenceCodes.Offsets, 8, 32);
        matchLengths = Table(ref block, (modes >> 2) & 3, matchLengths, SequenceCodes.MatchLengths, 9, SequenceCodes.MatchBase.Length);

        var bits = block.Bits();
        uint literalState = bits.Read(literalLengths.Log), offsetState = bits.Read(offsets.Log), matchState = bits.Read(matchLengths.Log);
        var taken = 0;
        for (var i = 0; i < count; i++)
        {
            var offsetCode = offsets.Symbol(offsetState);
            var offset = (1UL << offsetCode) + bits.Read(offsetCode);
            var matchCode = matchLengths.Symbol(matchState);
            var match = SequenceCodes.MatchBase[matchCode] + (int)bits.Read(SequenceCodes.MatchBits[matchCode]);
            var literalCode = literalLengths.Symbol(literalState);
            var before = SequenceCodes.LiteralBase[literalCode] + (int)bits.Read(SequenceCodes.LiteralBits[literalCode]);

            if (before > literals.Length - taken) throw bits.Damaged("a sequence of no more literals than there are");
            if (before + match > window.Left) throw bits.Damaged($"a block that decodes to no more bytes than it may have, {ZstdStream.MostOfBlock} at most");
            literals.Slice(taken, before).CopyTo(window.Append(before));
            taken += before;
            var distance = Distance(offset, before == 0);
            if (!window.Reaches(distance)) throw bits.Damaged("a match that lies in the window");
            window.Repeat((int)distance, match);

            if (i + 1 == count) break;
            literalState = literalLengths.Next(literalState, ref bits);
            matchState = matchLengths.Next(matchState, ref bits);
            offsetState = offsets.Next(offsetState, ref bits);
        }
        if (bits.Left != 0) throw bits.Damaged($"{count} sequences, and no bits after them");
        return taken;
    }

    // 1 to 3 stand for the last distances; without literals before it, the very last would have been the same match, and they mean one further.
    private ulong Distance(ulong offset, bool withoutLiterals)
    {
        if (offset > 3)
        {
            (last, beforeLast, third) = ((uint)(offset - 3), last, beforeLast);
            return offset - 3;
        }
        var which = (int)offset + (withoutLiterals ? 1 : 0);
        (last, beforeLast, third) = which switch
        {
            1 => (last, beforeLast, third),
            2 => (beforeLast, last, third),
            3 => (third, last, beforeLast),
            _ => (last - 1, last, beforeLast),
        };
        return last;
    }

    private static int Count(scoped ref BlockBytes block)
    {
        const string Expected = "the number of sequences";
        var first = block.Byte(Expected);
        return first switch
        {
            < 128 => first,
            < 255 => ((first - 128) << 8) + block.Byte(Expected),
            _ => (int)block.Number(2, Expected) + 0x7F00,
        };
    }

    private static FseTable Table(scoped ref BlockBytes block, int mode, FseTable? before, FseTable predefined, int mostLog, int symbols)
    {
        switch (mode)
        {
            case 0: return predefined;
            case 1:
                var symbol = block.Byte("a symbol");
                return symbol < symbols ? FseTable.Single(symbol) : throw block.Damaged($"a symbol below {symbols}", $"{symbol}");
            case 2: return FseTable.Read(ref block, mostLog, symbols);
            default: return before ?? throw block.Damaged("a table before one that is to be used again", "none");
        }
    }
}
