using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Spydra.Events;
using Spydra.Failures;

namespace Spydra.Runs.Journal;

/// <summary>The records and the fields of their lines. A field that is missing, as in a journal of an older version, is the record's default.</summary>
internal static class JournalFields
{
    private static readonly ImmutableArray<(FailureClass Class, string Word)> Classes =
    [
        (FailureClass.Application, "application"),
        (FailureClass.Usage, "usage"),
        (FailureClass.Permission, "permission"),
        (FailureClass.Capacity, "capacity"),
        (FailureClass.Cluster, "cluster"),
        (FailureClass.Unreachable, "unreachable"),
        (FailureClass.TimeLimit, "time_limit"),
        (FailureClass.Cancelled, "cancelled"),
    ];

    public static string Kind(JournalRecord record) => record switch
    {
        JournalRecord.Led => "led",
        JournalRecord.Left => "left",
        JournalRecord.Begun => "begun",
        JournalRecord.Acquiring => "acquiring",
        JournalRecord.Acquired => "acquired",
        JournalRecord.Submitting => "submitting",
        JournalRecord.NotSubmitted => "not_submitted",
        JournalRecord.Submitted => "submitted",
        JournalRecord.JobIs => "job",
        JournalRecord.OutputFound => "output",
        JournalRecord.Cancelling => "cancelling",
        JournalRecord.Releasing => "releasing",
        JournalRecord.Released => "released",
        JournalRecord.LeftBehind => "left_behind",
        JournalRecord.Ended => "ended",
        _ => throw new ArgumentException($"{record.GetType().Name} has no kind", nameof(record)),
    };

    public static JsonObject Of(JournalRecord record)
    {
        var fields = new JsonObject { ["at"] = record.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) };
        switch (record)
        {
            case JournalRecord.Led led:
                (fields["term"], fields["client"]) = (led.Term, led.Client);
                break;
            case JournalRecord.Begun begun:
                Add(fields, begun.Facts);
                break;
            case JournalRecord.Acquired acquired:
                (fields["cluster"], fields["uuid"]) = (acquired.Cluster, acquired.Uuid);
                break;
            case JournalRecord.JobIs job:
                fields["state"] = job.State.Word();
                Add(fields, "details", job.Details);
                if (job.ExitCode is { } code) fields["exit_code"] = code;
                break;
            case JournalRecord.OutputFound output:
                fields["uri"] = output.Uri;
                break;
            case JournalRecord.Released released:
                fields["cluster"] = released.Cluster;
                break;
            case JournalRecord.LeftBehind left:
                (fields["cluster"], fields["reason"], fields["how_to_remove"]) = (left.Cluster, left.Reason, left.HowToRemove);
                break;
            case JournalRecord.Ended ended:
                Add(fields, ended.Result);
                break;
        }

        return fields;
    }

    /// <summary>The record of a line; null where this version does not know the kind.</summary>
    /// <exception cref="FormatException">A field has another form.</exception>
    /// <exception cref="InvalidOperationException">A field has another type.</exception>
    public static JournalRecord? Parse(string kind, JsonObject fields)
    {
        var at = (string?)fields["at"] is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) : default;
        return kind switch
        {
            "led" => new JournalRecord.Led(at, Number(fields, "term") ?? 0, Text(fields, "client")),
            "left" => new JournalRecord.Left(at),
            "begun" => new JournalRecord.Begun(at, Facts(fields)),
            "acquiring" => new JournalRecord.Acquiring(at),
            "acquired" => new JournalRecord.Acquired(at, Text(fields, "cluster"), Text(fields, "uuid")),
            "submitting" => new JournalRecord.Submitting(at),
            "not_submitted" => new JournalRecord.NotSubmitted(at),
            "submitted" => new JournalRecord.Submitted(at),
            "job" => new JournalRecord.JobIs(at, JobStates.Parse((string?)fields["state"]), (string?)fields["details"], Number(fields, "exit_code")),
            "output" => new JournalRecord.OutputFound(at, Text(fields, "uri")),
            "cancelling" => new JournalRecord.Cancelling(at),
            "releasing" => new JournalRecord.Releasing(at),
            "released" => new JournalRecord.Released(at, Text(fields, "cluster")),
            "left_behind" => new JournalRecord.LeftBehind(at, Text(fields, "cluster"), Text(fields, "reason"), Text(fields, "how_to_remove")),
            "ended" => new JournalRecord.Ended(at, Result(fields)),
            _ => null,
        };
    }

    private static void Add(JsonObject fields, RunFacts facts)
    {
        (fields["key"], fields["key_origin"], fields["attempt"]) = (facts.Key, facts.KeyOrigin, facts.Attempt);
        (fields["run_id"], fields["digest"]) = (facts.RunId.ToString(), facts.Digest);
        (fields["client_id"], fields["job_id"], fields["job_type"]) = (facts.ClientId, facts.JobId, facts.JobType);
        fields["version"] = facts.Version;
        Add(fields, "project", facts.Project);
        Add(fields, "region", facts.Region);
        fields["cluster_kind"] = facts.ClusterKind;
        Add(fields, "cluster", facts.Cluster);
        Add(fields, "log_bucket", facts.LogBucket);
        Add(fields, "history", facts.History);
        fields["history_timeout"] = facts.HistoryTimeout.ToString("c", CultureInfo.InvariantCulture);
        Add(fields, "max_runtime", facts.MaxRuntime?.ToString("c", CultureInfo.InvariantCulture));
        fields["local"] = facts.Local;
        Add(fields, "impersonate", facts.Impersonate);
        Add(fields, "billing_project", facts.BillingProject);
    }

    private static RunFacts Facts(JsonObject fields) => new(
        Text(fields, "key"), Text(fields, "key_origin"), Number(fields, "attempt") ?? 0,
        (string?)fields["run_id"] is { } id ? Guid.Parse(id, CultureInfo.InvariantCulture) : Guid.Empty, Text(fields, "digest"), Text(fields, "client_id"), Text(fields, "job_id"))
    {
        Version = Text(fields, "version"),
        Project = (string?)fields["project"],
        Region = (string?)fields["region"],
        ClusterKind = (string?)fields["cluster_kind"] ?? "none",
        Cluster = (string?)fields["cluster"],
        JobType = Text(fields, "job_type"),
        LogBucket = (string?)fields["log_bucket"],
        History = (string?)fields["history"],
        HistoryTimeout = Duration(fields, "history_timeout") ?? TimeSpan.Zero,
        MaxRuntime = Duration(fields, "max_runtime"),
        Local = (bool?)fields["local"] ?? false,
        Impersonate = Texts(fields, "impersonate"),
        BillingProject = (string?)fields["billing_project"],
    };

    private static void Add(JsonObject fields, RunResult result)
    {
        fields["final"] = result.IsFinal;
        Add(fields, "state", result.State?.Word());
        if (result.Class is { } failure) fields["class"] = Classes.First(known => known.Class == failure).Word;
        Add(fields, "details", result.Details);
        if (result.JobExitCode is { } code) fields["exit_code"] = code;
        Add(fields, "cause", result.Cause);
        Add(fields, "what_to_do", result.WhatToDo);
        Add(fields, "missing_history", result.MissingHistory);
        if (result.Why is { } why) fields["why"] = DiagnosisJson.Of(why);
    }

    private static RunResult Result(JsonObject fields) => new(
        (bool?)fields["final"] ?? false, (string?)fields["state"] is { } state ? JobStates.Parse(state) : null, (string?)fields["class"] is { } word ? Class(word) : null)
    {
        Details = (string?)fields["details"],
        JobExitCode = Number(fields, "exit_code"),
        Cause = (string?)fields["cause"],
        WhatToDo = (string?)fields["what_to_do"],
        MissingHistory = Texts(fields, "missing_history"),
        Why = DiagnosisJson.Parse(fields["why"]),
    };

    /// <summary>A class of a later version is a failure still, never a success.</summary>
    private static FailureClass Class(string word)
    {
        foreach (var known in Classes)
            if (known.Word == word) return known.Class;
        return FailureClass.Application;
    }

    private static void Add(JsonObject fields, string name, string? value)
    {
        if (value is not null) fields[name] = value;
    }

    private static void Add(JsonObject fields, string name, ImmutableArray<string> values)
    {
        if (!values.IsDefaultOrEmpty) fields[name] = new JsonArray([.. values.Select(value => (JsonNode?)value)]);
    }

    private static string Text(JsonObject fields, string name) => (string?)fields[name] ?? "";

    private static int? Number(JsonObject fields, string name) => (int?)fields[name];

    private static TimeSpan? Duration(JsonObject fields, string name) =>
        (string?)fields[name] is { } text ? TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture) : null;

    private static ImmutableArray<string> Texts(JsonObject fields, string name) =>
        fields[name] is { } values ? [.. values.AsArray().Select(value => (string?)value ?? "")] : [];
}
