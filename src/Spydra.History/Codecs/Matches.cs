namespace Spydra.History.Codecs;

/// <summary>What every codec of the LZ77 family does: repeat what was already decoded.</summary>
internal static class Matches
{
    /// <summary>Writes <paramref name="length"/> bytes at <paramref name="end"/> that stood <paramref name="distance"/> before; the two may overlap. The caller has checked that all of it fits.</summary>
    public static void Copy(Span<byte> output, int end, int distance, int length)
    {
        var target = output.Slice(end, length);
        var source = output.Slice(end - distance, Math.Min(distance, length));
        // Each round doubles what can be copied at once: a run of one byte is a match with itself.
        while (true)
        {
            source.CopyTo(target);
            if (source.Length >= target.Length) return;
            target = target[source.Length..];
            source = output.Slice(end - distance, Math.Min(distance + (length - target.Length), target.Length));
        }
    }
}
