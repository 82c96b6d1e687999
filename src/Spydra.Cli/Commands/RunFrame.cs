using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Runs;
using Spydra.Runs.Journal;

namespace Spydra.Cli.Commands;

/// <summary>What a command is given that runs, follows or ends something.</summary>
internal sealed record RunScene(CliSettings Settings, RunRecord Record, IRunListener Listener);

/// <summary>
/// What stands around every command that runs, follows or ends something: signals, the lines and the JSON that it ends with, and the one place
/// where failures become exit codes.
/// </summary>
internal sealed class RunFrame(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    /// <summary>Runs <paramref name="command"/>, which returns null where there was nothing to run; <paramref name="leaving"/> says what an interruption does.</summary>
    public async Task<int> RunAsync(
        OutputFormat format, Func<RunRecord, string> leaving, Func<RunScene, CancellationToken, Task<RunAnswer?>> command, CancellationToken cancellationToken)
    {
        var record = new RunRecord(time);
        using var reporter = new ConsoleReporter(terminal, record, outputToError: format == OutputFormat.Json, time);
        using var interruption = new Interruption(
            _ => terminal.Say($"spydra: interrupted: {leaving(record)}; once more leaves at once"), exitCode => LeaveAtOnce(record, format, exitCode), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interruption.Token);
        var profile = ExitCodeProfile.Typed;
        FailureClass? failure = null;
        SpydraException? error = null;
        RunResult? result = null;
        try
        {
            var settings = environment.Settings();
            profile = settings.ExitCodes;
            if (await command(new RunScene(settings, record, new Listeners(record, reporter)), stop.Token) is not { } answer) return ExitCode.Done;
            (failure, result) = (answer.Result?.Class, answer.Result);
        }
        catch (SpydraException e)
        {
            (error, failure) = (e, FailureClasses.Of(e));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told below, by the exit code.
        }

        var exitCode = interruption.ExitCode ?? ExitCode.For(failure, profile);
        Conclude(record, exitCode, failure, error, result);
        if (format == OutputFormat.Json) terminal.WriteAnswer(JsonBytes.Indented(record.ToJson(exitCode, failure, error)));
        return exitCode;
    }

    private void Conclude(RunRecord record, int exitCode, FailureClass? failure, SpydraException? error, RunResult? result)
    {
        if (error is null && record.Details is null && result?.Cause is { } cause)
        {
            terminal.Say($"spydra: error: {cause}");
            if (result.WhatToDo is { } next) terminal.Say($"spydra: {next}");
        }

        if (error is not null)
        {
            terminal.Say($"spydra: error: {error.Message}");
            terminal.Say($"spydra: {error.NextStep}");
        }
        else if (failure is not null && record.Details is { Length: > 0 } details)
        {
            terminal.Say(record.JobExitCode is null ? $"spydra: the service says: {details}" : $"spydra: {details}");
        }

        var job = record.JobId is { } id ? $"job {id} {record.State?.Word() ?? "not started"}" : "no job was submitted";
        var how = exitCode switch
        {
            ExitCode.Done when record.IsLeft => "left",
            ExitCode.Done => "done",
            _ when ExitCode.IsSignal(exitCode) => "interrupted",
            _ when failure is { } kind => $"failed ({Words.Of(kind)})",
            _ => "failed",
        };
        if (record.RunId is not null || failure is not FailureClass.Usage) terminal.Say($"spydra: {how}: {job}, {Words.Of(record.Elapsed)}, exit code {exitCode}");
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

        if (format == OutputFormat.Json) terminal.WriteAnswer(JsonBytes.Indented(record.ToJson(exitCode, null, null)));
    }
}
