using System.Numerics;
using System.Runtime.InteropServices;

namespace Spydra.History.Codecs.Zstd;

/// <summary>A table of finite state entropy: of each state its symbol, and how the next state is made (RFC 8878, 4.1).</summary>
internal sealed class FseTable
{
    private readonly Cell[] cells;

    private FseTable(Cell[] cells, int log) => (this.cells, Log) = (cells, log);

    /// <summary>How many bits the first state has.</summary>
    public int Log { get; }

    public byte Symbol(uint state) => cells[state].Symbol;

    public uint Next(uint state, ref ReverseBits bits)
    {
        ref readonly var cell = ref cells[state];
        return cell.Base + bits.Read(cell.Bits);
    }

    /// <summary>The table that has one state.</summary>
    public static FseTable Single(byte symbol) => new([new(symbol, 0, 0)], 0);

    /// <summary>The table of these frequencies, which make 1 &lt;&lt; <paramref name="log"/> together; -1 is a symbol that is less frequent than 1.</summary>
    public static FseTable Of(ReadOnlySpan<short> frequencies, int log)
    {
        var size = 1 << log;
        var table = new Cell[size];
        Span<int> next = stackalloc int[frequencies.Length];
        var high = size;
        for (var symbol = 0; symbol < frequencies.Length; symbol++)
        {
            next[symbol] = Math.Abs((int)frequencies[symbol]);
            if (frequencies[symbol] < 0) table[--high] = new((byte)symbol, 0, 0);
        }

        var step = (size >> 1) + (size >> 3) + 3;
        var position = 0;
        for (var symbol = 0; symbol < frequencies.Length; symbol++)
            for (var i = 0; i < frequencies[symbol]; i++)
            {
                table[position] = new((byte)symbol, 0, 0);
                do position = (position + step) & (size - 1);
                while (position >= high);
            }

        for (var state = 0; state < size; state++)
        {
            var symbol = table[state].Symbol;
            var value = next[symbol]++;
            var bits = log - BitOperations.Log2((uint)value);
            table[state] = new(symbol, (byte)bits, (ushort)((value << bits) - size));
        }
        return new(table, log);
    }

    /// <summary>Reads the frequencies that stand before their data, and makes their table.</summary>
    /// <exception cref="DamagedDataException">They do not add up.</exception>
    public static FseTable Read(scoped ref BlockBytes bytes, int mostLog, int symbols)
    {
        const string Expected = "the frequencies of a table of zstd";
        var data = bytes.Peek();
        var position = 0;
        var log = Bits(data, ref position, 4) + 5;
        if (log > mostLog) throw bytes.Damaged($"a table of at most {mostLog} bits", $"{log}");

        Span<short> frequencies = stackalloc short[symbols];
        var count = 0;
        var remaining = 1 << log;
        while (remaining > 0)
        {
            if (count == symbols || position > data.Length * 8) throw bytes.Damaged(Expected, "others");
            // A number of up to remaining + 1: the small half of the numbers of this width has one bit less.
            var width = BitOperations.Log2((uint)remaining + 1) + 1;
            var value = Bits(data, ref position, width);
            var half = (1 << (width - 1)) - 1;
            var spare = (1 << width) - 1 - (remaining + 1);
            if ((value & half) < spare)
            {
                position--;
                value &= half;
            }
            else if (value > half) value -= spare;

            frequencies[count] = (short)(value - 1);
            remaining -= Math.Abs((int)frequencies[count]);
            if (frequencies[count++] != 0) continue;
            int zeros;
            do
            {
                zeros = Bits(data, ref position, 2);
                if (count + zeros > symbols) throw bytes.Damaged(Expected, "more symbols than there are");
                count += zeros;
            }
            while (zeros == 3);
        }
        if (remaining < 0) throw bytes.Damaged(Expected, "others");
        bytes.Take((position + 7) / 8, Expected);
        return Of(frequencies[..count], log);
    }

    // After the end come zeros; who reads there has passed what Take allows, or gets there with the next number.
    private static int Bits(ReadOnlySpan<byte> data, ref int position, int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++, position++)
            if (position >> 3 < data.Length) value |= ((data[position >> 3] >> (position & 7)) & 1) << i;
        return value;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Cell(byte Symbol, byte Bits, ushort Base);
}
