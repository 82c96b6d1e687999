using System.Numerics;

namespace Spydra.History.Codecs.Zstd;

/// <summary>The code of literals: by the next bits, the symbol that they begin with and how many of them it has (RFC 8878, 4.2).</summary>
internal sealed class HuffmanTable
{
    private const int MostBits = 11;
    private const string Expected = "the weights of a Huffman code of zstd";

    private readonly (byte Symbol, byte Bits)[] codes;
    private readonly int width;

    private HuffmanTable((byte Symbol, byte Bits)[] codes, int width) => (this.codes, this.width) = (codes, width);

    /// <summary>Decodes exactly as many symbols as <paramref name="output"/> holds.</summary>
    /// <exception cref="DamagedDataException">The bits are fewer or more than that.</exception>
    public void Decode(ReverseBits bits, Span<byte> output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            var (symbol, length) = codes[bits.Peek(width)];
            output[i] = symbol;
            bits.Skip(length);
        }
        if (bits.Left != 0) throw bits.Damaged($"a stream of {output.Length} literals");
    }

    public static HuffmanTable Read(scoped ref BlockBytes bytes)
    {
        Span<byte> weights = stackalloc byte[256];
        var head = bytes.Byte(Expected);
        int count;
        if (head >= 128)
        {
            count = head - 127;
            var halves = bytes.Take((count + 1) / 2, Expected);
            for (var i = 0; i < count; i++) weights[i] = (byte)((i & 1) == 0 ? halves[i / 2] >> 4 : halves[i / 2] & 15);
        }
        else
        {
            var part = bytes.Part(head, Expected);
            count = Weights(ref part, weights[..255]);
        }
        return Of(weights, count, in bytes);
    }

    // Two states take turns; the stream ends where the next state would need bits that are not there.
    private static int Weights(scoped ref BlockBytes bytes, scoped Span<byte> weights)
    {
        var table = FseTable.Read(ref bytes, 6, MostBits + 2);
        var bits = bytes.Bits();
        uint state = bits.Read(table.Log), other = bits.Read(table.Log);
        if (bits.Left < 0) throw bits.Damaged(Expected);
        var count = 0;
        while (true)
        {
            if (count >= weights.Length - 1) throw bits.Damaged("at most 255 weights");
            weights[count++] = table.Symbol(state);
            state = table.Next(state, ref bits);
            if (bits.Left < 0)
            {
                weights[count++] = table.Symbol(other);
                return count;
            }
            (state, other) = (other, state);
        }
    }

    private static HuffmanTable Of(scoped Span<byte> weights, int count, scoped in BlockBytes bytes)
    {
        var sum = 0;
        foreach (var weight in weights[..count])
        {
            if (weight > MostBits) throw bytes.Damaged($"a weight of at most {MostBits}", $"{weight}");
            if (weight > 0) sum += 1 << (weight - 1);
        }
        if (sum == 0) throw bytes.Damaged(Expected, "none");
        var most = BitOperations.Log2((uint)sum) + 1;
        var left = (1 << most) - sum;
        // The last weight is not written: it is what makes the sum a power of two.
        if (most > MostBits || !BitOperations.IsPow2(left)) throw bytes.Damaged(Expected, $"a sum of {sum}");
        weights[count++] = (byte)(BitOperations.Log2((uint)left) + 1);

        var table = new (byte Symbol, byte Bits)[1 << most];
        var position = 0;
        for (var weight = 1; weight <= most; weight++)
            for (var symbol = 0; symbol < count; symbol++)
            {
                if (weights[symbol] != weight) continue;
                table.AsSpan(position, 1 << (weight - 1)).Fill(((byte)symbol, (byte)(most + 1 - weight)));
                position += 1 << (weight - 1);
            }
        return new(table, most);
    }
}
