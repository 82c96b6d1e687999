using System.IO.Compression;
using System.Text;

namespace Spydra.History.Logs;

public sealed class InflatedFeedTests
{
    private static readonly byte[] Lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 12_000).Select(line => $"2026-11-22 00:28:{line % 60:00} INFO record {line * 7919}\n")));

    // As the file gives it: at once, and in pieces that end within the checksum.
    public static TheoryData<int> PieceSizes => [int.MaxValue, 4096, 7, 3, 1];

    [Theory]
    [MemberData(nameof(PieceSizes))]
    public async Task A_whole_stream_gives_all_it_holds_and_ends(int pieceSize)
    {
        var (content, damage) = await ReadAsync(TFileWriter.Zlib(Lines), pieceSize);

        Assert.Equal(Lines, content);
        Assert.Null(damage);
    }

    [Theory]
    [MemberData(nameof(PieceSizes))]
    public async Task A_stream_that_was_cut_is_not_taken_for_a_whole_one(int pieceSize)
    {
        var stored = TFileWriter.Zlib(Lines);

        // Within the checksum, and before it.
        foreach (var missing in new[] { 1, 2, 3, 4, 5, 6, 40 })
        {
            var (content, damage) = await ReadAsync(stored[..^missing], pieceSize);

            Assert.Equal(stored.Length - missing, Assert.IsType<DamagedDataException>(damage).Offset);
            Assert.Contains("the data ends there", damage.Message, StringComparison.Ordinal);
            Assert.Equal(missing <= 4 ? Lines : Reference(stored[..^missing]), content);
        }
    }

    [Fact]
    public async Task Nothing_is_no_stream()
    {
        var (content, damage) = await ReadAsync([], 1);

        Assert.Empty(content);
        Assert.NotNull(damage);
    }

    [Theory]
    [MemberData(nameof(PieceSizes))]
    public async Task A_wrong_checksum_is_told_behind_all_that_the_stream_holds(int pieceSize)
    {
        for (var byteOfIt = 1; byteOfIt <= 4; byteOfIt++)
        {
            var stored = TFileWriter.Zlib(Lines);
            stored[^byteOfIt] ^= 1;

            var (content, damage) = await ReadAsync(stored, pieceSize);

            Assert.Equal(Lines, content);
            Assert.Contains("bytes that cannot be decompressed", Assert.IsType<DamagedDataException>(damage).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(PieceSizes))]
    public async Task Bytes_behind_the_stream_are_told_behind_all_that_it_holds(int pieceSize)
    {
        var stored = TFileWriter.Zlib(Lines);

        foreach (var more in new[] { 1, 2, 3, 4, 5, 20_000 })
        {
            // Another stream is no part of this one, either.
            foreach (var following in new[] { new byte[more], [.. stored.Take(more)] })
            {
                var (content, damage) = await ReadAsync([.. stored, .. following], pieceSize);

                Assert.Equal(Lines, content);
                Assert.InRange(Assert.IsType<DamagedDataException>(damage).Offset, stored.Length, stored.Length + more - 1);
                Assert.Contains("more bytes", damage.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Damage_costs_no_more_than_512_of_the_bytes_before_it(bool areLines)
    {
        // The others have long matches, bytes like those that an untouched buffer holds, and parts that cannot be compressed.
        var random = new Random(11);
        var noise = new byte[30_000];
        random.NextBytes(noise);
        byte[] whole = areLines ? Lines : [.. new byte[70_000], .. noise, .. Enumerable.Repeat((byte)'x', 70_000), .. Enumerable.Repeat(noise[..700], 90).SelectMany(part => part), .. Lines];
        var stored = TFileWriter.Zlib(whole);

        for (var number = 0; number < 40; number++)
        {
            var damaged = (byte[])stored.Clone();
            random.NextBytes(damaged.AsSpan(random.Next(2, stored.Length - 30), 20));

            var (content, damage) = await ReadAsync(damaged, int.MaxValue);

            var all = Reference(damaged);
            Assert.NotNull(damage);
            // With the error the library drops the byte that it has given together with it.
            Assert.InRange(content.Length, all.Length - 512, all.Length + 1);
            Assert.True(all.AsSpan().StartsWith(content.AsSpan(0, Math.Min(content.Length, all.Length))));
        }
    }

    /// <summary>What the library gives, byte by byte.</summary>
    private static byte[] Reference(byte[] stored)
    {
        using var zlib = new ZLibStream(new MemoryStream(stored), CompressionMode.Decompress);
        List<byte> all = [];
        try
        {
            for (var next = zlib.ReadByte(); next >= 0; next = zlib.ReadByte()) all.Add((byte)next);
        }
        catch (InvalidDataException)
        {
            // These are all.
        }

        return [.. all];
    }

    private static async Task<(byte[] Content, DamagedDataException? Damage)> ReadAsync(byte[] stored, int pieceSize)
    {
        using var inflated = new InflatedFeed(new Pieces(stored, pieceSize));
        using var content = new MemoryStream();
        try
        {
            while (await inflated.PeekAsync(CancellationToken.None) is { IsEmpty: false } piece)
            {
                content.Write(piece.Span);
                inflated.Advance(piece.Length);
            }
        }
        catch (DamagedDataException e)
        {
            return (content.ToArray(), e);
        }

        return (content.ToArray(), null);
    }

    private sealed class Pieces(byte[] bytes, int size) : ByteFeed
    {
        private int at;

        public override long Position => at;

        public override ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken) =>
            new(bytes.AsMemory(at, (int)Math.Min(size - (at % (long)size), bytes.Length - at)));

        public override void Advance(int count) => at += count;
    }
}
