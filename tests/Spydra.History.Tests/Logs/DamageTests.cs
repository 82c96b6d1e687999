using System.Text;
using Spydra.History.Sources;

namespace Spydra.History.Logs;

public sealed class DamageTests
{
    private static readonly Log[] Three =
    [
        new("container_1795306400786_0001_01_000001", "stderr", new('a', 3000)),
        new("container_1795306400786_0001_01_000002", "stderr", string.Concat(Enumerable.Range(0, 2000).Select(number => $"line {number * 7919}\n"))),
        new("container_1795306400786_0001_01_000003", "stderr", new('c', 3000)),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_TFile_that_was_cut_off_gives_what_is_there_and_then_the_next_file(bool gz)
    {
        var file = new TFileWriter(gz, blockSize: 100).Write(Three);
        var next = new TFileWriter().Write([Three[0]]);

        for (var length = 17; length < file.Length; length += 97)
        {
            List<SpydraException> damages = [];
            var source = new MemorySource { ["f"] = file[..length], ["g"] = next };
            foreach (var smallFile in new[] { 0, 1 << 20 })
            {
                damages.Clear();
                var read = await Reading.AllAsync(Reading.Logs(source, [Reading.Node("f"), Reading.Node("g")], report: damages.Add, smallFile: smallFile));

                var damage = Assert.IsType<DamagedDataException>(Assert.Single(damages));
                Assert.Equal("gs://bucket/f", damage.File);
                Assert.Equal(Three[0], read[^1]);
                var before = string.Concat(read.SkipLast(1).Select(log => log.Content));
                Assert.StartsWith(before, string.Concat(Three.Select(log => log.Content)), StringComparison.Ordinal);
                // Of what is not compressed, all but the heads of the records is there.
                if (!gz) Assert.InRange(before.Length, Math.Min(length, file.Length - 400) - 400, length);
            }
        }
    }

    [Fact]
    public async Task A_cut_gz_file_gives_the_blocks_before_the_cut_and_what_the_last_one_holds()
    {
        var file = new TFileWriter(gz: true, blockSize: 100).Write(Three);
        List<SpydraException> damages = [];

        var read = await Reading.AllAsync(Reading.Logs(new MemorySource { ["f"] = file[..(file.Length / 2)] }, [Reading.Node("f")], report: damages.Add));

        Assert.Equal(Three[0], read[0]);
        Assert.NotEmpty(read[1].Content);
        Assert.StartsWith(read[1].Content, Three[1].Content, StringComparison.Ordinal);
        Assert.Single(damages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_damaged_index_of_a_TFile_costs_nothing_but_a_report(bool gz)
    {
        var file = new TFileWriter(gz, blockSize: 100).Write(Three);
        // The count of the meta blocks.
        file[(int)System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(file.Length - 28))] = 0x80;
        List<SpydraException> damages = [];

        var read = await Reading.AllAsync(Reading.Logs(new MemorySource { ["f"] = file }, [Reading.Node("f")], report: damages.Add));

        Assert.Equal(Three, read);
        Assert.Contains("the number of meta blocks", Assert.Single(damages).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Behind_a_damaged_block_the_next_one_is_read(bool indexed)
    {
        var file = indexed ? new IndexedFileWriter(Reading.Application, gz: true).Write(Three) : new TFileWriter(gz: true, blockSize: 100).Write(Three);
        file[file.Length / 2] ^= 0x10;
        List<SpydraException> damages = [];

        var read = await Reading.AllAsync(Reading.Logs(new MemorySource { ["f"] = file }, [Reading.Node("f")], report: damages.Add));

        Assert.Contains(Three[0], read);
        Assert.Contains(Three[2], read);
        Assert.IsType<DamagedDataException>(Assert.Single(damages));
    }

    [Fact]
    public async Task A_zlib_stream_without_its_last_bytes_is_not_taken_for_a_whole_one()
    {
        var stored = TFileWriter.Zlib(Encoding.ASCII.GetBytes(new string('x', 5000)));

        for (var missing = 1; missing < stored.Length; missing++)
        {
            var file = new LoadedFile(stored.AsMemory(0, stored.Length - missing));
            file.GoTo(new(0, 0, stored.Length));
            using var inflated = new InflatedFeed(file);
            var total = 0L;

            var damage = await Assert.ThrowsAsync<DamagedDataException>(async () =>
            {
                while (await inflated.PeekAsync(CancellationToken.None) is { IsEmpty: false } piece)
                {
                    total += piece.Length;
                    inflated.Advance(piece.Length);
                }
            });

            Assert.Equal(stored.Length - missing, damage.Offset);
            if (missing <= 4) Assert.Equal(5000, total);
        }
    }

    [Fact]
    public async Task A_log_that_is_shorter_than_it_says_ends_there_and_the_next_container_follows()
    {
        byte[] value = [.. TFileWriter.Text("stderr"), .. TFileWriter.Text("500"), .. "Error aggregating log file"u8];
        byte[] good = [.. TFileWriter.Text("stderr"), .. TFileWriter.Text("4"), .. "good"u8];
        var file = new TFileWriter().Write([("VERSION", [0, 0, 0, 1]), (Three[0].Container, value), (Three[1].Container, good)]);
        List<SpydraException> damages = [];

        var text = Encoding.UTF8.GetString(await Reading.TextAsync(Reading.Logs(new MemorySource { ["f"] = file }, [Reading.Node("f")], report: damages.Add)));

        Assert.Contains("LogLength:500\nLogContents:\nError aggregating log file\nContainer: ", text, StringComparison.Ordinal);
        Assert.Contains("good\nEnd of LogType:stderr\n", text, StringComparison.Ordinal);
        Assert.Contains("expected 474 bytes more of a log of 500", Assert.Single(damages).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_has_vanished_and_one_whose_connection_fails_are_reported_and_the_next_is_read()
    {
        var source = new MemorySource
        {
            ["broken"] = new TFileWriter().Write([Three[1], Three[2]]),
            ["good"] = new TFileWriter().Write([Three[0]]),
            Fault = (name, at) => name == "broken" && at is >= 0 and < 20_000 ? new UnreadableFileException(name, "the connection was reset") : null,
            ReadSize = 4096,
        };
        List<string> damages = [];

        var read = await Reading.AllAsync(Reading.Logs(source, [Reading.Node("gone"), Reading.Node("broken"), Reading.Node("good")], report: damage => damages.Add(damage.Message), smallFile: 0));

        Assert.Equal(["gs://bucket/gone cannot be read: it is not there any more", "broken cannot be read: the connection was reset"], damages);
        Assert.Equal([Three[0]], read);
    }

    [Fact]
    public async Task Lzo_is_named_with_what_to_do()
    {
        List<SpydraException> damages = [];
        var source = new MemorySource
        {
            ["t"] = new TFileWriter { Compression = "lzo" }.Write(Three),
            ["i"] = new IndexedFileWriter(Reading.Application) { Compression = "lzo" }.Write(Three),
        };

        Assert.Empty(await Reading.AllAsync(Reading.Logs(source, [Reading.Node("t"), Reading.Node("i")], report: damages.Add)));

        Assert.Equal(2, damages.Count);
        Assert.All(damages, damage => Assert.Equal("lzo", Assert.IsType<UnsupportedCompressionException>(damage).Compression));
        Assert.StartsWith("gs://bucket/t is compressed with lzo", damages[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("something that is no log at all")]
    public async Task Another_file_is_refused_with_what_was_expected(string content)
    {
        List<SpydraException> damages = [];

        await Reading.AllAsync(Reading.Logs(new MemorySource { ["f"] = Encoding.UTF8.GetBytes(content) }, [Reading.Node("f")], report: damages.Add));

        Assert.Contains("the magic with which a TFile ends, or the SHA-256 of application_1795306400786_0001", Assert.Single(damages).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_IndexedFile_that_is_being_added_to_is_read_as_far_as_it_counts()
    {
        var one = new IndexedFileWriter(Reading.Application).Write([Three[0]]);
        var two = new IndexedFileWriter(Reading.Application).Write([Three[0]], [Three[1]]);
        var source = new MemorySource { ["f"] = [.. two, 1, 2, 3] };

        Assert.Equal([Three[0]], await Reading.AllAsync(Reading.Logs(source, [Reading.Node("f", one.Length)])));
        Assert.Equal([Three[0], Three[1]], await Reading.AllAsync(Reading.Logs(source, [Reading.Node("f", two.Length)])));
        Assert.Empty(await Reading.AllAsync(Reading.Logs(source, [Reading.Node("f", 0)])));
    }

    [Fact]
    public async Task A_log_cannot_be_read_after_the_next_one_was_asked_for()
    {
        await using var logs = Reading.Logs(new MemorySource { ["f"] = new TFileWriter().Write(Three) }, [Reading.Node("f")]).GetAsyncEnumerator(CancellationToken.None);
        await logs.MoveNextAsync();
        var first = logs.Current;
        await logs.MoveNextAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.Content.CopyToAsync(Stream.Null));
        Assert.Equal("container_1795306400786_0001_01_000002", logs.Current.Container);
    }
}
