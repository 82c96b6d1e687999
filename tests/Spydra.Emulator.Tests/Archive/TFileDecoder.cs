using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Spydra.Emulator.Tests.Archive;

/// <summary>Reads a whole TFile in memory, from the format's description alone, and checks every number in it.</summary>
internal sealed class TFileDecoder
{
    private static readonly byte[] Magic = Convert.FromHexString("d111d36891b5d7b639df414092bae150");

    private readonly byte[] bytes;

    public TFileDecoder(byte[] file)
    {
        bytes = file;
        Assert.Equal(Magic, file[..16]);
        Assert.Equal(Magic, file[^16..]);
        Assert.Equal((1, 0), (BinaryPrimitives.ReadInt16BigEndian(file.AsSpan(file.Length - 20)), BinaryPrimitives.ReadInt16BigEndian(file.AsSpan(file.Length - 18))));
        var metaIndex = new Cursor(file[(int)BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(file.Length - 28))..^28]);
        var metas = Enumerable.Range(0, (int)metaIndex.Number())
            .Select(_ => (Name: metaIndex.Text(), How: metaIndex.Text(), Place: (metaIndex.Number(), metaIndex.Number(), metaIndex.Number()))).ToList();
        Assert.True(metaIndex.AtEnd);
        Assert.Equal(["data:BCFile.index", "data:TFile.index", "data:TFile.meta"], metas.Select(meta => meta.Name));

        var blocks = new Cursor(Unpacked(metas[0].How, metas[0].Place));
        Compression = blocks.Text();
        var places = Enumerable.Range(0, (int)blocks.Number()).Select(_ => (blocks.Number(), blocks.Number(), blocks.Number())).ToList();
        Assert.True(blocks.AtEnd);
        var index = new Cursor(Unpacked(metas[1].How, metas[1].Place));
        var first = new Cursor(index.Bytes((int)index.Number()));
        Assert.Equal(16, places.Count == 0 ? 16 : places[0].Item1);
        foreach (var place in places)
        {
            var entry = new Cursor(index.Bytes((int)index.Number()));
            var last = entry.Bytes((int)entry.Number());
            var count = entry.Number();
            Assert.True(entry.AtEnd);
            var block = new Cursor(Unpacked(Compression, place));
            for (var i = 0; i < count; i++) Records.Add((block.Bytes((int)block.Number()), block.Chunks(Chunks)));
            Assert.True(block.AtEnd);
            Assert.Equal(last, Records[^1].Key);
            BlockSizes.Add(place.Item2);
        }

        Assert.True(index.AtEnd);
        if (Records.Count > 0) Assert.Equal(Records[0].Key, first.Bytes((int)first.Number()));
        var meta = new Cursor(Unpacked(metas[2].How, metas[2].Place));
        Assert.Equal("00010000", Convert.ToHexString(meta.Bytes(4)));
        Assert.Equal(Records.Count, meta.Number());
        Assert.Equal("", meta.Text());
        Assert.True(meta.AtEnd);
    }

    public string Compression { get; }

    public List<(byte[] Key, byte[] Value)> Records { get; } = [];

    public List<long> BlockSizes { get; } = [];

    /// <summary>The sizes of all chunks, as they are written: below zero where more follow.</summary>
    public List<long> Chunks { get; } = [];

    /// <summary>The logs: container, name of the file, its text.</summary>
    public IEnumerable<(string Container, string Name, string Text)> Logs()
    {
        Assert.Equal(["VERSION", "APPLICATION_ACL", "APPLICATION_OWNER"], Records.Take(3).Select(record => Java(record.Key)));
        foreach (var (key, value) in Records.Skip(3))
        {
            var cursor = new Cursor(value);
            while (!cursor.AtEnd)
            {
                var name = cursor.JavaText();
                yield return (Java(key), name, Encoding.UTF8.GetString(cursor.Bytes(int.Parse(cursor.JavaText(), CultureInfo.InvariantCulture))));
            }
        }
    }

    public string Owner => Java(Records[2].Value);

    private static string Java(byte[] text) => new Cursor(text).JavaText();

    private byte[] Unpacked(string how, (long Offset, long Stored, long Raw) place)
    {
        var stored = bytes[(int)place.Offset..(int)(place.Offset + place.Stored)];
        if (how != "none")
        {
            Assert.Equal("gz", how);
            using var packed = new ZLibStream(new MemoryStream(stored), CompressionMode.Decompress);
            using var raw = new MemoryStream();
            packed.CopyTo(raw);
            stored = raw.ToArray();
        }

        Assert.Equal(place.Raw, stored.Length);
        return stored;
    }

    private sealed class Cursor(byte[] bytes)
    {
        private int at;

        public bool AtEnd => at == bytes.Length;

        public byte[] Bytes(int count) => bytes[at..(at += count)];

        public string Text() => Encoding.UTF8.GetString(Bytes((int)Number()));

        public string JavaText()
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));
            return Encoding.UTF8.GetString(Bytes(length));
        }

        public long Number()
        {
            int b = (sbyte)bytes[at++];
            return b switch
            {
                >= -32 => b,
                >= -72 => Rest(b + 52, 1),
                >= -104 => Rest(b + 88, 2),
                >= -120 => Rest(b + 112, 3),
                >= -125 => Rest((sbyte)bytes[at++], b + 128),
                _ => throw new InvalidDataException($"no number begins with {b}"),
            };
        }

        public byte[] Chunks(List<long> sizes)
        {
            using var value = new MemoryStream();
            while (true)
            {
                var size = Number();
                sizes.Add(size);
                value.Write(Bytes((int)Math.Abs(size)));
                if (size >= 0) return value.ToArray();
            }
        }

        private long Rest(long top, int count)
        {
            for (; count > 0; count--) top = (top << 8) | bytes[at++];
            return top;
        }
    }
}
