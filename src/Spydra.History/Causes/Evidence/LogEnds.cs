using System.Collections.Immutable;

namespace Spydra.History.Causes.Evidence;

/// <summary>
/// Reads of a long log its end, where a program says what ended it, and its beginning, where it says how it was started. Both begin with a line.
/// </summary>
internal static class LogEnds
{
    /// <summary>How much of the end is read, in bytes.</summary>
    public const int Tail = 1024 * 1024;

    /// <summary>How much of the beginning is, of a log that is longer than both.</summary>
    public const int Head = 64 * 1024;

    /// <summary>A line that is longer is not looked for the end of.</summary>
    private const int LongestLine = 64 * 1024;

    public static async Task<Scan> ScanAsync(ContainerLog log, EvidencePlace place, CancellationToken cancellationToken)
    {
        if (log.Length <= Head + Tail) return await TroubleScanner.ScanAsync(log.Content, place, log.Origin, cancellationToken);
        var head = await TroubleScanner.ScanAsync(new LogPart(default, log.Content, Head), place, log.Origin, cancellationToken);

        // From one byte earlier, so that a line that begins right there is whole.
        var from = log.Length - Tail - 1;
        await log.SkipAsync(from - Head, cancellationToken);
        var first = new byte[LongestLine];
        var read = await log.Content.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken);
        var begin = first.AsSpan(0, read).IndexOf((byte)'\n') + 1;
        var tail = await TroubleScanner.ScanAsync(new LogPart(first.AsMemory(begin, read - begin), log.Content, long.MaxValue), place, log.Origin + from + begin, cancellationToken);
        return Together(head, tail);
    }

    /// <summary>Two scans of one text: what stands in both is counted once.</summary>
    private static Scan Together(Scan head, Scan tail)
    {
        var troubles = head.Troubles.ToList();
        foreach (var trouble in tail.Troubles)
        {
            var before = trouble.Signature.Length == 0 ? -1 : troubles.FindIndex(each => each.Signature == trouble.Signature);
            if (before < 0) troubles.Add(trouble with { Order = troubles.Count });
            else troubles[before] = troubles[before] with { Count = troubles[before].Count + trouble.Count, LastOffset = trouble.LastOffset ?? trouble.Offset };
        }

        return new([.. troubles]) { LastLines = tail.LastLines, Bytes = head.Bytes + tail.Bytes };
    }
}
