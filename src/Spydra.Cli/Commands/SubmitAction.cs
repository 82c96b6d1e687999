using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Runs;
using Spydra.Specs;

namespace Spydra.Cli.Commands;

/// <summary>What <c>spydra submit</c> does: spec to plan, plan to run, run to result and exit code.</summary>
internal sealed class SubmitAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    public Task<int> RunAsync(SubmitArguments arguments, CancellationToken cancellationToken) => new RunFrame(terminal, environment, time).RunAsync(
        arguments.Format,
        record => record.IsFollowed ? "leaving the run to the client that leads it"
            : arguments.LeaveOnInterrupt && record.JobId is not null ? "leaving the run, which goes on"
            : record.HoldsCluster ? "cancelling the job and deleting the cluster" : "giving back what the run holds",
        arguments.ExitCodes, (scene, token) => RunAsync(arguments, scene, token), cancellationToken);

    /// <summary>Null: there was nothing to run.</summary>
    private async Task<RunAnswer?> RunAsync(SubmitArguments arguments, RunScene scene, CancellationToken cancellationToken)
    {
        var (settings, record, listener) = (scene.Settings, scene.Record, scene.Listener);
        using var credentials = new CliCredentials(environment, terminal.Say, time);
        var loader = new SpecLoader(environment, credentials, time);
        async Task<JobSpec> ReadAsync(Guid runId, CancellationToken token) => (await loader.ReadAsync(arguments.Spec, settings, runId, token)).Sound;

        var provisional = Guid.NewGuid();
        var key = arguments.RunKey is { } said ? new RunKey(said, "--run-key")
            : SchedulerKey.Of(environment.Set) is { } task ? new RunKey(task.Text, task.Origin) { IsOfTask = !task.IsExplicit }
            : RunKey.Random(provisional);
        var spec = await ReadAsync(provisional, cancellationToken);
        var start = RunJournals.Start(key, spec, arguments.Spec.Local, ReadAsync) with { Again = arguments.Again, Detach = arguments.Detach, LeaveOnInterrupt = arguments.LeaveOnInterrupt, Retries = arguments.Retries };
        if (arguments.AsyncDelete) start = start.DeletingAsync();
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

        var caller = arguments.Spec.Local ? new NoCredentials() : credentials.For(spec);
        await using var cloud = await RunCloud.OpenAsync(terminal, environment, settings with { Limits = arguments.LimitsOver(settings.Limits) }, caller, plan.Region is null ? CloudKind.None : arguments.Spec.Local ? CloudKind.Local : CloudKind.Google, spec.LogBucket, time, cancellationToken);
        var journals = new RunJournals(settings);
        journals.Prune(time);
        var places = journals.PlacesOf(start.KeyId, cloud.Services, plan.Region is null ? null : spec.LogBucket, RunKey.ClientOf(spec));
        using var journal = places.File;
        scene.TellsWhy = !arguments.NoWhy;
        var runner = new KeyedRunner(arguments.NoWhy ? cloud.Services with { Why = null } : cloud.Services, start, places, listener);
        scene.Story = () => runner.Story;
        var answer = await runner.RunAsync(cancellationToken);
        if (arguments is { Detach: true, Format: OutputFormat.Text } && answer.Result is null) terminal.WriteAnswer(start.KeyId.ToString());
        return answer;
    }
}
