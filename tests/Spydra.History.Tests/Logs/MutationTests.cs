using System.Buffers.Binary;

namespace Spydra.History.Logs;

/// <summary>
/// Files of nodes, damaged in every way that chance finds: the reader gives what it can and says what it could not, with nothing but
/// its own exceptions, in a memory that the size of the file bounds, and to an end.
/// </summary>
public sealed class MutationTests
{
    // Of each reader. One in fifty of them is read as large files are, and one in fifty is one that Hadoop wrote: these are larger.
    private const int Inputs = 100_000;
    private const int Largest = 40_000;

    [Fact]
    public Task A_hundred_thousand_damaged_TFiles_are_read_or_refused() => MutateAsync("TFile", 7, [.. TFiles()], [.. HadoopFiles(indexed: false)]);

    [Fact]
    public Task A_hundred_thousand_damaged_IndexedFiles_are_read_or_refused() => MutateAsync("IndexedFile", 8, [.. IndexedFiles()], [.. HadoopIndexedFiles()]);

    private static IEnumerable<byte[]> TFiles()
    {
        foreach (var gz in new[] { false, true })
        {
            yield return new TFileWriter(gz, blockSize: 300, chunkSize: 40).Write(Logs());
            yield return new TFileWriter(gz).Write(Logs());
        }
    }

    private static IEnumerable<byte[]> IndexedFiles()
    {
        foreach (var gz in new[] { false, true })
        {
            yield return new IndexedFileWriter(Reading.Application, gz).Write([.. Logs()]);
            yield return new IndexedFileWriter(Reading.Application, gz).Write([.. Logs().Take(2)], [.. Logs().Skip(2)]);
        }
    }

    private static IEnumerable<byte[]> HadoopIndexedFiles()
    {
        // The checksum is that of its application: it is read as that of the others.
        var ours = new IndexedFileWriter(Reading.Application).Write([])[..32];
        return HadoopFiles(indexed: true).Select(file => (byte[])[.. ours, .. file[32..^32], .. ours]);
    }

    private static IEnumerable<byte[]> HadoopFiles(bool indexed) =>
        Directory.EnumerateFiles(Golden.Selection, "spydra-lab-w-*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(path => new FileInfo(path).Length < Largest && path.Contains("-ifile", StringComparison.Ordinal) == indexed)
            .Select(File.ReadAllBytes);

    private static IEnumerable<Log> Logs() => Enumerable.Range(0, 6).Select(number =>
        new Log($"container_1795306400786_0001_01_{number / 2:000000}", number % 2 == 0 ? "stderr" : "stdout", string.Concat(Enumerable.Repeat($"line {number}\n", number * 3))));

    private static async Task MutateAsync(string format, int seed, byte[][] small, byte[][] large)
    {
        var random = new Random(seed);
        var (damaged, whole) = (0, 0);
        for (var number = 0; number < Inputs; number++)
        {
            var input = Mutated(Pick(number % 50 == 25 ? large : small, random), small, random);
            var isAhead = number % 50 == 0;
            var source = new MemorySource { ["f"] = input };
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var reading = ReadAsync(source, isAhead ? 0 : 1 << 20, input.Length);
                // What is read as a whole is read on this thread: what it allocates can be counted.
                Assert.True(isAhead || reading.IsCompleted);
                if (await reading) damaged++;
                else whole++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{format}, input {number}: {e}");
            }

            if (isAhead) continue;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 1_000_000 + (100L * input.Length), $"{format}, input {number} of {input.Length} bytes: {allocated} bytes of memory");
        }

        // Most damage is seen, or the reader would not look; some lies where it changes nothing but the text.
        Assert.InRange(damaged, Inputs / 3, Inputs);
        Assert.NotEqual(0, whole);
    }

    private static byte[] Pick(byte[][] files, Random random) => files[random.Next(files.Length)];

    private static async Task<bool> ReadAsync(MemorySource source, int smallFile, int size)
    {
        var isDamaged = false;
        void Report(SpydraException damage) => isDamaged = damage is DamagedDataException or UnsupportedCompressionException ? true : throw damage;
        // No zlib stream holds more than 1,032 times its size.
        Assert.True(await ReadAsync(Reading.Logs(source, [Reading.Node("f")], report: Report, smallFile: smallFile)) <= 1100L * size);
        return isDamaged;
    }

    private static async Task<long> ReadAsync(IAsyncEnumerable<LogFile> logs)
    {
        var total = 0L;
        await foreach (var log in logs)
        {
            while (await log.Bytes.PeekAsync(CancellationToken.None) is { IsEmpty: false } piece)
            {
                total += piece.Length;
                log.Bytes.Advance(piece.Length);
            }
        }

        return total;
    }

    private static byte[] Mutated(byte[] file, byte[][] files, Random random)
    {
        var input = (byte[])file.Clone();
        for (var times = 1 + random.Next(3); times > 0 && input.Length > 16; times--)
        {
            // Half of the damage goes to the end, where the index is.
            var at = random.Next(2) == 0 ? random.Next(input.Length) : input.Length - 1 - random.Next(Math.Min(input.Length, 700));
            switch (random.Next(7))
            {
                case 0:
                    input[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    input[at] = (byte)random.Next(256);
                    break;
                case 2:
                    input = input[..at];
                    break;
                case 3:
                    var other = files[random.Next(files.Length)];
                    input = [.. input[..at], .. other[random.Next(other.Length)..]];
                    break;
                case 4:
                    var gone = random.Next(1, 20);
                    input = [.. input[..at], .. input[Math.Min(input.Length, at + gone)..]];
                    break;
                case 5 when at + 9 < input.Length:
                    // A length of the largest size, as TFile and as Java write it.
                    byte[][] largest = [[0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0xff, 0xff], [0x84, 0x7f, 0xff, 0xff, 0xff], [0x80, 0, 0, 0]];
                    largest[random.Next(largest.Length)].CopyTo(input, at);
                    break;
                default:
                    if (at + 8 <= input.Length) BinaryPrimitives.WriteInt64BigEndian(input.AsSpan(at), random.Next(2) == 0 ? random.Next(input.Length) : random.NextInt64());
                    break;
            }
        }

        return input;
    }
}
