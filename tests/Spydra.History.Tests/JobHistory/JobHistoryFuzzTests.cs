using System.Text.Json.Nodes;

namespace Spydra.History.JobHistory;

/// <summary>
/// Golden files with bytes flipped, cut, spliced, repeated and overwritten with the largest lengths. Each is read, or refused with its byte; and what
/// is allocated stays within a multiple of what is read.
/// </summary>
public sealed class JobHistoryFuzzTests
{
    private const int Inputs = 100_000;

    private static readonly byte[][] Evil =
    [
        [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0xFE, 0xFF, 0xFF, 0x07], [0x80, 0x80, 0x80, 0x80, 0x08], [0x01], [0xFF], [0x00],
        "{"u8.ToArray(), "}"u8.ToArray(), "\""u8.ToArray(), "[[[[[[[["u8.ToArray(), "\\ud800"u8.ToArray(), "null"u8.ToArray(), "-9223372036854775809"u8.ToArray(), "1e999"u8.ToArray(),
        "<!DOCTYPE x>"u8.ToArray(), "<property>"u8.ToArray(), "</configuration>"u8.ToArray(), "&#x110000;"u8.ToArray(), "<![CDATA["u8.ToArray(), "\"type\":\"Event\""u8.ToArray(), "\"array\""u8.ToArray(),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_history_is_read_or_refused(bool binary)
    {
        var (schema, events) = Essence(GoldenHistories.InTests.First(golden => HistoryWriter.Lines(golden.Path).Encoding == "Avro-Json").Path);
        Histories(binary ? HistoryWriter.Binary(schema, events) : HistoryWriter.Json(schema, events), binary ? 1 : 2, Inputs);
    }

    [Fact]
    public void A_whole_history_is_read_or_refused()
    {
        foreach (var golden in GoldenHistories.InTests) Histories(File.ReadAllBytes(golden.Path), golden.Id.Number, 400);
    }

    [Fact]
    public void A_configuration_is_read_or_damaged()
    {
        var golden = File.ReadAllBytes(GoldenHistories.InTests.First(each => File.Exists(each.ConfPath)).ConfPath);
        byte[] seed = [.. golden.AsSpan(0, 2500), .. "</configuration>"u8];
        Parallel(3, seed, 0, Inputs, input =>
        {
            using var stream = new MemoryStream(input);
            Assert.True(JobConfiguration.ReadAsync(stream, CancellationToken.None).IsCompletedSuccessfully);
        });
    }

    private static void Histories(byte[] seed, int salt, int inputs)
    {
        var head = Array.IndexOf(seed, (byte)'\n', 12) + 1;
        Parallel(salt, seed, head, inputs, input =>
        {
            using var stream = new MemoryStream(input);
            var reading = JobHistoryReader.ReadAsync(stream, CancellationToken.None);
            Assert.True(reading.IsCompleted);
            if (reading.IsFaulted) Assert.IsType<DamagedDataException>(reading.Exception.InnerException);
            else if (input.Length % 8 == 0) JobHistoryText.Write(reading.Result, true, TimeZoneInfo.Utc, TextWriter.Null);
        });
    }

    private static void Parallel(int salt, byte[] seed, int head, int inputs, Action<byte[]> read) => System.Threading.Tasks.Parallel.For(0, 8, part =>
    {
        var random = new Random(salt * 8 + part);
        for (var each = 0; each < inputs / 8; each++)
        {
            // The schema is every tenth input's part; damage in it ends the reading at once.
            var input = Mutated(random, seed, each % 10 == 0 ? 0 : head);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(input);
            }
            catch (Exception e)
            {
                Assert.Fail($"{e}\n{Convert.ToHexString(input)}");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000 + 64L * input.Length);
        }
    });

    private static byte[] Mutated(Random random, byte[] seed, int from)
    {
        List<byte> bytes = [.. seed];
        for (var times = random.Next(1, 5); times > 0 && bytes.Count > from + 1; times--)
        {
            var at = random.Next(from, bytes.Count);
            var length = random.Next(1, Math.Min(64, bytes.Count - at + 1));
            switch (random.Next(7))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, random.Next(20) == 0 ? bytes.Count - at : length); break;
                case 3: bytes.InsertRange(random.Next(from, bytes.Count), bytes.GetRange(at, length)); break;
                case 4: bytes.InsertRange(at, Evil[random.Next(Evil.Length)]); break;
                default:
                    var evil = Evil[random.Next(Evil.Length)];
                    for (var place = 0; place < evil.Length && at + place < bytes.Count; place++) bytes[at + place] = evil[place];
                    break;
            }
        }
        return [.. bytes];
    }

    // One event of each type, with a few of its counters, and of the schema what they need: small enough for a hundred thousand readings.
    private static (string Schema, IReadOnlyList<JsonNode> Events) Essence(string path)
    {
        var events = HistoryWriter.Events(path).DistinctBy(each => each["type"]!.GetValue<string>()).ToList();
        foreach (var groups in events.SelectMany(Groups))
        {
            while (groups.Count > 2) groups.RemoveAt(2);
            foreach (var counts in groups.Select(group => group!["counts"]!.AsArray()))
                while (counts.Count > 2) counts.RemoveAt(2);
        }
        var schema = JsonNode.Parse(HistoryWriter.Lines(path).Schema)!;
        var used = events.Select(each => each["event"]!.AsObject().Single().Key.Split('.')[^1]).Append("JobFinished").ToHashSet();
        schema["fields"]![1]!["type"]!.AsArray().RemoveAll(branch => !used.Contains(branch!["name"]!.GetValue<string>()));
        return (schema.ToJsonString(), events);
    }

    private static IEnumerable<JsonArray> Groups(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } each => each.SelectMany(member => member is { Key: "groups", Value: JsonArray groups } ? [groups] : Groups(member.Value)),
        JsonArray list => list.SelectMany(Groups),
        _ => [],
    };
}
