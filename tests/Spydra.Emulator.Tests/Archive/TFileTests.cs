using System.Text;
using Spydra.Emulator.Jobs.Archive.Logs;

namespace Spydra.Emulator.Tests.Archive;

public sealed class TFileTests
{
    [Theory]
    [InlineData(6, "06")]
    [InlineData(-32, "E0")]
    [InlineData(127, "7F")]
    [InlineData(2964, "D794")]
    [InlineData(7948, "A81F0C")]
    [InlineData(-1048578, "8FEFFFFE")]
    [InlineData(int.MaxValue, "837FFFFFFF")]
    [InlineData(1L << 32, "840100000000")]
    [InlineData(long.MinValue, "878000000000000000")]
    public void Numbers_are_as_hadoop_writes_them(long number, string expected)
    {
        using var stream = new MemoryStream();

        TFileNumber.Write(stream, number);

        Assert.Equal(expected, Convert.ToHexString(stream.ToArray()));
    }

    [Fact]
    public void Every_number_comes_back()
    {
        var numbers = Enumerable.Range(0, 63).SelectMany(bit => new[] { -1L, 0, 1 }.Select(near => (1L << bit) + near)).SelectMany(number => new[] { number, -number, ~number }).ToList();
        using var file = new MemoryStream();
        using var writer = new TFileWriter(file, compressed: false);

        writer.Append([1], value =>
        {
            foreach (var number in numbers) TFileNumber.Write(value, number);
        });
        writer.Finish();

        var written = new TFileDecoder(file.ToArray()).Records.Single().Value;
        Assert.Equal(numbers, Numbers(written));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_block_ends_with_the_record_that_fills_it_and_a_long_value_is_in_chunks(bool compressed)
    {
        var random = new Random(7);
        byte[] Noise(int length)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        }

        var records = new[] { 0, 10, 300_000, 5, 100_000, 200_000, 3_000_000, 1 << 20, 1 }.Select((length, i) => (Key: Encoding.ASCII.GetBytes($"k{i}"), Value: Noise(length))).ToList();
        using var file = new MemoryStream();
        using (var writer = new TFileWriter(file, compressed))
        {
            foreach (var (key, value) in records) writer.Append(key, target => target.Write(value));
            writer.Finish();
        }

        var decoded = new TFileDecoder(file.ToArray());
        Assert.Equal(compressed ? "gz" : "none", decoded.Compression);
        Assert.Equal(records.Select(record => Convert.ToHexString(record.Value)), decoded.Records.Select(record => Convert.ToHexString(record.Value)));
        Assert.Equal(5, decoded.BlockSizes.Count);
        Assert.All(decoded.BlockSizes.SkipLast(1), size => Assert.True(size >= 256 * 1024));
        Assert.Equal([0, 10, 300_000, 5, 100_000, 200_000, -1048576, -1048576, 902_848, 1048576, 1], decoded.Chunks);
    }

    [Fact]
    public void Text_is_javas_own_utf8() =>
        Assert.Equal("000B" + "61" + "C080" + "C3A4" + "EDA0BD" + "EDB880", Convert.ToHexString(ModifiedUtf8.Of("a\0ä\ud83d\ude00")));

    [Fact]
    public void A_log_that_is_not_as_long_as_was_said_is_an_error()
    {
        var container = new ContainerLogs("container_1_0001_01_000001", "w", [new("stderr", 5, target => target.Write("four"u8))]);

        var e = Assert.Throws<IOException>(() => AggregatedLog.Write(new MemoryStream(), compressed: false, "u", [container]));

        Assert.Equal("The log 'stderr' of container_1_0001_01_000001 was to have 5 bytes and has 4.", e.Message);
    }

    private static List<long> Numbers(byte[] bytes)
    {
        List<long> numbers = [];
        for (var at = 0; at < bytes.Length;)
        {
            int b = (sbyte)bytes[at++];
            var (top, rest) = b switch { >= -32 => ((long)b, 0), >= -72 => (b + 52, 1), >= -104 => (b + 88, 2), >= -120 => (b + 112, 3), _ => ((sbyte)bytes[at++], b + 128) };
            for (; rest > 0; rest--) top = (top << 8) | bytes[at++];
            numbers.Add(top);
        }

        return numbers;
    }
}
