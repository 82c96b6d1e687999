using Spydra.Cli.Reporting;
using Spydra.Failures;

namespace Spydra.Cli.Tests;

public sealed class DiagnosisTextTests
{
    private static readonly DumpPlace Place = new("run-logs", "nightly etl", Local: false);

    private static readonly Diagnosis Schema = new("schema", FailureClass.Application, 0.95, "a column that the data does not have: utm_campain")
    {
        Evidence =
        [
            new(EvidenceSource.Driver, "AnalysisException: [UNRESOLVED_COLUMN]") { File = "gs://b/driveroutput", Offset = 18_204 },
            new(EvidenceSource.Container, "KeyError: 'XK'") { File = "stderr", Container = "container_1795314636366_0100_01_000003", Offset = 4711, Host = "w-1", Attempt = "attempt 3 of 4" },
            new(EvidenceSource.Container, "KeyError: 'XK'") { File = "stderr", Container = "container_1795314636366_0100_01_000004", Offset = 12 },
            new(EvidenceSource.Diagnostics, "Task failed"),
        ],
        Path = ["task attempt 3 of 4 on w-1", "stage 7", "job"],
        Next = ["Write utm_campaign", "Or leave it out"],
        Also = [new("python_exception", FailureClass.Application, 0.3, "KeyError: 'XK'")],
        Missing = ["no event log", "a", "b", "c"],
    };

    [Fact]
    public void It_says_the_cause_where_it_stands_what_came_of_it_and_what_to_try() => Assert.Equal(
        """
        why: a column that the data does not have: utm_campain (schema, application, 0.95)
          driver gs://b/driveroutput, byte 18,204: AnalysisException: [UNRESOLVED_COLUMN]
          container_1795314636366_0100_01_000003 stderr, byte 4,711, on w-1, attempt 3 of 4: KeyError: 'XK'
          open: spydra dump-logs --log-bucket run-logs --client-id 'nightly etl' --application application_1795314636366_0100 --container container_1795314636366_0100_01_000003 --log-type stderr --offset 4711
          container_1795314636366_0100_01_000004 stderr, byte 12: KeyError: 'XK'
          YARN: Task failed
        led to: task attempt 3 of 4 on w-1 -> stage 7 -> job
        try: Write utm_campaign
             Or leave it out
        also possible: python_exception (0.3): KeyError: 'XK'
        missing: no event log; a; b; and 1 more
        """, DiagnosisText.Of(Schema, Place));

    [Fact]
    public void Of_a_job_that_did_not_fail_one_line_is_enough() =>
        Assert.Equal("why: nothing failed (none, 1)", DiagnosisText.Of(new Diagnosis(Diagnosis.None, null, 1, "nothing failed"), Place));

    [Theory]
    [InlineData("container_1795314636366_0100_01_000003", "application_1795314636366_0100")]
    [InlineData("container_e17_1795314636366_100001_01_000003", "application_1795314636366_100001")]
    [InlineData("container_1795314636366_0100_01_000003; rm -rf /", null)]
    [InlineData("driver", null)]
    public void A_container_is_opened_by_its_own_application(string container, string? application) =>
        Assert.Equal(application, Place.Command(container, "stderr", null)?.Split(' ').SkipWhile(word => word != "--application").ElementAt(1));

    [Fact]
    public void What_a_stranger_wrote_opens_no_other_command_and_moves_no_cursor()
    {
        var evil = "\e[2J\u202e\r\n$(touch /tmp/x)'";
        var diagnosis = new Diagnosis(evil, FailureClass.Application, 1, evil)
        {
            Evidence = [new(EvidenceSource.Container, evil) { File = evil, Container = "container_1795314636366_0100_01_000003", Host = evil, Attempt = evil }],
            Path = [evil],
            Next = [evil],
            Also = [new(evil, null, 0, evil)],
            Missing = [evil],
        };

        var lines = DiagnosisText.Lines(diagnosis, Place with { ClientId = evil }).ToList();

        Assert.All(lines, line => Assert.DoesNotContain(line, c => char.IsControl(c) || c == '\u202e'));
        Assert.Equal(7, lines.Count);
        Assert.DoesNotMatch(@"(?<!['\w])\$\(touch", lines.Single(line => line.StartsWith("  open:", StringComparison.Ordinal)).Replace("\\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public void However_much_there_is_the_answer_fits_on_a_screen()
    {
        var much = Schema with
        {
            Evidence = [.. Enumerable.Repeat(Schema.Evidence[1] with { Text = new string('x', 100_000) }, 1000)],
            Next = [.. Enumerable.Repeat("n", 1000)],
            Also = [.. Enumerable.Repeat(Schema, 1000)],
            Missing = [.. Enumerable.Repeat("m", 1000)],
        };

        var lines = DiagnosisText.Lines(much, Place).ToList();

        Assert.InRange(lines.Count, 10, 21);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 2000));
    }
}
