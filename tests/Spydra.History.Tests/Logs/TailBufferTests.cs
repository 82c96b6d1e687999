using System.Text;

namespace Spydra.History.Logs;

public sealed class TailBufferTests
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "last")]
    [InlineData(2, "\nlast")]
    [InlineData(3, "b\n\nlast")]
    [InlineData(9, "a\nb\n\nlast")]
    public void The_last_lines_are_the_same_in_whatever_pieces_they_come(int lines, string expected)
    {
        var text = Encoding.UTF8.GetBytes("a\nb\n\nlast");
        for (var size = 1; size <= text.Length; size++)
        {
            foreach (var end in new[] { "", "\n" })
            {
                var tail = new TailBuffer(lines);
                foreach (var piece in text.Concat(Encoding.UTF8.GetBytes(end)).Chunk(size)) tail.Add(piece);

                Assert.Equal(lines == 0 ? "" : expected + end, string.Concat(tail.Last().Select(part => Encoding.UTF8.GetString(part.Span))));
            }
        }
    }

    [Fact]
    public void A_few_lines_of_a_long_log_take_little_memory()
    {
        var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a line of a log\n", 1000)));
        var tail = new TailBuffer(5);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 2000; i++) tail.Add(piece);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
        Assert.Equal(5 * 16, tail.Last().Sum(part => part.Length));
    }
}
