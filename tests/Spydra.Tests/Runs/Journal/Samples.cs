using Spydra.Events;
using Spydra.Failures;
using Spydra.Runs.Journal;
using Spydra.Testing;

namespace Spydra.Tests.Runs.Journal;

/// <summary>A record of each kind, with every field filled; the golden file holds the same.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset At = new(2026, 11, 22, 10, 30, 0, 250, TimeSpan.Zero);

    public static readonly RunFacts Facts = new("daily/2026-11-22", "STYX_TRIGGER_ID", 2, new Guid("11111111-2222-3333-4444-555555555555"), "sha256:ab12", "client", "job-1")
    {
        Version = "1.5.0",
        Project = "p",
        Region = "europe-west1",
        ClusterKind = "ephemeral",
        Cluster = "spydra-11111111",
        JobType = "hadoop",
        LogBucket = "run-logs",
        History = "gs://run-logs/history/",
        HistoryTimeout = TimeSpan.FromMinutes(5),
        MaxRuntime = TimeSpan.FromHours(30),
        Local = true,
        Impersonate = ["a@p.iam", "b@p.iam"],
        BillingProject = "payer",
    };

    public static readonly RunResult Result = new(IsFinal: true, JobState.Error, FailureClass.TimeLimit)
    {
        Details = "Task \"x\" failed:\n\tat y\u2028\u0000é🙂",
        JobExitCode = 3,
        Cause = "The job took too long.",
        WhatToDo = "Raise max_runtime.",
        MissingHistory = ["a.jhist", "b.xml"],
    };

    public static IReadOnlyList<JournalRecord> All { get; } =
    [
        new JournalRecord.Led(At, 7, "client-a"),
        new JournalRecord.Begun(At, Facts),
        new JournalRecord.Acquiring(At),
        new JournalRecord.Acquired(At, "spydra-11111111", "uuid-1"),
        new JournalRecord.Submitting(At),
        new JournalRecord.NotSubmitted(At),
        new JournalRecord.Submitted(At),
        new JournalRecord.JobIs(At, JobState.SetupDone, "preparing", 1),
        new JournalRecord.OutputFound(At, "gs://b/driveroutput."),
        new JournalRecord.Cancelling(At),
        new JournalRecord.Releasing(At),
        new JournalRecord.Released(At, "spydra-11111111"),
        new JournalRecord.LeftBehind(At, "spydra-11111111", "not allowed", "gcloud dataproc clusters delete spydra-11111111"),
        new JournalRecord.Ended(At, Result),
        new JournalRecord.Left(At),
    ];

    /// <summary>A journal of an attempt that ended well.</summary>
    public static IReadOnlyList<JournalRecord> Ended { get; } = [All[0], All[1], All[13], All[14]];

    public static string Golden { get; } = RepositoryFiles.At("tests", "Spydra.Tests", "Runs", "Journal", "journal-v1.jsonl");

    /// <summary>Every field of every record in words: arrays are compared by what they hold.</summary>
    public static IReadOnlyList<string> Words(IEnumerable<JournalRecord> records) => [.. records.Select(record => record switch
    {
        JournalRecord.Begun begun => $"{begun with { Facts = begun.Facts with { Impersonate = [] } }}|{string.Join('|', begun.Facts.Impersonate)}",
        JournalRecord.Ended ended => $"{ended with { Result = ended.Result with { MissingHistory = [] } }}|{string.Join('|', ended.Result.MissingHistory)}",
        _ => record.ToString(),
    })];
}
