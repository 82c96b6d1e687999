using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Runs;
using Spydra.Runs.Journal;
using Spydra.Specs;

namespace Spydra.Cli.Commands;

/// <summary>What <c>spydra submit</c> does: spec to plan, plan to run, run to result and exit code.</summary>
internal sealed class SubmitAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    public async Task<int> RunAsync(SubmitArguments arguments, CancellationToken cancellationToken)
    {
        var record = new RunRecord(time);
        using var reporter = new ConsoleReporter(terminal, record, outputToError: arguments.Format == OutputFormat.Json, time);
        using var interruption = new Interruption(
            _ => terminal.Say($"spydra: interrupted: {(record.HoldsCluster ? "cancelling the job and deleting the cluster" : "giving back what the run holds")}; once more leaves at once"),
            exitCode => LeaveAtOnce(record, arguments.Format, exitCode), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interruption.Token);
        var profile = ExitCodeProfile.Typed;
        FailureClass? failure = null;
        SpydraException? error = null;
        RunResult? result = null;
        try
        {
            var settings = environment.Settings();
            profile = settings.ExitCodes;
            if (await RunAsync(arguments, settings, record, new Listeners(record, reporter), stop.Token) is not { } answer) return ExitCode.Done;
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
        if (arguments.Format == OutputFormat.Json) terminal.WriteAnswer(JsonBytes.Indented(record.ToJson(exitCode, failure, error)));
        return exitCode;
    }

    /// <summary>Null: there was nothing to run.</summary>
    private async Task<RunAnswer?> RunAsync(SubmitArguments arguments, CliSettings settings, RunRecord record, Listeners listener, CancellationToken cancellationToken)
    {
        using var credentials = new CliCredentials(environment, terminal.Say, time);
        var loader = new SpecLoader(environment, credentials, time);
        async Task<JobSpec> ReadAsync(Guid runId, CancellationToken token) => (await loader.ReadAsync(arguments.Spec, settings, runId, token)).Sound;

        var provisional = Guid.NewGuid();
        var key = arguments.RunKey is { } said ? new RunKey(said, "--run-key") : RunKey.Random(provisional);
        var spec = await ReadAsync(provisional, cancellationToken);
        var start = RunJournals.Start(key, spec, ReadAsync) with { Again = arguments.Again, Detach = arguments.Detach, LeaveOnInterrupt = arguments.LeaveOnInterrupt, Retries = arguments.Retries };
        record.Key = key.IsRandom ? null : key.Text;
        var (plan, _) = await start.PlanAsync(1, cancellationToken);
        if (spec.DryRun)
        {
            foreach (var warning in plan.Warnings) listener.On(new RunEvent.Warned(warning));
            var addresses = arguments.Spec.Local ? new Endpoints(EmulatorCommand.DefaultDataproc, EmulatorCommand.DefaultStorage) : environment.Endpoints(settings);
            terminal.WriteAnswer((plan.Commands.Count > 0, arguments.Format) switch
            {
                (_, OutputFormat.Gcloud) => PlanText.Gcloud([.. GcloudCommands.Of(plan, spec)], addresses),
                (true, OutputFormat.Json) => PlanText.Json(plan.Commands),
                (true, _) => PlanText.Text(plan.Commands),
                (_, OutputFormat.Json) => PlanText.Json(plan.Requests(addresses)),
                _ => PlanText.Text(plan.Requests(addresses)),
            });
            return null;
        }

        if (arguments.Format == OutputFormat.Gcloud)
            throw new CommandLineException("--format gcloud prints what a dry run would send, and this is none.", "Add --dry-run, or write --format text or json.");

        await using var local = arguments.Spec.Local && plan.Region is not null
            ? await LocalCloud.StartAsync(settings.DataFolder, spec.LogBucket is { } bucket ? [bucket] : [], line => terminal.Say("spydra: " + line), time, cancellationToken)
            : null;
        using var http = ApiClient.NewHttpClient();
        var endpoints = local?.Endpoints ?? environment.Endpoints(settings);
        var caller = local is null ? credentials.For(spec) : new NoCredentials();
        // Before anything else: where there is no token nothing was sent, and there is nothing to give back.
        if (plan.Region is not null) await caller.GetTokenAsync(cancellationToken);
        var api = new ApiClient(http, caller, time);
        var services = new RunServices(api, endpoints, settings.Poll, settings.Limits, time);
        var places = new RunJournals(settings).PlacesOf(start.KeyId, services, plan.Region is null ? null : spec.LogBucket, spec.ClientId);
        using var journal = places.File;
        var answer = await new KeyedRunner(services, start, places, listener).RunAsync(cancellationToken);
        if (arguments is { Detach: true, Format: OutputFormat.Text } && answer.Result is null) terminal.WriteAnswer(start.KeyId.ToString());
        return answer;
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
