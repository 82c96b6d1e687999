using System.Buffers.Binary;
using System.IO.Compression;

namespace Spydra.Emulator.Jobs.Archive.Logs;

/// <summary>
/// Writes a TFile, the container of YARN's aggregated logs: keys with values in blocks, and indexes at the end. Keys are not sorted. A block
/// ends after the first record that brings its stored size to 256 KiB. The file is whole when <see cref="Finish"/> returns.
/// </summary>
internal sealed class TFileWriter : IDisposable
{
    private const int FullBlock = 256 * 1024;
    private const string None = "none";
    private const string Gz = "gz";

    private static readonly byte[] Magic = [0xd1, 0x11, 0xd3, 0x68, 0x91, 0xb5, 0xd7, 0xb6, 0x39, 0xdf, 0x41, 0x40, 0x92, 0xba, 0xe1, 0x50];

    private readonly CountedStream file;
    private readonly string compression;
    private readonly List<(Region Region, byte[] LastKey, long Records)> blocks = [];
    private OpenRegion? block;
    private byte[]? firstKey;
    private byte[] lastKey = [];
    private long records;

    /// <param name="target">Where it goes; it stays open.</param>
    /// <param name="compressed">Whether the blocks are zlib streams ("gz") or as they are ("none").</param>
    public TFileWriter(Stream target, bool compressed)
    {
        file = new CountedStream(target);
        compression = compressed ? Gz : None;
        file.Write(Magic);
    }

    /// <summary>Writes one record, its value by <paramref name="write"/>.</summary>
    public void Append(byte[] key, Action<Stream> write)
    {
        block ??= new OpenRegion(file, compression == Gz);
        TFileNumber.Write(block.Body, key.Length);
        block.Body.Write(key);
        using (var value = new ChunkedValue(block.Body)) write(value);

        firstKey ??= key;
        lastKey = key;
        records++;
        if (block.Stored >= FullBlock) EndBlock();
    }

    /// <summary>Writes the indexes.</summary>
    public void Finish()
    {
        EndBlock();
        var meta = WriteRegion(compressed: false, body =>
        {
            body.Write([0, 1, 0, 0]);
            TFileNumber.Write(body, blocks.Sum(each => each.Records));
            TFileNumber.Write(body, "");
        });
        var index = WriteRegion(compression == Gz, WriteIndex);
        var blockIndex = WriteRegion(compression == Gz, body =>
        {
            TFileNumber.Write(body, compression);
            TFileNumber.Write(body, blocks.Count);
            foreach (var each in blocks) each.Region.WriteTo(body);
        });

        var metaIndex = file.Count;
        TFileNumber.Write(file, 3);
        WriteEntry("data:BCFile.index", compression, blockIndex);
        WriteEntry("data:TFile.index", compression, index);
        WriteEntry("data:TFile.meta", None, meta);
        Span<byte> end = stackalloc byte[12];
        BinaryPrimitives.WriteInt64BigEndian(end, metaIndex);
        BinaryPrimitives.WriteInt16BigEndian(end[8..], 1);
        file.Write(end);
        file.Write(Magic);
    }

    public void Dispose()
    {
        block?.Dispose();
        file.Dispose();
    }

    private void EndBlock()
    {
        if (block is null) return;
        blocks.Add((block.End(), lastKey, records));
        block.Dispose();
        block = null;
        records = 0;
    }

    private void WriteIndex(Stream body)
    {
        WriteSized(body, entry => WriteKey(entry, firstKey ?? []));
        foreach (var (_, key, count) in blocks)
            WriteSized(body, entry =>
            {
                WriteKey(entry, key);
                TFileNumber.Write(entry, count);
            });
    }

    private static void WriteSized(Stream body, Action<Stream> write)
    {
        using var entry = new MemoryStream();
        write(entry);
        TFileNumber.Write(body, entry.Length);
        entry.WriteTo(body);
    }

    private static void WriteKey(Stream body, byte[] key)
    {
        TFileNumber.Write(body, key.Length);
        body.Write(key);
    }

    private Region WriteRegion(bool compressed, Action<Stream> write)
    {
        using var open = new OpenRegion(file, compressed);
        write(open.Body);
        return open.End();
    }

    private void WriteEntry(string name, string how, Region region)
    {
        TFileNumber.Write(file, name);
        TFileNumber.Write(file, how);
        region.WriteTo(file);
    }

    /// <summary>A part of the file: where it begins, its bytes there, and its bytes when they are unpacked.</summary>
    private sealed record Region(long Offset, long Stored, long Raw)
    {
        public void WriteTo(Stream target)
        {
            TFileNumber.Write(target, Offset);
            TFileNumber.Write(target, Stored);
            // Hadoop counts these in 32 bits and stops at the last of them.
            TFileNumber.Write(target, Math.Min(Raw, int.MaxValue));
        }
    }

    private sealed class OpenRegion : IDisposable
    {
        private readonly CountedStream file;
        private readonly long start;
        private readonly ZLibStream? packed;

        public OpenRegion(CountedStream file, bool compressed)
        {
            (this.file, start) = (file, file.Count);
            packed = compressed ? new ZLibStream(file, CompressionLevel.Optimal, leaveOpen: true) : null;
            Body = new CountedStream((Stream?)packed ?? file);
        }

        public CountedStream Body { get; }

        public long Stored => file.Count - start;

        public Region End()
        {
            packed?.Dispose();
            return new(start, Stored, Body.Count);
        }

        public void Dispose()
        {
            packed?.Dispose();
            Body.Dispose();
        }
    }
}
