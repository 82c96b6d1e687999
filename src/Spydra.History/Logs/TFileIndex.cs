using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Spydra.History.Logs;

/// <summary>A data block of a TFile.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Offset">Its first byte in the file.</param>
/// <param name="Stored">Its size in the file, in bytes.</param>
/// <param name="Records">How many records it has.</param>
/// <param name="LastKey">The key of the last one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TFileBlock(int Number, long Offset, long Stored, long Records, ReadOnlyMemory<byte> LastKey);

/// <summary>The index of a TFile: where its data blocks lie. It stays as it is written, since there may be many blocks.</summary>
internal sealed record TFileIndex : NodeFileIndex
{
    private const int TrailerSize = 8 + 4 + 16;

    private ByteCursor blocks, keys;
    private long count, dataEnd;

    /// <summary>With what a TFile begins and ends.</summary>
    public static ReadOnlySpan<byte> Magic => [0xd1, 0x11, 0xd3, 0x68, 0x91, 0xb5, 0xd7, 0xb6, 0x39, 0xdf, 0x41, 0x40, 0x92, 0xba, 0xe1, 0x50];

    /// <summary>Whether the data blocks are zlib streams.</summary>
    public bool IsCompressed { get; private init; }

    /// <summary>How many records the file has.</summary>
    public long Records { get; private init; }

    public static async Task<TFileIndex> ReadAsync(FileTail tail, CancellationToken cancellationToken)
    {
        var trailer = await tail.SliceAsync(tail.Length - TrailerSize, tail.Length, "the end of a TFile", cancellationToken);
        var indexAt = BinaryPrimitives.ReadInt64BigEndian(trailer.Span);
        var major = BinaryPrimitives.ReadInt16BigEndian(trailer.Span[8..]);
        if (major != 1) throw new DamagedDataException(tail.Length - TrailerSize + 8, "version 1 of a TFile's blocks", string.Create(CultureInfo.InvariantCulture, $"{major}"));

        var metaBlocks = await MetaBlocksAsync(tail, indexAt, cancellationToken);
        var meta = new ByteCursor(await metaBlocks["data:TFile.meta"].ReadAsync(tail, cancellationToken), metaBlocks["data:TFile.meta"].Offset);
        var version = meta.U16("the version of a TFile");
        if (version != 1) throw meta.Damaged("version 1 of a TFile", string.Create(CultureInfo.InvariantCulture, $"{version}"));
        meta.U16("the version of a TFile");
        var records = meta.VLong("the number of records");
        if (records < 0) throw meta.Damaged("the number of records", string.Create(CultureInfo.InvariantCulture, $"{records}"));

        var blockEntries = await metaBlocks["data:BCFile.index"].CursorAsync(tail, cancellationToken);
        var compression = blockEntries.String("a compression's name");
        var isCompressed = UnsupportedCompressionException.IsGz(compression, blockEntries.Position);
        var blockCount = blockEntries.VLong("the number of data blocks");
        var keyEntries = await metaBlocks["data:TFile.index"].CursorAsync(tail, cancellationToken);
        var firstKey = keyEntries.VLong("the length of the first key's entry");
        keyEntries.Take(firstKey, "the first key's entry");
        return new()
        {
            IsCompressed = isCompressed,
            Records = records,
            blocks = blockEntries,
            keys = keyEntries,
            count = firstKey == 0 ? 0 : blockCount,
            dataEnd = metaBlocks.Values.Min(each => each.Offset),
        };
    }

    /// <summary>The blocks in their order.</summary>
    /// <exception cref="DamagedDataException">The index does not go on; the blocks before are given out.</exception>
    public IEnumerable<TFileBlock> Blocks()
    {
        var (blocksLeft, keysLeft, end) = (blocks, keys, (long)Magic.Length);
        for (var number = 0; number < count; number++)
        {
            var entryAt = blocksLeft.Position;
            var offset = blocksLeft.VLong("the offset of a data block");
            var stored = blocksLeft.VLong("the stored size of a data block");
            blocksLeft.VLong("the raw size of a data block");
            if (offset < end || stored < 0 || stored > dataEnd - offset)
                throw new DamagedDataException(entryAt, string.Create(CultureInfo.InvariantCulture, $"a data block between the bytes {end:N0} and {dataEnd:N0}"),
                    string.Create(CultureInfo.InvariantCulture, $"one of {stored:N0} bytes at {offset:N0}"));
            end = offset + stored;

            var entry = keysLeft.Part(keysLeft.VLong("the length of a block's entry"), "a block's entry");
            var lastKey = entry.Take(entry.VLong("the length of a key"), "the last key of a block");
            var records = entry.VLong("the number of records of a block");
            if (records < 0) throw entry.Damaged("the number of records of a block", string.Create(CultureInfo.InvariantCulture, $"{records}"));
            yield return new(number, offset, stored, records, lastKey);
        }
    }

    private static async Task<Dictionary<string, MetaBlock>> MetaBlocksAsync(FileTail tail, long indexAt, CancellationToken cancellationToken)
    {
        var entries = new ByteCursor(await tail.SliceAsync(indexAt, tail.Length - TrailerSize, "the index of a TFile", cancellationToken), indexAt);
        var found = new Dictionary<string, MetaBlock>(StringComparer.Ordinal);
        for (var left = entries.VLong("the number of meta blocks"); left > 0; left--)
        {
            var name = entries.String("the name of a meta block");
            var compression = entries.String("a compression's name");
            var at = entries.Position;
            var block = new MetaBlock(compression, at, entries.VLong("the offset of a meta block"), entries.VLong("the stored size of a meta block"), entries.VLong("the raw size of a meta block"));
            if (name is not ("data:TFile.meta" or "data:TFile.index" or "data:BCFile.index")) continue;
            if (block.Offset < Magic.Length || block.Stored < 0 || block.Stored > indexAt - block.Offset)
                throw new DamagedDataException(at, "a meta block before the index of the file", string.Create(CultureInfo.InvariantCulture, $"one of {block.Stored:N0} bytes at {block.Offset:N0}"));
            found[name] = block;
        }

        return found.Count == 3 ? found : throw entries.Damaged("the meta blocks TFile.meta, TFile.index and BCFile.index", $"{(found.Count == 0 ? "none" : string.Join(", ", found.Keys))} of them");
    }

    private sealed record MetaBlock(string Compression, long EntryAt, long Offset, long Stored, long Raw)
    {
        public async Task<ByteCursor> CursorAsync(FileTail tail, CancellationToken cancellationToken) =>
            new(await ReadAsync(tail, cancellationToken), Offset, Compression == "none" ? "" : string.Create(CultureInfo.InvariantCulture, $" in what the block at byte {Offset:N0} holds decompressed"));

        public async Task<ReadOnlyMemory<byte>> ReadAsync(FileTail tail, CancellationToken cancellationToken)
        {
            var bytes = await tail.SliceAsync(Offset, Offset + Stored, "an index", cancellationToken);
            if (!UnsupportedCompressionException.IsGz(Compression, EntryAt)) return bytes;
            using var inflated = new InflatedFeed(new LoadedPart(bytes, Offset));
            using var content = new MemoryStream();
            while (await inflated.PeekAsync(cancellationToken) is { IsEmpty: false } piece)
            {
                if (content.Length + piece.Length > Math.Min(Raw, FileTail.LongestIndex))
                    throw new DamagedDataException(EntryAt, string.Create(CultureInfo.InvariantCulture, $"an index of {Raw:N0} bytes, at most {FileTail.LongestIndex:N0}"), "a longer one");
                content.Write(piece.Span);
                inflated.Advance(piece.Length);
            }

            return content.GetBuffer().AsMemory(0, (int)content.Length);
        }
    }

    private sealed class LoadedPart(ReadOnlyMemory<byte> bytes, long offset) : ByteFeed
    {
        private int at;

        public override long Position => offset + at;
        public override ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken) => new(bytes[at..]);
        public override void Advance(int count) => at += count;
    }
}
