using Microsoft.Win32.SafeHandles;

namespace Spydra.Emulator.Jobs.Streaming.Sorting;

/// <summary>
/// Merges sorted segments into one sequence. Too many to read at once are merged into fewer first, neighbours with neighbours, so that equal
/// keys keep the order of the segments.
/// </summary>
internal sealed class SegmentMerge : IDisposable
{
    /// <summary>How many segments are read at once, each with a buffer of its own.</summary>
    public const int Factor = 160;

    private readonly Dictionary<string, SafeFileHandle> files = new(StringComparer.Ordinal);
    private readonly List<SegmentReader> readers = [];
    private SegmentReader[] heap = [];
    private readonly KeyOrder order;
    private int count;
    private bool started;

    private SegmentMerge(IReadOnlyList<Segment> segments, KeyOrder order)
    {
        this.order = order;
        try
        {
            foreach (var segment in segments.Where(each => each.Records > 0))
                readers.Add(new(Open(segment.File), segment, readers.Count, order));
            heap = [.. readers.Where(reader => reader.MoveNext())];
            count = heap.Length;
            for (var i = count / 2 - 1; i >= 0; i--) SiftDown(i);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The record that the merge is at.</summary>
    public SegmentReader Current => heap[0];

    /// <summary>
    /// Opens the merge. Files it needs on the way lie in <paramref name="folder"/>; <paramref name="spilled"/> is told how many records and
    /// bytes it wrote there.
    /// </summary>
    public static SegmentMerge Open(
        IReadOnlyList<Segment> segments, KeyOrder order, string folder, Action<long, long> spilled, CancellationToken cancellationToken)
    {
        segments = [.. segments.Where(segment => segment.Records > 0)];
        for (var pass = 0; segments.Count > Factor; pass++)
        {
            var groups = (segments.Count + Factor - 1) / Factor;
            segments = [.. segments
                .Chunk((segments.Count + groups - 1) / groups)
                .Select((group, at) => MergeToFile(group, order, Path.Combine(folder, $"merge-{pass}-{at}"), spilled, cancellationToken))];
        }

        return new(segments, order);
    }

    public bool MoveNext()
    {
        if (count == 0) return false;
        if (!started)
        {
            started = true;
            return true;
        }

        if (!heap[0].MoveNext())
        {
            heap[0] = heap[--count];
            if (count == 0) return false;
        }

        SiftDown(0);
        return true;
    }

    public void Dispose()
    {
        foreach (var reader in readers) reader.Dispose();
        foreach (var file in files.Values) file.Dispose();
    }

    private static Segment MergeToFile(
        Segment[] group, KeyOrder order, string path, Action<long, long> spilled, CancellationToken cancellationToken)
    {
        using var merge = new SegmentMerge(group, order);
        using var writer = new SegmentWriter(path);
        for (var i = 0; merge.MoveNext(); i++)
        {
            if ((i & 0xFFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            writer.AddRaw(merge.Current.Raw);
        }

        writer.Flush();
        var segment = writer.End(group[0].Partition);
        spilled(segment.Records, segment.Length);
        return segment;
    }

    private SafeFileHandle Open(string path) => files.TryGetValue(path, out var file)
        ? file
        : files[path] = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private void SiftDown(int at)
    {
        var moved = heap[at];
        while (true)
        {
            var child = 2 * at + 1;
            if (child >= count) break;
            if (child + 1 < count && IsBefore(heap[child + 1], heap[child])) child++;
            if (!IsBefore(heap[child], moved)) break;
            heap[at] = heap[child];
            at = child;
        }

        heap[at] = moved;
    }

    private bool IsBefore(SegmentReader left, SegmentReader right)
    {
        if (left.Prefix != right.Prefix) return left.Prefix < right.Prefix;
        var keys = order.IsWholeKey(left.Prefix) ? 0 : order.Compare(left.Key, right.Key);
        return keys != 0 ? keys < 0 : left.Ordinal < right.Ordinal;
    }
}
