using System.Text.Json.Nodes;
using Spydra.Cli.Reporting;
using Spydra.Clusters;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp.Dataproc;
using Spydra.Runs;
using Spydra.Runs.Journal;

namespace Spydra.Cli.Tests;

/// <summary>What is shown of runs, made of their journals and of what the service shows: pure.</summary>
public sealed class RunListTests
{
    private static readonly DateTimeOffset Four = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
    private static readonly RegionPath Region = new("p", "europe-west1");

    [Fact]
    public void Each_run_is_in_one_state()
    {
        Assert.Equal(RunLine.Done, Line(new JournalRecord.Ended(Four, new(true, JobState.Done, null))).State);
        Assert.Equal(RunLine.Failed, Line(new JournalRecord.Ended(Four, new(true, JobState.Error, FailureClass.Application))).State);
        Assert.Equal(RunLine.Failed, Line(new JournalRecord.Ended(Four, new(false, null, FailureClass.Capacity))).State);
        Assert.Equal(RunLine.Cancelled, Line(new JournalRecord.Ended(Four, new(true, JobState.Cancelled, FailureClass.Cancelled))).State);
        Assert.Equal(RunLine.Interrupted, Line(new JournalRecord.Ended(Four, new(false, JobState.Cancelled, null))).State);
        Assert.Equal(RunLine.Left, Line(new JournalRecord.Left(Four)).State);
        Assert.Equal(RunLine.Unattended, Line().State);
        Assert.Equal(RunLine.Running, RunLine.Of(Known("k", Four) with { IsLed = true }, []).State);
    }

    [Fact]
    public void The_run_that_began_last_stands_first_and_columns_are_aligned()
    {
        KnownRun[] runs =
        [
            Known("sessions-2026-11-21", Four.AddDays(-1), new JournalRecord.JobIs(Four, JobState.Done, null, null), new JournalRecord.Ended(Four, new(true, JobState.Done, null))),
            Known("sessions-2026-11-22", Four, new JournalRecord.Submitting(Four), new JournalRecord.JobIs(Four, JobState.Error, null, null), new JournalRecord.Ended(Four, new(true, JobState.Error, FailureClass.Application))),
        ];

        var lines = RunsText.Of(RunLine.Of(runs, [], null), TimeZoneInfo.Utc).Split('\n');

        Assert.StartsWith("STARTED              STATE                 JOB    CLUSTER  WHERE           ID", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2026-11-22 04:00:00  failed (application)  ERROR  -        p/europe-west1  ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("2026-11-21 04:00:00  done                  DONE   -        p/europe-west1  ", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("  sessions-2026-11-22", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_came_from_outside_moves_the_cursor()
    {
        var run = Known("evil\e[2Jkey\nnext", Four, new JournalRecord.JobIs(Four, JobState.Error, "what\e]0;x\a", null));
        var list = RunsText.Of(RunLine.Of([run], [], null), TimeZoneInfo.Utc);
        var description = DescribeText.Of(new Description(run, RunLine.Of(run, [])), TimeZoneInfo.Utc);

        Assert.DoesNotContain(list + description, c => char.IsControl(c) && c != '\n');
        Assert.Equal(2, list.Count(c => c == '\n'));
    }

    [Fact]
    public void A_cluster_of_mine_whose_journal_is_elsewhere_is_a_line_of_its_own()
    {
        var known = Known("k", Four);
        var (another, foreign, pooled) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        SeenCluster[] seen =
        [
            Seen("c-known", known.Story.Facts!.RunId, "me"), Seen("c-elsewhere", another, "me"), Seen("c-foreign", foreign, "somebody"),
            Seen("c-pool", pooled, "me", (PoolPlace.TokenLabel, "0-1")), Seen("c-strange", Guid.Empty, "me", (RunLabel.Of, "no id")),
        ];

        var lines = RunLine.Of([known], seen, "me");

        Assert.Equal([(known.KeyId, "RUNNING"), (another, "RUNNING")], lines.Select(line => (line.Id, line.ClusterState)).OrderBy(line => line.Id == another));
        Assert.Equal(RunLine.Elsewhere, lines.Single(line => line.Id == another).State);
    }

    [Fact]
    public void Programs_get_every_field_and_null_for_what_is_not_known()
    {
        var json = JsonNode.Parse(RunsJson.Of(RunLine.Of([Known("", Four)], [], null), []))!;

        var row = json["runs"]![0]!.AsObject();
        Assert.Equal(
            ["id", "key", "attempt", "state", "class", "job_id", "job_state", "cluster", "cluster_state", "project", "region", "client_id", "local", "started", "ended", "left_behind"],
            row.Select(field => field.Key));
        Assert.Null(row["key"]);
        Assert.Equal("2026-11-22T04:00:00.0000000Z", (string?)row["started"]);
        Assert.Empty(json["not_asked"]!.AsArray());
    }

    [Fact]
    public void A_description_says_what_was_left_and_how_to_go_on()
    {
        var run = Known("it's mine", Four, new JournalRecord.Acquiring(Four), new JournalRecord.Acquired(Four, "c-1", "u-1"), new JournalRecord.Submitting(Four),
            new JournalRecord.Submitted(Four), new JournalRecord.JobIs(Four, JobState.Running, null, null), new JournalRecord.LeftBehind(Four, "c-0", "the service was away.", "gcloud ... delete c-0"));

        var text = DescribeText.Of(
            new Description(run, RunLine.Of(run, [])) { Seen = new Recollection(new Job("j", JobState.Done, null, null), null), Copy = "gs://b/runs/x.jsonl" }, TimeZoneInfo.Utc);

        Assert.Contains("state         unattended\n", text, StringComparison.Ordinal);
        Assert.Contains("job           j (spark) DONE\n", text, StringComparison.Ordinal);
        Assert.Contains("cluster       c-1 (ephemeral, not there, u-1)\n", text, StringComparison.Ordinal);
        Assert.Contains("LEFT BEHIND   c-0: the service was away.\nremove it     gcloud ... delete c-0\n", text, StringComparison.Ordinal);
        Assert.Contains("'spydra attach 'it'\\''s mine'' goes on with it", text, StringComparison.Ordinal);
    }

    private static RunLine Line(params JournalRecord[] records) => RunLine.Of(Known("k", Four, records), []);

    private static KnownRun Known(string key, DateTimeOffset began, params JournalRecord[] records)
    {
        var id = Guid.NewGuid();
        var facts = new RunFacts(key, key.Length == 0 ? "" : "--run-key", 1, id, "digest", "etl", "j") { Project = "p", Region = "europe-west1", ClusterKind = "ephemeral", Cluster = $"spydra-{id}", JobType = "spark" };
        return new KnownRun(id, RunStory.Of([new JournalRecord.Led(began, 1, "host/1"), new JournalRecord.Begun(began, facts), .. records]), false);
    }

    private static SeenCluster Seen(string name, Guid run, string owner, params (string Key, string Value)[] more) => new(Region, new Cluster(name, "u", "RUNNING", null, null, null,
        new Dictionary<string, string>([new(RunLabel.Key, run.ToString()), new(OwnLabels.Owner, owner), .. more.Select(label => KeyValuePair.Create(label.Key, label.Value))], StringComparer.Ordinal)));
}
