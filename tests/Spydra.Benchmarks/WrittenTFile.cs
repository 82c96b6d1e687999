using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Spydra.Benchmarks;

/// <summary>A log of a TFile that a benchmark makes.</summary>
/// <param name="Container">The container.</param>
/// <param name="Type">The log's name.</param>
/// <param name="Size">In bytes.</param>
/// <param name="End">With what it ends; part of the size.</param>
internal sealed record WrittenLog(string Container, string Type, long Size, string End = "");

/// <summary>Writes a TFile with one container a block, each with one log of lines as programs write them.</summary>
internal static class WrittenTFile
{
    public static readonly byte[] Magic = [0xd1, 0x11, 0xd3, 0x68, 0x91, 0xb5, 0xd7, 0xb6, 0x39, 0xdf, 0x41, 0x40, 0x92, 0xba, 0xe1, 0x50];

    private static readonly byte[] Lines =
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(line => $"2026-11-22 00:28:{line % 60:00},{line % 1000:000} INFO [main] org.example.Mapper: record {line * 7919}\n")));

    /// <summary>Returns how many bytes the blocks hold.</summary>
    public static long Write(string path, IReadOnlyList<WrittenLog> logs, bool gz)
    {
        using var file = File.Create(path);
        file.Write(Magic);
        var raw = 0L;
        List<byte> places = [.. Text(gz ? "gz" : "none"), .. Number(logs.Count)];
        List<byte> keys = [0];
        foreach (var log in logs)
        {
            var key = Java(log.Container);
            if (keys.Count == 1) keys = [.. Number(key.Length + Number(key.Length).Length), .. Number(key.Length), .. key];
            var offset = file.Length;
            long inBlock;
            using (Stream block = gz ? new ZLibStream(file, CompressionLevel.Optimal, leaveOpen: true) : new MemoryStream())
            {
                inBlock = WriteRecord(gz ? block : file, key, log);
            }

            file.Flush();
            places.AddRange([.. Number(offset), .. Number(file.Length - offset), .. Number(inBlock)]);
            byte[] entry = [.. Number(key.Length), .. key, 1];
            keys.AddRange([.. Number(entry.Length), .. entry]);
            raw += inBlock;
        }

        WriteEnd(file, logs.Count, keys, places, gz);
        return raw;
    }

    private static long WriteRecord(Stream block, byte[] key, WrittenLog log)
    {
        byte[] head = [.. Java(log.Type), .. Java(log.Size.ToString(CultureInfo.InvariantCulture))];
        const int Chunk = 1024 * 1024;
        block.Write([.. Number(key.Length), .. key, .. Number(-head.Length), .. head]);
        var end = Encoding.UTF8.GetBytes(log.End);
        for (var left = log.Size - end.Length; left > 0;)
        {
            var part = (int)Math.Min(Math.Min(left, Chunk), Lines.Length);
            left -= part;
            block.Write(Number(left > 0 || end.Length > 0 ? -part : part));
            block.Write(Lines.AsSpan(0, part));
        }

        if (end.Length > 0) block.Write([.. Number(end.Length), .. end]);
        return log.Size + head.Length;
    }

    private static void WriteEnd(Stream file, int records, List<byte> keys, List<byte> places, bool gz)
    {
        byte[] meta = [0, 1, 0, 0, .. Number(records), 0];
        var metaAt = file.Length;
        file.Write(meta);
        var (keysAt, keysStored) = (file.Length, WriteBlock(file, [.. keys], gz));
        var (placesAt, placesStored) = (file.Length, WriteBlock(file, [.. places], gz));
        var indexAt = file.Length;
        var compression = Text(gz ? "gz" : "none");
        file.Write([3,
            .. Text("data:BCFile.index"), .. compression, .. Number(placesAt), .. Number(placesStored), .. Number(places.Count),
            .. Text("data:TFile.index"), .. compression, .. Number(keysAt), .. Number(keysStored), .. Number(keys.Count),
            .. Text("data:TFile.meta"), .. Text("none"), .. Number(metaAt), .. Number(meta.Length), .. Number(meta.Length)]);
        var end = new byte[12];
        BinaryPrimitives.WriteInt64BigEndian(end, indexAt);
        end[9] = 1;
        file.Write([.. end, .. Magic]);
    }

    private static int WriteBlock(Stream file, byte[] bytes, bool gz)
    {
        var before = file.Length;
        if (gz)
        {
            using var zlib = new ZLibStream(file, CompressionLevel.Optimal, leaveOpen: true);
            zlib.Write(bytes);
        }
        else
        {
            file.Write(bytes);
        }

        file.Flush();
        return (int)(file.Length - before);
    }

    private static byte[] Text(string text) => [.. Number(text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Java(string text) => [0, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    // As TFile writes numbers: in one byte, or, not the shortest form but one that is read, in five or nine.
    private static byte[] Number(long value)
    {
        if (value is >= -32 and <= 127) return [(byte)value];
        var bytes = new byte[9];
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), value);
        bytes[0] = 8 - 129 + 256;
        return bytes;
    }
}
