using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Runs;
using Spydra.Runs.Journal;

namespace Spydra.Cli.Commands;

/// <summary>What a command is given that runs, follows or ends something.</summary>
internal sealed record RunScene(CliSettings Settings, RunRecord Record, IRunListener Listener)
{
    /// <summary>Whether it is told why a job failed.</summary>
    public bool TellsWhy { get; set; } = true;

    /// <summary>What the run's journal tells, once there is one.</summary>
    public Func<RunStory> Story { get; set; } = () => RunStory.Empty;
}

/// <summary>
/// What stands around every command that runs, follows or ends something: signals, the lines and the JSON that it ends with, and the one place
/// where failures become exit codes.
/// </summary>
internal sealed class RunFrame(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    /// <summary>
    /// Runs <paramref name="command"/>, which returns null where there was nothing to run; <paramref name="leaving"/> says what an interruption does,
    /// <paramref name="named"/> are exit codes that the command line names.
    /// </summary>
    public async Task<int> RunAsync(
        OutputFormat format, Func<RunRecord, string> leaving, ExitCodes? named, Func<RunScene, CancellationToken, Task<RunAnswer?>> command, CancellationToken cancellationToken)
    {
        var record = new RunRecord(time);
        using var reporter = new ConsoleReporter(terminal, record, outputToError: format == OutputFormat.Json, time);
        using var interruption = new Interruption(
            _ => terminal.Say($"spydra: interrupted: {leaving(record)}; once more leaves at once"), exitCode => LeaveAtOnce(record, format, exitCode), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interruption.Token);
        var codes = named ?? ExitCodes.Typed;
        var conclusion = Conclusion.Good;
        RunScene? scene = null;
        try
        {
            var settings = environment.Settings();
            codes = named ?? settings.ExitCodes;
            scene = new RunScene(settings, record, new Listeners(record, reporter));
            if (await command(scene, stop.Token) is not { } answer) return ExitCode.Done;
            conclusion = Conclusion.Of(answer);
            if (!scene.TellsWhy) conclusion = conclusion with { Why = null };
        }
        catch (SpydraException e)
        {
            conclusion = Conclusion.Of(e);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told below, by the exit code.
        }

        var exitCode = interruption.ExitCode ?? codes.For(conclusion.Failure, TriesBefore(scene, conclusion.Failure));
        Conclude(record, exitCode, conclusion);
        if (format == OutputFormat.Json) terminal.WriteAnswer(JsonBytes.Indented(record.ToJson(exitCode, conclusion)));
        return exitCode;
    }

    /// <summary>How many attempts of the run ended in this class before the latest one.</summary>
    private static int TriesBefore(RunScene? scene, FailureClass? failure) =>
        failure is { } kind ? Math.Max(0, (scene?.Story().Failed.GetValueOrDefault(kind) ?? 0) - 1) : 0;

    private void Conclude(RunRecord record, int exitCode, Conclusion conclusion)
    {
        if (conclusion.Why is { } why)
            foreach (var line in DiagnosisText.Lines(why, conclusion.Logs)) terminal.Say($"spydra: {line}");
        foreach (var line in conclusion.Lines(ran: record.RunId is not null || record.Answered is not null)) terminal.Say($"spydra: {line}");
        var job = record.JobId is { } id ? $"job {id} {record.State?.Word() ?? "not started"}" : "no job was submitted";
        var how = exitCode switch
        {
            ExitCode.Done when record.IsLeft => "left",
            ExitCode.Done => "done",
            _ when ExitCode.IsSignal(exitCode) => "interrupted",
            _ when conclusion.Failure is { } kind => $"failed ({Words.Of(kind)})",
            _ => "failed",
        };
        if (record.RunId is not null || conclusion.Failure is not FailureClass.Usage) terminal.Say($"spydra: {how}: {job}, {Words.Of(record.Elapsed)}, exit code {exitCode}");
    }

    private void LeaveAtOnce(RunRecord record, OutputFormat format, int exitCode)
    {
        if (record.HoldsCluster)
        {
            terminal.Say($"spydra: left at once; cluster {record.Cluster} may still be there and cost money. Remove it:");
            terminal.Say($"spydra:   gcloud dataproc clusters delete {record.Cluster} --project={record.Project} --region={record.Region}");
        }
        else if (record is { JobId: { } job, Project: { } project } && record.State?.IsFinal() != true)
        {
            terminal.Say($"spydra: left at once; job {job} may run on. End it:");
            terminal.Say($"spydra:   gcloud dataproc jobs kill {job} --project={project} --region={record.Region}");
        }

        if (format == OutputFormat.Json) terminal.WriteAnswer(JsonBytes.Indented(record.ToJson(exitCode, Conclusion.Good)));
    }
}
