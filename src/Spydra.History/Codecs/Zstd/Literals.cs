namespace Spydra.History.Codecs.Zstd;

/// <summary>The literals of a block, and the code that later blocks of the frame may use again (RFC 8878, 3.1.1.3.1).</summary>
internal sealed class Literals
{
    private HuffmanTable? table;
    private byte[] buffer = [];

    /// <summary>Begins a frame.</summary>
    public void Reset() => table = null;

    /// <summary>Reads the section; its literals stay as they are until the next one.</summary>
    public ReadOnlySpan<byte> Read(scoped ref BlockBytes block, int most)
    {
        const string Head = "the head of the literals";
        var first = block.Peek() is [var one, ..] ? one : throw block.Damaged(Head, "the end of the block");
        var kind = first & 3;
        var size = (first >> 2) & 3;
        if (kind < 2)
        {
            var (bytes, shift) = size switch { 1 => (2, 4), 3 => (3, 4), _ => (1, 3) };
            var count = Bounded((int)(block.Number(bytes, Head) >> shift), most, block);
            if (kind == 0) return block.Take(count, "the literals");
            var repeated = Buffer(count);
            repeated.Fill(block.Byte("a literal"));
            return repeated;
        }

        var width = size switch { 2 => 14, 3 => 18, _ => 10 };
        ulong head = 0;
        var bytesOfHead = size switch { 2 => 4, 3 => 5, _ => 3 };
        foreach (var (i, value) in block.Take(bytesOfHead, Head).ToArray().Index()) head |= (ulong)value << (8 * i);
        var length = Bounded((int)((head >> 4) & ((1UL << width) - 1)), most, block);
        var section = block.Part((int)(head >> (4 + width)) & ((1 << width) - 1), "the compressed literals");
        if (kind == 2) table = HuffmanTable.Read(ref section);
        else if (table is null) throw section.Damaged("a Huffman code before literals that use it again", "none");
        var literals = Buffer(length);
        if (size == 0) table.Decode(section.Bits(), literals);
        else Four(table, ref section, literals);
        return literals;
    }

    private static void Four(HuffmanTable table, scoped ref BlockBytes section, scoped Span<byte> literals)
    {
        const string Expected = "four streams of literals";
        int first = (int)section.Number(2, Expected), second = (int)section.Number(2, Expected), third = (int)section.Number(2, Expected);
        var each = (literals.Length + 3) / 4;
        if (each * 3 > literals.Length) throw section.Damaged($"literals for {Expected}", $"{literals.Length}");
        table.Decode(section.Part(first, Expected).Bits(), literals[..each]);
        table.Decode(section.Part(second, Expected).Bits(), literals.Slice(each, each));
        table.Decode(section.Part(third, Expected).Bits(), literals.Slice(2 * each, each));
        table.Decode(section.Bits(), literals[(3 * each)..]);
    }

    private static int Bounded(int count, int most, BlockBytes block) =>
        count <= most ? count : throw block.Damaged($"at most {most} literals", $"{count}");

    private Span<byte> Buffer(int count)
    {
        if (buffer.Length < count) buffer = GC.AllocateUninitializedArray<byte>(Math.Max(count, Math.Min(buffer.Length * 2, ZstdStream.MostOfBlock)));
        return buffer.AsSpan(0, count);
    }
}
