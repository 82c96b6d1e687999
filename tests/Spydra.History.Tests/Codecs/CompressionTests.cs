using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Spydra.Testing;

namespace Spydra.History.Codecs;

public sealed class CompressionTests
{
    public static TheoryData<string> Codecs => ["zstd", "lz4", "snappy", "lzf"];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void What_was_written_is_read(string codec)
    {
        var texts = ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => bytes.SelectMany(each => Enumerable.Repeat((byte)(each % 7), each % 40)).ToArray());

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(texts.ToArbitrary(), ArbMap.Default.ArbFor<byte>(), (text, block) =>
        {
            var read = Decoded.OfAsync(codec, Framing.Write(codec, text, block + 64)).GetAwaiter().GetResult();
            return read.Damage is null && read.Text.AsSpan().SequenceEqual(text);
        }));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task Streams_may_follow_each_other(string codec)
    {
        byte[] stored = [.. Framing.Write(codec, "first "u8), .. Framing.Write(codec, "second"u8)];

        var read = await Decoded.OfAsync(codec, stored);

        Assert.Equal(("first second", null), (Encoding.UTF8.GetString(read.Text), read.Damage));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task What_is_cut_off_gives_the_blocks_before_and_says_where_it_ends(string codec)
    {
        var text = Text(200);
        var stored = Framing.Write(codec, text, 1000);

        for (var length = 1; length < stored.Length; length++)
        {
            var read = await Decoded.OfAsync(codec, stored[..length]);

            Assert.True(text.AsSpan().StartsWith(read.Text), $"cut at {length}");
            Assert.True(read.Damage is { } damage ? damage.Offset == length : codec is "snappy" or "lzf" && read.Text.Length % 1000 == 0, $"cut at {length}: {read.Damage?.Message}");
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task Nothing_is_an_empty_text(string codec)
    {
        var read = await Decoded.OfAsync(codec, []);

        Assert.Equal((0, null), (read.Text.Length, read.Damage));
    }

    [Theory]
    [InlineData("text-3-level22", 3)]
    [InlineData("text-60-level19", 60)]
    [InlineData("text-60-nocheck", 60)]
    [InlineData("text-60-stream", 60)]
    [InlineData("text-9000-level19", 9000)]
    [InlineData("text-9000-window27", 9000)]
    public async Task Files_of_the_zstd_tool_are_read(string name, int lines)
    {
        var read = await Decoded.OfAsync("zstd", Golden(name));

        Assert.Null(read.Damage);
        Assert.Equal(Text(lines), read.Text);
    }

    [Fact]
    public async Task Skippable_frames_are_passed_over()
    {
        byte[] stored = [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3, .. Golden("text-3-level22"), 0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0];

        var read = await Decoded.OfAsync("zstd", stored);

        Assert.Null(read.Damage);
        Assert.Equal(Text(3), read.Text);
    }

    [Fact]
    public async Task A_wrong_checksum_is_told_after_the_text()
    {
        var stored = Golden("text-60-stream");
        stored[^1] ^= 1;

        var read = await Decoded.OfAsync("zstd", stored);

        Assert.Equal(Text(60), read.Text);
        Assert.Equal(stored.Length - 4, read.Damage?.Offset);
        Assert.Contains("checksum", read.Damage!.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("28b52ffd 00a8 010000", "a window of at most 134217728 bytes", "2147483648")]
    [InlineData("28b52ffd 21 07 00 010000", "a frame that needs no dictionary", "the dictionary 7")]
    [InlineData("28b52ffd 0058 070000", "a block of the kind 0, 1 or 2", "3")]
    [InlineData("504b0304 0000 000000", "a frame of zstd (28 b5 2f fd)", "04034b50")]
    public async Task What_is_not_supported_is_said_by_name(string hex, string expected, string found)
    {
        var read = await Decoded.OfAsync("zstd", Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

        Assert.Equal(expected, read.Damage?.Expected);
        Assert.Contains(found, read.Damage!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bomb_takes_no_more_memory_than_its_window()
    {
        // A window of 128 KiB, and 4,000 blocks that each repeat one byte 128 Ki times: half a gigabyte of text.
        byte[] block = [0x02, 0x00, 0x10, (byte)'x'];
        byte[] stored = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38, .. Enumerable.Repeat(block, 4000).SelectMany(each => each), 0x01, 0x00, 0x00];
        var buffer = new byte[64 * 1024];
        await using var text = Compression.Open("zstd", new MemoryStream(stored));
        var before = GC.GetAllocatedBytesForCurrentThread();
        long read = 0;

        for (int part; (part = await text.ReadAsync(buffer)) > 0;) read += part;

        Assert.Equal(4000L * 128 * 1024, read);
        // Most of it are the state machines of a debug build.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * 1024 * 1024);
    }

    [Fact]
    public void Another_codec_is_refused_by_name()
    {
        var thrown = Assert.Throws<UnknownCodecException>(() => Compression.Open("brotli", Stream.Null));

        Assert.Contains("'brotli'", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 0x02CC5D05u, 0xEF46DB3751D8E999ul)]
    [InlineData("abc", 0x32D153FFu, 0x44BC2CF5AD770999ul)]
    public void Checksums_are_those_of_the_specification(string text, uint hash32, ulong hash64)
    {
        var hash = new XxHash64();
        hash.Append(Encoding.ASCII.GetBytes(text));

        Assert.Equal((hash32, hash64), (XxHash32.Of(Encoding.ASCII.GetBytes(text), 0), hash.Value));
    }

    internal static byte[] Golden(string name) => File.ReadAllBytes(RepositoryFiles.At("tests", "Spydra.History.Tests", "Codecs", "golden", name + ".zst"));

    // The text that the files in golden/ were made of.
    internal static byte[] Text(int lines) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, lines).Select(i =>
        string.Create(CultureInfo.InvariantCulture, $"{i * 7919L % 1000003} line {i % 17} of {new string("abcdefgh"[i % 8], i % 29)}\n"))));
}
