using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp.Storage;
using Spydra.Runs.Journal;

namespace Spydra.Tests.Runs.Journal;

public sealed class JournalTextTests
{
    [Fact]
    public void What_is_written_is_read_whatever_the_texts_hold()
    {
        var seen = new HashSet<Type>();

        Prop.ForAll(Records().ListOf().ToArbitrary(), records =>
        {
            seen.UnionWith(records.Select(record => record.GetType()));
            var reading = JournalText.Read(JournalText.Write(records));
            return reading is { Unreadable: 0, IsNewer: false } && Samples.Words(records).SequenceEqual(Samples.Words(reading.Records));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

        Assert.Equal(typeof(JournalRecord).GetNestedTypes().Length, seen.Count);
    }

    [Fact]
    public void A_diagnosis_is_read_as_it_was_written_and_a_broken_one_costs_itself_only()
    {
        var why = new Diagnosis("schema", FailureClass.Application, 0.95, "no column 'utm_campain'") { Evidence = [new(EvidenceSource.Driver, "AnalysisException") { Offset = 18_204 }], Next = ["Mend it"] };
        var written = JournalText.Write([new JournalRecord.Ended(Samples.At, Samples.Result with { Why = why })]);

        var read = Assert.IsType<JournalRecord.Ended>(Assert.Single(JournalText.Read(written).Records)).Result;
        var ofOthers = JournalFields.Parse("ended", new() { ["final"] = true, ["state"] = "ERROR", ["class"] = "application", ["why"] = new JsonArray("a later form") });

        Assert.Equal(DiagnosisJson.Of(why).ToJsonString(), DiagnosisJson.Of(read.Why!).ToJsonString());
        Assert.Equal((JobState.Error, null), (((JournalRecord.Ended)ofOthers!).Result.State, ((JournalRecord.Ended)ofOthers).Result.Why));
    }

    [Fact]
    public void Half_a_character_is_replaced_and_breaks_nothing()
    {
        var written = JournalText.Write([new JournalRecord.Acquired(Samples.At, "a\ud800b", "\udc00")]);

        Assert.Equal(new JournalRecord.Acquired(Samples.At, "a\ufffdb", "\ufffd"), Assert.Single(JournalText.Read(written).Records));
    }

    [Fact]
    public void A_line_is_one_readable_object_with_the_version_first_and_the_checksum_last()
    {
        var line = Encoding.UTF8.GetString(JournalText.Write([new JournalRecord.Acquired(Samples.At, "c", "u")]));

        Assert.Matches("""^\{"v":1,"kind":"acquired","at":"2026-11-22T10:30:00\.2500000Z","cluster":"c","uuid":"u","crc":"[0-9a-f]{8}"\}\n$""", line);
    }

    [Fact]
    public void Every_kind_of_the_first_version_is_read_for_ever()
    {
        var reading = JournalText.Read(File.ReadAllBytes(Samples.Golden));

        Assert.Equal(0, reading.Unreadable);
        Assert.False(reading.IsNewer);
        Assert.Equal(Samples.Words(Samples.All), Samples.Words(reading.Records));
        Assert.Equal(new OutputPosition("gs://b/driveroutput.", 3, 1234567890123), reading.Position);
        Assert.Equal(typeof(JournalRecord).GetNestedTypes().Length, reading.Records.Select(record => record.GetType()).Distinct().Count());
    }

    [Fact]
    public void Any_damaged_bit_of_a_line_is_noticed()
    {
        var whole = JournalText.Write([Samples.All[3]]);

        for (var bit = 0; bit < (whole.Length - 1) * 8; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            var reading = JournalText.Read(damaged);

            Assert.True(reading.Records.Count == 0 && (reading.Unreadable > 0 || reading.IsNewer), $"bit {bit} was not noticed");
        }
    }

    [Fact]
    public void A_damaged_line_in_the_middle_costs_itself_only()
    {
        var lines = Encoding.UTF8.GetString(JournalText.Write(Samples.All)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[4] = lines[4].Replace("submitting", "submitted", StringComparison.Ordinal);

        var reading = JournalText.Read(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));

        Assert.Equal(1, reading.Unreadable);
        Assert.Equal(Samples.Words(Samples.All.Where((_, i) => i != 4)), Samples.Words(reading.Records));
    }

    [Theory]
    [InlineData("""{"v":1,"kind":"led"}""", "Led { At = 01/01/0001 00:00:00 +00:00, Term = 0, Client =  }")]
    [InlineData("""{"v":1,"kind":"job","exit_code":null,"state":"PAUSED"}""", "JobIs { At = 01/01/0001 00:00:00 +00:00, State = Running, Details = , ExitCode =  }")]
    [InlineData("""{"v":1,"kind":"submitted","at":"2026-11-22T10:30:00Z","why":{"a":[1]}}""", "Submitted { At = 11/22/2026 10:30:00 +00:00 }")]
    [InlineData("""{"v":1,"kind":"submitted","at":"2026-11-22T12:30:00+02:00"}""", "Submitted { At = 11/22/2026 10:30:00 +00:00 }")]
    public void Missing_fields_have_defaults_and_unknown_ones_are_passed_over(string line, string record)
    {
        var reading = JournalText.Read(Sealed(line));

        Assert.Equal(0, reading.Unreadable);
        Assert.Equal(record, Assert.Single(reading.Records).ToString());
    }

    [Fact]
    public void A_failure_of_a_class_from_the_future_is_a_failure_still()
    {
        var reading = JournalText.Read(Sealed("""{"v":1,"kind":"ended","final":true,"state":"ERROR","class":"eclipse"}"""));

        Assert.Equal(FailureClass.Application, Assert.IsType<JournalRecord.Ended>(Assert.Single(reading.Records)).Result.Class);
    }

    [Fact]
    public void A_kind_from_the_future_is_passed_over_and_kept()
    {
        var future = Sealed("""{"v":1,"kind":"resized","at":"2026-11-22T10:30:00Z","to":7}""");

        var reading = JournalText.Read(future);

        Assert.Empty(reading.Records);
        Assert.Equal(0, reading.Unreadable);
        Assert.Equal(future, JournalText.Write(reading));
    }

    [Theory]
    [InlineData("""{"v":2,"kind":"submitted"}""", true)]
    [InlineData("""{"v":2,"anything":true,"sum":"of another kind"}""", true)]
    [InlineData("""{"v":12,"kind":"subm""", true)]
    [InlineData("""{"v":12""", false)]
    [InlineData("""{"v":0,"kind":"submitted"}""", false)]
    [InlineData("""{"v":-2,"kind":"submitted"}""", false)]
    [InlineData("""{"v":99999999999,"kind":"submitted"}""", false)]
    public void A_line_of_a_newer_version_is_known_by_its_beginning(string line, bool isNewer)
    {
        var reading = JournalText.Read(Encoding.UTF8.GetBytes(line));

        Assert.Equal(isNewer, reading.IsNewer);
        Assert.Equal(isNewer ? 0 : 1, reading.Unreadable);
        Assert.Empty(reading.Records);
    }

    [Theory]
    [InlineData("""{"v":1,"kind":"led","term":"seven"}""")]
    [InlineData("""{"v":1,"kind":"led","term":99999999999}""")]
    [InlineData("""{"v":1,"kind":"led","term":{}}""")]
    [InlineData("""{"v":1,"kind":"submitted","at":"yesterday"}""")]
    [InlineData("""{"v":1,"kind":"begun","run_id":"one"}""")]
    [InlineData("""{"v":1,"kind":"begun","history_timeout":"99999999999999.00:00:00"}""")]
    [InlineData("""{"v":1,"kind":"begun","impersonate":"a"}""")]
    [InlineData("""{"v":1,"kind":"led","term":1,"term":2}""")]
    [InlineData("""{"v":1,"kind":7}""")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"v":1,"kind":"printed","offset":-1.5}""")]
    public void A_line_of_other_types_is_unreadable_and_nothing_breaks(string line)
    {
        var reading = JournalText.Read((byte[])[.. Sealed(line), .. JournalText.Write([Samples.All[2]])]);

        Assert.Equal(1, reading.Unreadable);
        Assert.Single(reading.Records);
    }

    [Fact]
    public void No_bytes_whatever_break_the_reading()
    {
        var whole = JournalText.Write(Samples.All);

        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), Gen.Choose(0, whole.Length).ToArbitrary(), (bytes, cut) =>
        {
            // What is whole before the noise is read.
            byte[] text = [.. whole[..cut], (byte)'\n', .. bytes];
            return JournalText.Read(text).Records.Count >= Encoding.UTF8.GetString(whole[..cut]).Count(c => c == '\n');
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    /// <summary>A line with its checksum, as another version would write it.</summary>
    internal static byte[] Sealed(string line)
    {
        var checksum = new Crc32C();
        checksum.Append(Encoding.UTF8.GetBytes(line));
        return Encoding.UTF8.GetBytes($"{line[..^1]},\"crc\":\"{checksum.Value:x8}\"}}\n");
    }

    private static Gen<JournalRecord> Records()
    {
        string[] hostile = ["", "\n", "\r\n", "\"},\"crc\":\"00000000\"}\n{\"v\":2,", "\u0000", "\u2028\u0085", "\\", "é🙂", "\u001b[31m", "{}", "null", "</script>", new string('x', 3000)];
        var text = Gen.OneOf(Gen.Elements(hostile), ArbMap.Default.GeneratorFor<string>().Select(any => Valid(any ?? "")));
        var maybe = Gen.OneOf(text.Select(some => (string?)some), Gen.Constant((string?)null));
        var texts = text.ListOf().Select(all => all.Take(4).ToImmutableArray());
        var number = ArbMap.Default.GeneratorFor<int>();
        var code = Gen.OneOf(number.Select(some => (int?)some), Gen.Constant((int?)null));
        var at = Gen.Choose(0, int.MaxValue).SelectMany(_ => Gen.Choose(0, int.MaxValue), (high, low) => new DateTimeOffset((long)high << 30 | (uint)low, TimeSpan.Zero));
        var duration = Gen.Choose(int.MinValue, int.MaxValue).SelectMany(_ => Gen.Choose(0, int.MaxValue), (high, low) => new TimeSpan(((long)high << 24) + low));
        var state = Gen.Elements(Enum.GetValues<JobState>());
        var failure = Gen.OneOf(Gen.Elements(Enum.GetValues<FailureClass>()).Select(some => (FailureClass?)some), Gen.Constant((FailureClass?)null));
        var flag = Gen.Elements(true, false);
        var id = ArbMap.Default.GeneratorFor<Guid>();

        var facts =
            from key in text
            from origin in text
            from attempt in number
            from run in id
            from digest in text
            from client in text
            from job in text
            from more in maybe.ArrayOf(9)
            from history in duration
            from limit in Gen.OneOf(duration.Select(some => (TimeSpan?)some), Gen.Constant((TimeSpan?)null))
            from local in flag
            from accounts in texts
            select new RunFacts(key, origin, attempt, run, digest, client, job)
            {
                Version = more[0] ?? "",
                Project = more[1],
                Region = more[2],
                ClusterKind = more[3] ?? "none",
                Cluster = more[4],
                JobType = more[5] ?? "",
                LogBucket = more[6],
                History = more[7],
                HistoryTimeout = history,
                MaxRuntime = limit,
                Local = local,
                Impersonate = accounts,
                BillingProject = more[8],
            };
        var result =
            from final in flag
            from end in Gen.OneOf(state.Select(some => (JobState?)some), Gen.Constant((JobState?)null))
            from kind in failure
            from more in maybe.ArrayOf(3)
            from exit in code
            from missing in texts
            select new RunResult(final, end, kind) { Details = more[0], Cause = more[1], WhatToDo = more[2], JobExitCode = exit, MissingHistory = missing };

        return Gen.OneOf<JournalRecord>(
            from a in at from term in number from client in text select (JournalRecord)new JournalRecord.Led(a, term, client),
            at.Select(a => (JournalRecord)new JournalRecord.Left(a)),
            from a in at from known in facts select (JournalRecord)new JournalRecord.Begun(a, known),
            at.Select(a => (JournalRecord)new JournalRecord.Acquiring(a)),
            from a in at from cluster in text from uuid in text select (JournalRecord)new JournalRecord.Acquired(a, cluster, uuid),
            at.Select(a => (JournalRecord)new JournalRecord.Submitting(a)),
            at.Select(a => (JournalRecord)new JournalRecord.NotSubmitted(a)),
            at.Select(a => (JournalRecord)new JournalRecord.Submitted(a)),
            from a in at from s in state from details in maybe from exit in code select (JournalRecord)new JournalRecord.JobIs(a, s, details, exit),
            from a in at from uri in text select (JournalRecord)new JournalRecord.OutputFound(a, uri),
            at.Select(a => (JournalRecord)new JournalRecord.Cancelling(a)),
            at.Select(a => (JournalRecord)new JournalRecord.Releasing(a)),
            from a in at from cluster in text select (JournalRecord)new JournalRecord.Released(a, cluster),
            from a in at from cluster in text from reason in text from how in text select (JournalRecord)new JournalRecord.LeftBehind(a, cluster, reason, how),
            from a in at from end in result select (JournalRecord)new JournalRecord.Ended(a, end));
    }

    /// <summary>Half characters have a test of their own.</summary>
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
