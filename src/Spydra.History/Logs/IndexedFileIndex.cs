using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Spydra.History.Logs;

/// <summary>A log of an IndexedFile, as the index tells of it.</summary>
/// <param name="Container">The container's id.</param>
/// <param name="Type">The log's name.</param>
/// <param name="Offset">Its first byte in the file.</param>
/// <param name="Stored">Its size in the file, in bytes.</param>
/// <param name="Length">Its size, in bytes.</param>
/// <param name="LastModified">When it was last written.</param>
internal sealed record IndexedLog(string Container, string Type, long Offset, long Stored, long Length, DateTimeOffset LastModified);

/// <summary>The index of an IndexedFile: every log of it, in the order in which Hadoop prints them.</summary>
/// <param name="IsCompressed">Whether each log is a zlib stream.</param>
/// <param name="Logs">The logs.</param>
/// <param name="Containers">The containers, one that was uploaded in rounds several times.</param>
internal sealed record IndexedFileIndex(bool IsCompressed, IReadOnlyList<IndexedLog> Logs, IReadOnlyList<string> Containers) : NodeFileIndex
{
    private const int TrailerSize = 4 + HashSize;
    private const string Prefix = "org.apache.hadoop.yarn.logaggregation.filecontroller.ifile.LogAggregationIndexedFileController$";

    // HashMap.readObject: a table is not made smaller than one that is new.
    private const uint FewestSlots = 16;

    /// <summary>Where the first log lies, behind the checksum and a line feed.</summary>
    public const int DataStart = HashSize + 1;

    public static async Task<IndexedFileIndex> ReadAsync(FileTail tail, CancellationToken cancellationToken)
    {
        var trailer = await tail.SliceAsync(tail.Length - TrailerSize, tail.Length, "the end of an IndexedFile", cancellationToken);
        var length = BinaryPrimitives.ReadInt32BigEndian(trailer.Span);
        var end = tail.Length - TrailerSize;
        if (length < 0 || length > end - DataStart)
            throw new DamagedDataException(end, "the length of an IndexedFile's index", string.Create(CultureInfo.InvariantCulture, $"{length:N0}"));
        var start = end - length;
        var stream = new JavaStream(await tail.SliceAsync(start, end, "the index of an IndexedFile", cancellationToken), start);
        return Read(stream.ReadObject(), stream, start);
    }

    private static IndexedFileIndex Read(JavaObject meta, JavaStream stream, long dataEnd)
    {
        if (meta.Class.Name != Prefix + "IndexedLogsMeta") throw stream.Damaged("the index of an IndexedFile", "another object");
        var isCompressed = UnsupportedCompressionException.IsGz(meta.Text("compressName") ?? throw stream.Damaged("a compression's name"), dataEnd);
        var (logs, containers) = (new List<IndexedLog>(), new List<string>());
        foreach (var round in stream.ElementsOf(meta, "logMetas"))
        {
            foreach (var (container, files) in InTableOrder(stream.PairsOf(stream.Object(round), "logMetas")))
            {
                // A list may be referred to again and again, but each log and each container is there once in a round.
                if (containers.Count >= stream.ObjectCount) throw stream.Damaged("an index in which each container is once", "one in which they repeat");
                containers.Add(container);
                foreach (var file in stream.Elements(stream.Object(files)))
                {
                    if (logs.Count >= stream.ObjectCount) throw stream.Damaged("an index in which each log is once", "one in which they repeat");
                    logs.Add(Log(stream.Object(file), stream, dataEnd, isCompressed));
                }
            }
        }

        CheckOverlaps(logs, stream);
        return new(isCompressed, logs, containers);
    }

    private static IndexedLog Log(JavaObject file, JavaStream stream, long dataEnd, bool isCompressed)
    {
        var (offset, stored, length) = (stream.Number(file, "startIndex"), stream.Number(file, "fileCompressedSize"), stream.Number(file, "fileSize"));
        var (container, type) = (file.Text("containerId"), file.Text("fileName"));
        if (container is null || type is null) throw stream.Damaged("a log with a container and a name", "one without");
        if (offset < DataStart || stored < 0 || length < 0 || stored > dataEnd - offset || (!isCompressed && stored != length))
            throw stream.Damaged(string.Create(CultureInfo.InvariantCulture, $"a log between the bytes {DataStart} and {dataEnd:N0}"), string.Create(CultureInfo.InvariantCulture, $"one of {stored:N0} bytes at {offset:N0}"));
        var modified = stream.Number(file, "lastModificatedTime");
        if (modified < 0 || modified > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            throw stream.Damaged("when a log was written, in milliseconds", string.Create(CultureInfo.InvariantCulture, $"{modified}"));
        return new(container, type, offset, stored, length, DateTimeOffset.FromUnixTimeMilliseconds(modified));
    }

    // Java read the pairs into a table of its own size, and prints them in that one's order.
    private static IEnumerable<(string Container, object? Files)> InTableOrder(List<(string Container, object? Files)> pairs)
    {
        var capacity = Math.Max(FewestSlots, BitOperations.RoundUpToPowerOf2((uint)((pairs.Count / 0.75f) + 1)));
        return pairs.OrderBy(pair =>
        {
            var hash = (uint)JavaText.HashCode(pair.Container);
            return (hash ^ (hash >> 16)) & (capacity - 1);
        });
    }

    // Else a small file could hold any number of logs, each of which is the whole file.
    private static void CheckOverlaps(List<IndexedLog> logs, JavaStream stream)
    {
        var end = 0L;
        foreach (var log in logs.Where(log => log.Stored > 0).OrderBy(log => log.Offset))
        {
            if (log.Offset < end) throw stream.Damaged(string.Create(CultureInfo.InvariantCulture, $"a log behind byte {end:N0}"), string.Create(CultureInfo.InvariantCulture, $"one at {log.Offset:N0}"));
            end = log.Offset + log.Stored;
        }
    }
}
