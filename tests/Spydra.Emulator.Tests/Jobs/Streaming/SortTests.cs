using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Spydra.Emulator.Jobs.Streaming.Records;
using Spydra.Emulator.Jobs.Streaming.Sorting;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Jobs.Streaming;

public sealed class SortTests
{
    private static readonly Gen<byte[]> Keys = Gen.Elements<byte>(0, 1, (byte)'a', (byte)'b', 0x7F, 0x80, 0xFF).ArrayOf().Resize(12);

    [Fact]
    public void The_prefix_never_contradicts_the_order_of_the_bytes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(Keys.ToArbitrary(), Keys.ToArbitrary(), (left, right) =>
        {
            var (first, second) = (KeyOrder.Bytes.Prefix(left), KeyOrder.Bytes.Prefix(right));
            var order = Math.Sign(left.AsSpan().SequenceCompareTo(right));
            return first == second ? order == 0 || !KeyOrder.Bytes.IsWholeKey(first) : order == (first < second ? -1 : 1);
        }));

    [Fact]
    public void An_arena_sorts_by_partition_and_key_and_keeps_the_order_of_equal_keys()
    {
        var arena = new SortArena();
        string[] keys = ["b", "a", "abcdefgh2", "", "abcdefgh1", "a", "abcdefg", "b"];
        foreach (var (key, number) in keys.Select((key, number) => (key, number)))
            Assert.True(arena.TryAdd(KeyOrder.Bytes.Prefix(Bytes(key)), number < 2 ? 1 : 0, Bytes(key), Bytes($"{number}"), long.MaxValue));

        arena.Sort(KeyOrder.Bytes);

        Assert.Equal("=3 a=5 abcdefg=6 abcdefgh1=4 abcdefgh2=2 b=7 a=1 b=0", string.Join(' ', Enumerable.Range(0, arena.Count).Select(at =>
        {
            arena.Read(arena[at], out var key, out var value);
            return $"{Encoding.UTF8.GetString(key)}={Encoding.UTF8.GetString(value)}";
        })));
    }

    [Fact]
    public void An_arena_takes_a_record_larger_than_its_blocks_and_forgets_it()
    {
        var arena = new SortArena();
        var large = new byte[3_000_000];

        Assert.True(arena.TryAdd(0, 0, "k"u8, "v"u8, long.MaxValue));
        Assert.True(arena.TryAdd(0, 0, "large"u8, large, long.MaxValue));
        Assert.True(arena.TryAdd(0, 0, "z"u8, "w"u8, long.MaxValue));
        arena.Read(arena[1], out var key, out var value);
        Assert.Equal(("large", 3_000_000), (Encoding.UTF8.GetString(key), value.Length));
        arena.Read(arena[2], out key, out _);
        Assert.Equal("z", Encoding.UTF8.GetString(key));

        arena.Clear();
        Assert.True(arena.Held < 3_000_000, $"{arena.Held} bytes are still held");
    }

    [Fact]
    public void An_arena_is_full_at_its_limit_but_takes_one_record_always()
    {
        var arena = new SortArena();

        Assert.True(arena.TryAdd(0, 0, "k"u8, new byte[2_000_000], 1));
        Assert.False(arena.TryAdd(0, 0, "k"u8, new byte[2_000_000], 1));
    }

    [Fact]
    public void A_merge_of_more_segments_than_it_reads_at_once_is_a_stable_sort()
    {
        using var folder = new TempDir();
        var random = new Random(11);
        List<Segment> segments = [];
        List<(string Key, int Number)> all = [];
        using (var writer = new SegmentWriter(folder.At("spills")))
        {
            for (var each = 0; each < SegmentMerge.Factor * 2 + 7; each++)
            {
                var records = Enumerable.Range(0, random.Next(5)).Select(_ => (Key: $"key{random.Next(40)}", Number: all.Count)).OrderBy(record => record.Key, StringComparer.Ordinal).ToList();
                foreach (var record in records)
                {
                    writer.Add(Bytes(record.Key), Bytes($"{all.Count}"));
                    all.Add((record.Key, all.Count));
                }

                segments.Add(writer.End(0));
            }

            writer.Flush();
        }

        long merged = 0;
        using var merge = SegmentMerge.Open(segments, KeyOrder.Bytes, folder.Path, (records, _) => merged += records, CancellationToken.None);
        List<(string Key, int Number)> found = [];
        while (merge.MoveNext())
            found.Add((Encoding.UTF8.GetString(merge.Current.Key), int.Parse(Encoding.UTF8.GetString(merge.Current.Value), System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(all.OrderBy(record => record.Key, StringComparer.Ordinal), found);
        Assert.Equal(all.Count, merged);
    }

    [Theory]
    [InlineData("-n", "10,9,2.5,-3,-3.5,02,x,0.0,-0", "-3.5,-3,x,0.0,-0,02,2.5,9,10")]
    [InlineData("-nr", "1,3,2", "3,2,1")]
    [InlineData("-r", "a,c,b", "c,b,a")]
    [InlineData("-k2,2n -k1,1r", "a 10,b 9,c 10,d", "d,b 9,c 10,a 10")]
    public void Fields_of_a_key_order_as_text_or_numbers_either_way_round(string options, string keys, string sorted)
    {
        var order = new KeyFieldOrder(KeyFields.Parse(options, " "));

        Assert.Equal(sorted, string.Join(',', keys.Split(',').Order(Comparer<string>.Create((a, b) => order.Compare(Bytes(a), Bytes(b))))));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
