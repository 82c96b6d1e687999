using System.Text;
using Spydra.Events;

namespace Spydra.Cli.Reporting;

/// <summary>One run for people: what is known, a line each.</summary>
internal static class DescribeText
{
    private const int NameWidth = 14;

    public static string Of(Description run, TimeZoneInfo here)
    {
        var (story, facts, line) = (run.Known.Story, run.Known.Story.Facts!, run.Line);
        var text = new StringBuilder();
        Say("run", line.Id.ToString());
        Say("key", line.Key is { } key ? $"{key} (from {facts.KeyOrigin})" : null);
        Say("state", line.Class is { } failure ? $"{line.State} ({Words.Of(failure)})" : line.State);
        Say("cause", story.Result?.Cause ?? story.Details);
        Say("what to do", story.Result?.WhatToDo);
        Say("attempt", facts.Attempt == 1 ? null : $"{facts.Attempt}, {facts.RunId}");
        Say("client", story.Leader);
        Say("client id", facts.ClientId);
        Say("started", story.FirstBegun is { } began ? RunsText.Time(began, here) : null);
        Say("submitted", story.Submitted is { } submitted ? RunsText.Time(submitted, here) : null);
        Say("ended", story.Ended is { } ended ? RunsText.Time(ended, here) : null);
        Say("time limit", facts.MaxRuntime is { } limit ? Words.Of(limit) : null);
        Say("where", facts.Local ? "emulator" : facts.Region is null ? "this machine" : $"project {facts.Project}, region {facts.Region}");
        Say("job", Job(run));
        Say("job exit code", story.JobExitCode?.ToString());
        Say("driver output", story.OutputUri is { } uri ? uri + ".*" : null);
        Say("cluster", Cluster(run));
        foreach (var left in story.LeftBehind)
        {
            Say("LEFT BEHIND", $"{left.Cluster}: {left.Reason}");
            Say("remove it", left.HowToRemove);
        }

        Say("journal copy", run.Copy);
        Say("not asked", run.NotAsked);
        Say("next", Next(run));
        if (story.Result?.Why is { } why) text.Append('\n').Append(DiagnosisText.Of(why, DumpPlace.Of(facts))).Append('\n');
        return text.ToString();

        void Say(string name, string? value)
        {
            if (value is { Length: > 0 }) text.Append(name.PadRight(NameWidth)).Append(PlainText.Of(value)).Append('\n');
        }
    }

    private static string? Job(Description run)
    {
        if (!run.Known.Story.MayHaveJob) return null;
        var state = run.JobState is { } known ? known.Word() : "not known to have been submitted";
        return $"{run.Known.Story.Facts!.JobId} ({run.Known.Story.Facts.JobType}) {state}{(run.Seen is { Job: null } ? ", which the service does not know" : "")}";
    }

    private static string? Cluster(Description run)
    {
        var (story, facts) = (run.Known.Story, run.Known.Story.Facts!);
        if (facts.ClusterKind is "none" or "" || (run.Line.Cluster ?? facts.Cluster) is not { } name) return null;
        var state = facts.ClusterKind != "ephemeral" || run.Seen is null ? "" : run.Seen.Cluster is { } there ? $", {there.State}" : ", not there";
        return $"{name} ({facts.ClusterKind}{state}{(story.ClusterUuid is { Length: > 0 } uuid ? $", {uuid}" : "")})";
    }

    private static string? Next(Description run)
    {
        var name = ShellText.Quote(run.Line.Key ?? run.Line.Id.ToString());
        return run.Line.State switch
        {
            RunLine.Left or RunLine.Unattended => $"'spydra attach {name}' goes on with it, 'spydra cancel {name}' ends it",
            RunLine.Running => $"'spydra attach {name}' follows it, 'spydra cancel {name}' ends it",
            RunLine.Interrupted when run.Line.Key is not null => "starting it again with its key begins again",
            _ => null,
        };
    }
}
