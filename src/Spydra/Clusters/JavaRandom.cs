namespace Spydra.Clusters;

/// <summary>
/// The generator of <c>java.util.Random</c>, whose every bit Java's documentation fixes: clients in Java and ours must draw the same
/// offsets, or they would not share their pools.
/// </summary>
internal sealed class JavaRandom(long seed)
{
    private const long Multiplier = 0x5DEECE66D;
    private const long Addend = 0xB;
    private const long LowBits = (1L << 48) - 1;

    private long state = (seed ^ Multiplier) & LowBits;

    /// <summary>The first value of <c>longs(1, 0, bound)</c>; the bound is above zero.</summary>
    public long NextBelow(long bound)
    {
        var drawn = NextLong();
        var most = bound - 1;
        if ((bound & most) == 0) return drawn & most;

        // A draw from the incomplete last stretch below 2^63 would favour small values: that sum overflows, and is drawn again.
        for (var positive = drawn >>> 1; unchecked(positive + most - (drawn = positive % bound)) < 0; positive = NextLong() >>> 1) { }
        return drawn;
    }

    private long NextLong() => unchecked(((long)NextInt() << 32) + NextInt());

    private int NextInt()
    {
        state = unchecked((state * Multiplier) + Addend) & LowBits;
        return unchecked((int)(state >> 16));
    }
}
