using System.Text;
using Spydra.Emulator.Dataproc;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Dataproc;

public sealed class DriverOutputTests
{
    private readonly ManualTimeProvider clock = new();
    private readonly MemoryStore objects = new();

    public DriverOutputTests() => objects.CreateBucket("b");

    [Fact]
    public async Task The_first_bytes_are_seen_at_once_and_later_ones_when_the_time_is_up()
    {
        await using var output = Output();

        await output.WriteAsync("one\n"u8.ToArray());
        Assert.Equal("one\n", objects.ReadAll("gs://b/out"));
        await output.WriteAsync("two\n"u8.ToArray());
        Assert.Equal("one\n", objects.ReadAll("gs://b/out"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("one\ntwo\n", objects.ReadAll("gs://b/out"));
        await output.CompleteAsync(default);

        Assert.Equal([("out.000000000", 4L), ("out.000000000", 8L), ("out.000000001", 0L)], objects.Writes);
    }

    [Fact]
    public async Task A_driver_that_prints_nothing_leaves_one_empty_object()
    {
        await using var output = Output();

        await output.CompleteAsync(default);
        await output.CompleteAsync(default);
        await output.WriteAsync("too late"u8.ToArray());

        Assert.Equal([("out.000000000", 0L)], objects.Writes);
    }

    [Fact]
    public async Task Objects_roll_at_one_mebibyte_and_lose_nothing()
    {
        await using var output = Output();
        var expected = new StringBuilder();
        for (var i = 0; expected.Length < 5 << 19; i++)
        {
            var line = $"line {i}\n";
            expected.Append(line);
            output.Write(Encoding.UTF8.GetBytes(line));
        }

        var big = new byte[3 << 20];
        Array.Fill(big, (byte)'x');
        await output.WriteAsync(big);
        expected.Append('x', big.Length);
        await output.CompleteAsync(default);

        Assert.Equal(expected.ToString(), objects.ReadAll("gs://b/out"));
        var sizes = objects.List("b", "out").Select(stored => stored.Size).ToList();
        Assert.All(sizes.SkipLast(2), size => Assert.Equal(1 << 20, size));
        Assert.Equal(0, sizes[^1]);
    }

    [Fact]
    public async Task Lines_of_many_threads_are_never_mixed()
    {
        await using var output = Output();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++) output.Write(Encoding.UTF8.GetBytes($"{thread}:{new string((char)('a' + thread), 50)}\n"));
        })));
        await output.CompleteAsync(default);

        var lines = objects.ReadAll("gs://b/out").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1600, lines.Length);
        Assert.All(lines, line => Assert.Equal($"{line[0]}:{new string((char)('a' + line[0] - '0'), 50)}", line));
    }

    [Fact]
    public async Task Output_that_cannot_be_written_does_not_stop_the_driver()
    {
        await using var output = new DriverOutput(objects, "gone", "out", TimeSpan.FromSeconds(1), clock);

        await output.WriteAsync("x"u8.ToArray());
        await output.CompleteAsync(default);

        Assert.Contains("gs://gone/out.000000000", output.Problem, StringComparison.Ordinal);
    }

    private DriverOutput Output() => new(objects, "b", "out", TimeSpan.FromSeconds(1), clock);
}
