using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Spydra.History.Logs;

/// <summary>Writes a TFile of logs: a second reading of the format, for round trips.</summary>
internal sealed class TFileWriter(bool gz = false, int blockSize = 256 * 1024, int chunkSize = 1024 * 1024)
{
    public static readonly byte[] Magic = [0xd1, 0x11, 0xd3, 0x68, 0x91, 0xb5, 0xd7, 0xb6, 0x39, 0xdf, 0x41, 0x40, 0x92, 0xba, 0xe1, 0x50];

    public string Compression { get; init; } = gz ? "gz" : "none";

    /// <summary>The file with these logs, neighbours of one container in one record.</summary>
    public byte[] Write(IEnumerable<Log> logs)
    {
        var records = new List<(string Key, byte[] Value)> { ("VERSION", [0, 0, 0, 1]), ("APPLICATION_ACL", [.. Text("VIEW_APP"), .. Text(" ")]), ("APPLICATION_OWNER", Text("root")) };
        foreach (var container in Runs(logs))
            records.Add((container[0].Container, [.. container.SelectMany(log => (byte[])[.. Text(log.Type), .. Text(log.Content.Length.ToString(CultureInfo.InvariantCulture)), .. Encoding.Latin1.GetBytes(log.Content)])]));
        return Write(records);
    }

    public byte[] Write(IReadOnlyList<(string Key, byte[] Value)> records)
    {
        using var file = new MemoryStream();
        file.Write(Magic);
        var blocks = new List<(long Offset, int Stored, int Raw, string LastKey, int Records)>();
        using var block = new MemoryStream();
        var count = 0;
        for (var number = 0; number < records.Count; number++)
        {
            WriteRecord(block, Text(records[number].Key), records[number].Value);
            count++;
            if (block.Length < blockSize && number < records.Count - 1) continue;
            blocks.Add((file.Length, WriteBlock(file, block.ToArray()), (int)block.Length, records[number].Key, count));
            block.SetLength(0);
            count = 0;
        }

        var meta = (Offset: file.Length, Bytes: (byte[])[0, 1, 0, 0, .. Number(records.Count), 0]);
        file.Write(meta.Bytes);
        byte[] firstKey = records.Count == 0 ? [] : [.. Number(Text(records[0].Key).Length), .. Text(records[0].Key)];
        byte[] keys = [.. Number(firstKey.Length), .. firstKey, .. blocks.SelectMany(each =>
        {
            byte[] entry = [.. Number(Text(each.LastKey).Length), .. Text(each.LastKey), .. Number(each.Records)];
            return (byte[])[.. Number(entry.Length), .. entry];
        })];
        var (keysAt, keysStored) = (file.Length, WriteBlock(file, keys));
        byte[] places = [.. String(Compression), .. Number(blocks.Count), .. blocks.SelectMany(each => (byte[])[.. Number(each.Offset), .. Number(each.Stored), .. Number(each.Raw)])];
        var (placesAt, placesStored) = (file.Length, WriteBlock(file, places));
        var indexAt = file.Length;
        file.Write([3,
            .. String("data:BCFile.index"), .. String(Compression), .. Number(placesAt), .. Number(placesStored), .. Number(places.Length),
            .. String("data:TFile.index"), .. String(Compression), .. Number(keysAt), .. Number(keysStored), .. Number(keys.Length),
            .. String("data:TFile.meta"), .. String("none"), .. Number(meta.Offset), .. Number(meta.Bytes.Length), .. Number(meta.Bytes.Length)]);
        var end = new byte[12];
        BinaryPrimitives.WriteInt64BigEndian(end, indexAt);
        end[9] = 1;
        file.Write([.. end, .. Magic]);
        return file.ToArray();
    }

    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }

    public static byte[] Number(long value)
    {
        if (value is >= -32 and <= 127) return [(byte)value];
        if (value is >= -20 * 256 and < 20 * 256) return [(byte)((value >> 8) - 52), (byte)value];
        if (value is >= -16 * 65536 and < 16 * 65536) return [(byte)((value >> 16) - 88), (byte)(value >> 8), (byte)value];
        if (value is >= -8L * (1 << 24) and < 8L * (1 << 24)) return [(byte)((value >> 24) - 112), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
        var size = 4;
        while (size < 8 && value >> ((8 * size) - 1) is not (0 or -1)) size++;
        return [(byte)(size - 129), .. Enumerable.Range(0, size).Select(at => (byte)(value >> (8 * (size - 1 - at))))];
    }

    public static byte[] Zlib(byte[] bytes)
    {
        // Of nothing, .NET writes nothing, and Java an empty stream.
        if (bytes.Length == 0) return [0x78, 0x9c, 3, 0, 0, 0, 0, 1];
        using var stored = new MemoryStream();
        using (var zlib = new ZLibStream(stored, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(bytes);
        return stored.ToArray();
    }

    private static byte[] String(string text) => [.. Number(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static IEnumerable<List<Log>> Runs(IEnumerable<Log> logs)
    {
        List<Log> run = [];
        foreach (var log in logs)
        {
            if (run.Count > 0 && run[0].Container != log.Container)
            {
                yield return run;
                run = [];
            }

            run.Add(log);
        }

        if (run.Count > 0) yield return run;
    }

    private int WriteBlock(Stream file, byte[] bytes)
    {
        var stored = gz ? Zlib(bytes) : bytes;
        file.Write(stored);
        return stored.Length;
    }

    private void WriteRecord(Stream block, byte[] key, byte[] value)
    {
        block.Write(Number(key.Length));
        block.Write(key);
        var at = 0;
        for (; value.Length - at > chunkSize; at += chunkSize)
        {
            block.Write(Number(-chunkSize));
            block.Write(value.AsSpan(at, chunkSize));
        }

        block.Write(Number(value.Length - at));
        block.Write(value.AsSpan(at));
    }
}
