using System.Text;

namespace Spydra.History.Causes;

public sealed class HostileTextsTests
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData("x")]
    [InlineData("error ")]
    [InlineData("a.b.Error: ")]
    [InlineData("Caused by: ")]
    [InlineData("\u001b]")]
    public async Task A_text_without_an_end_of_line_takes_no_more_memory_than_others(string part)
    {
        var text = new EndlessText(Encoding.UTF8.GetBytes(part), 100L * Megabyte);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var scan = await TroubleScanner.ScanAsync(text, Scanning.Driver, 0, CancellationToken.None);

        Assert.Equal(100L * Megabyte, scan.Bytes);
        Assert.True(scan.Troubles.Length <= 1);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10 * Megabyte);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("\nINFO mapreduce.Job: Job job_1_0001 failed with state KILLED due to: ", Outcome.Killed)]
    [InlineData("\nINFO mapreduce.Job: Job job_1_0001 failed with state FAILED due to: ", Outcome.Failed)]
    public void The_end_of_a_driver_is_found_behind_a_line_that_never_ends(string end, Outcome? outcome)
    {
        // Minutes, where each of its characters has the line looked through.
        var tail = new string('x', DriverEnding.TailSize) + end;

        Assert.Equal(outcome, DriverEnding.Of(new Scan([]), tail, 0)?.Outcome);
    }

    [Theory]
    [InlineData("error {0}\n")]
    [InlineData("java.io.IOException: {0}\n")]
    [InlineData("java.io.IOException: {0}\n\tat a.B.c(B.java:1)\nCaused by: x.Y: {0}\n\n")]
    [InlineData("Traceback (most recent call last):\n")]
    [InlineData("Traceback (most recent call last):\n  File \"x\", line 1, in x\nKeyError: {0}\n\nDuring handling of the above exception, another exception occurred:\n\n")]
    [InlineData("Task Id : attempt_1_1_m_1_1, Status : FAILED\n")]
    [InlineData("    at x\n")]
    [InlineData("Caused by: x\n")]
    [InlineData("Driver stacktrace:\n")]
    public async Task Troubles_without_end_are_kept_to_a_number_of_them(string line)
    {
        var words = new StringBuilder();
        for (var i = 0; words.Length < Megabyte / 2; i++) words.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, line, Letters(i));
        var bytes = Encoding.UTF8.GetBytes(words.ToString());

        var scan = await Scanning.OfBytesAsync(bytes);

        Assert.InRange(scan.Troubles.Length, 0, 2000);
        Scanning.AssertPlaces(scan, bytes);
    }

    [Fact]
    public void Of_many_troubles_the_first_the_last_and_those_nobody_caught_are_kept()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 5000; i++) text.Append("ERROR A: ").Append(Letters(i)).Append('\n').Append(i == 2500 ? "Exception in thread \"main\" java.io.IOException: the end\n" : "");

        var troubles = Scanning.Of(text.ToString());

        Assert.Equal(2000, troubles.Length);
        Assert.Equal(["ERROR A: " + Letters(0), "ERROR A: " + Letters(999)], [troubles[0].Text, troubles[999].Text]);
        Assert.Equal("java.io.IOException: the end", troubles[1000].Chain());
        Assert.Equal("ERROR A: " + Letters(4999), troubles[^1].Text);
    }

    [Fact]
    public async Task Wrong_bytes_do_not_hide_what_is_around_them()
    {
        byte[] bytes = [.. "\0\u001b[31m"u8, 0xC3, 0x28, 0xFF, .. "error: caf"u8, 0xE9, .. "\u001b[0m\nERROR A: it\0 broke\r\n"u8];

        var scan = await Scanning.OfBytesAsync(bytes);

        Assert.Equal(["\uFFFD(\uFFFDerror: caf\uFFFD", "ERROR A: it broke"], scan.Troubles.Select(trouble => trouble.Text));
    }

    [Fact]
    public void Changed_texts_are_read_to_their_end()
    {
        var random = new Random(20261122);
        string[] lines =
        [
            "Traceback (most recent call last):", "  File \"/x/y.py\", line 3, in f", "    x = 1", "KeyError: 'x'", "", "During handling of the above exception, another exception occurred:",
            "java.io.IOException: x", "\tat a.B.c(B.java:1)", "Caused by: java.io.EOFException", "\t... 3 more", "Driver stacktrace:", "\tSuppressed: a.B: c", "py4j.protocol.Py4JJavaError: An error occurred.",
            ": org.apache.spark.SparkException: Job aborted: java.io.IOException: z", "26/11/22 03:30:30 ERROR A: org.apache.spark.api.python.PythonException: Traceback (most recent call last):",
            "2026-11-22 03:30:30,123 - root - ERROR - x", "26/11/22 03:01:36 INFO mapreduce.Job: Task Id : attempt_1_1_m_1_1, Status : FAILED", "Error: java.lang.Error: x", ") [duplicate 1]", "\"\"\"",
            "SyntaxError: x", "Error occurred during initialization of VM", "\u001b[31merror\u001b[0m", "  | Traceback (most recent call last):", "JVM stacktrace:", "[2026-11-22 03:10:18.221]Exit code is 143",
        ];
        for (var i = 0; i < 10_000; i++)
        {
            var text = string.Join(random.Next(8) == 0 ? "\r" : "\n", Enumerable.Range(0, random.Next(1, 14)).Select(_ => Changed(lines[random.Next(lines.Length)], random)));

            var scan = TroubleScanner.Of(text, Scanning.Driver);

            Assert.All(scan.Troubles, trouble => Assert.True(trouble.Text.Length <= 4000 && trouble.Chain.Length <= 50));
        }
    }

    private static string Changed(string line, Random random)
    {
        if (line.Length == 0 || random.Next(3) > 0) return line;
        var at = random.Next(line.Length);
        return random.Next(4) switch
        {
            0 => line[..at],
            1 => line[..at] + (char)random.Next(0, 0x10000) + line[at..],
            2 => line[at..],
            _ => line[..at] + line,
        };
    }

    private static string Letters(int number)
    {
        var letters = new char[5];
        for (var i = 4; i >= 0; i--, number /= 20) letters[i] = (char)('g' + (number % 20));
        return new string(letters);
    }

    /// <summary>The same bytes again and again, up to a length.</summary>
    private sealed class EndlessText(byte[] part, long length) : Stream
    {
        private readonly byte[] block = [.. Enumerable.Repeat(part, 4096).SelectMany(each => each)];
        private long left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(left, Math.Min(buffer.Length, block.Length));
            block.AsSpan(0, count).CopyTo(buffer.Span);
            left -= count;
            return new(count);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
