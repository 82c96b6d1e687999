using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Jobs.Streaming.Input;
using Spydra.Emulator.Jobs.Streaming.Records;

namespace Spydra.Emulator.Tests.Jobs.Streaming;

public sealed class SplitReaderTests
{
    // A stand-in for text in which line ends are as frequent as letters, so that they fall on every border.
    private static readonly Arbitrary<byte[]> Text = Gen.Elements("ab\n\r\r\n"u8.ToArray()).ArrayOf().ToArbitrary();

    [Fact]
    public void The_records_of_all_splits_are_the_records_of_the_whole_whatever_the_size_of_a_split()
    {
        var sizes = Gen.Choose(1, 12).ToArbitrary();

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(Text, sizes, (text, size) =>
            {
                var whole = Records(text, new(File(text), 0, text.Length));
                List<string> parts = [];
                for (var start = 0; start < text.Length; start += size)
                    parts.AddRange(Records(text, new(File(text), start, Math.Min(size, text.Length - start))));
                return whole.SequenceEqual(parts);
            }));
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("\n", new[] { "" })]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\nb", new[] { "a", "b" })]
    [InlineData("a\r\nb\rc\n\r\n", new[] { "a", "b", "c", "" })]
    [InlineData("a\r", new[] { "a" })]
    [InlineData("\n\n", new[] { "", "" })]
    public void Lines_end_with_LF_or_CR_or_both_and_the_last_needs_no_end(string text, string[] lines) =>
        Assert.Equal(lines, Records(Encoding.Latin1.GetBytes(text), new(File(Encoding.Latin1.GetBytes(text)), 0, text.Length)));

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'x', (byte)'\n' }, new[] { "x" })]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'\n' }, new[] { "" })]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF }, new string[0])]
    [InlineData(new byte[] { (byte)'\n', 0xEF, 0xBB, 0xBF }, new[] { "", "\u00EF\u00BB\u00BF" })]
    public void A_byte_order_mark_is_dropped_at_the_start_of_a_file_and_nowhere_else(byte[] text, string[] lines) =>
        Assert.Equal(lines, Records(text, new(File(text), 0, text.Length)));

    [Fact]
    public void A_line_may_be_far_longer_than_a_buffer()
    {
        var text = Encoding.Latin1.GetBytes(new string('z', 3_000_000) + "\r\n" + new string('y', 100_000));

        var lines = Records(text, new(File(text), 0, text.Length));

        Assert.Equal([3_000_000, 100_000], lines.Select(line => line.Length));
    }

    [Fact]
    public void A_carriage_return_at_the_end_of_a_buffer_waits_for_what_follows()
    {
        using var reader = new LineReader(new SlowStream("ab\r"u8.ToArray(), "\ncd\r"u8.ToArray(), "e"u8.ToArray()));
        List<string> lines = [];

        while (reader.TryRead(out var line)) lines.Add(Encoding.Latin1.GetString(line));

        Assert.Equal(["ab", "cd", "e"], lines);
    }

    [Fact]
    public void A_compressed_file_is_read_to_its_end_with_all_its_members()
    {
        var zipped = new MemoryStream();
        foreach (var part in new[] { "a\nb", "c\n" })
            using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(Encoding.Latin1.GetBytes(part));

        Assert.Equal(["a", "bc"], Records(zipped.ToArray(), new(new FileEntry(new(null, "/x.gz"), IsFolder: false, zipped.Length), 0, zipped.Length)));
    }

    private static FileEntry File(byte[] text) => new(new(null, "/in.txt"), IsFolder: false, text.Length);

    private static List<string> Records(byte[] text, InputSplit split)
    {
        using var reader = new SplitReader(new MemoryStream(text), split);
        List<string> records = [];
        while (reader.TryRead(out _, out var line)) records.Add(Encoding.Latin1.GetString(line));
        return records;
    }

    private sealed class SlowStream(params byte[][] parts) : MemoryStream
    {
        private int at;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (at == parts.Length) return 0;
            parts[at].CopyTo(buffer, offset);
            return parts[at++].Length;
        }
    }
}
