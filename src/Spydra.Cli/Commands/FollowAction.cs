using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Runs;
using Spydra.Runs.Journal;

namespace Spydra.Cli.Commands;

/// <summary>What <c>spydra attach</c>, <c>wait</c> and <c>cancel</c> do: they find the run's journal, and go on from there.</summary>
internal sealed class FollowAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    public Task<int> AttachAsync(RunArguments arguments, CancellationToken cancellationToken) => FollowAsync(arguments, showsOutput: true, cancellationToken);

    public Task<int> WaitAsync(RunArguments arguments, CancellationToken cancellationToken) => FollowAsync(arguments, showsOutput: false, cancellationToken);

    public Task<int> CancelAsync(RunArguments arguments, CancellationToken cancellationToken) => new RunFrame(terminal, environment, time).RunAsync(
        arguments.Format, _ => "the run may not be cancelled", null,
        (scene, token) => WithRunAsync(arguments, scene, async (known, cloud, places) =>
        {
            var answer = await new RunCanceller(cloud.Services, arguments.Run, known.Story.Facts!, places, scene.Listener).CancelAsync(token);
            if (answer.Result is null) throw new StillRunsException(arguments.Run);
            scene.Record.Key = known.Story.Facts!.KeyOrigin.Length == 0 ? null : known.Story.Facts.Key;
            terminal.Say(answer.Result.State is null ? "spydra: the run had no job; it is over" : $"spydra: the run is over; its job is {answer.Result.State.Value.Word()}");
            if (arguments.Format == OutputFormat.Json) terminal.WriteAnswer(JsonBytes.Indented(Record(scene.Record, answer).ToJson(ExitCode.Done, Conclusion.Of(answer.Result))));
            return null;
        }, token), cancellationToken);

    /// <summary>A run that had ended before, or that its leader ended, told this client less than its journal knows.</summary>
    private static RunRecord Record(RunRecord record, RunAnswer answer)
    {
        record.On(answer.Told(record.Key ?? ""));
        return record;
    }

    private Task<int> FollowAsync(RunArguments arguments, bool showsOutput, CancellationToken cancellationToken) => new RunFrame(terminal, environment, time).RunAsync(
        arguments.Format, _ => "leaving the run, which goes on", null,
        (scene, token) => WithRunAsync(arguments, scene, async (known, cloud, places) =>
        {
            var facts = known.Story.Facts!;
            var start = new RunStart(new RunKey(facts.Key, facts.KeyOrigin), known.KeyId, null, (_, _) => Task.FromResult(new PlannedAttempt(RunPlans.Recalled(facts), facts)))
            {
                LeaveOnInterrupt = true,
                ShowsOutput = showsOutput,
            };
            scene.Record.Key = start.Key.IsRandom ? null : facts.Key;
            scene.TellsWhy = !arguments.NoWhy;
            var runner = new KeyedRunner(arguments.NoWhy ? cloud.Services with { Why = null } : cloud.Services, start, places, scene.Listener);
            scene.Story = () => runner.Story;
            return await runner.RunAsync(token);
        }, token), cancellationToken);

    private async Task<RunAnswer?> WithRunAsync(
        RunArguments arguments, RunScene scene, Func<KnownRun, RunCloud, JournalPlaces, Task<RunAnswer?>> act, CancellationToken cancellationToken)
    {
        using var credentials = new CliCredentials(environment, terminal.Say, time);
        var journals = new RunJournals(scene.Settings);
        if (arguments is { LogBucket: { } bucket, ClientId: { } client })
        {
            var keyId = Guid.Parse(arguments.Run);
            var caller = arguments.Local ? new NoCredentials() : credentials.ForReading();
            await using var there = await RunCloud.OpenAsync(terminal, environment, scene.Settings, caller, arguments.Local ? CloudKind.Local : CloudKind.Google, bucket, time, cancellationToken);
            var copy = await there.Services.CopyIn(bucket, client, keyId).ReadAsync(cancellationToken);
            if (RunStory.Of(copy?.Reading.Records ?? []) is not { Facts: not null } story)
                throw new UnknownRunException($"There is no journal of run '{keyId}' in gs://{bucket}/runs/{client}/.", "Check --log-bucket, --client-id and the id; a key is not enough for a run of another machine.");
            var places = journals.PlacesOf(keyId, there.Services, bucket, client);
            using var file = places.File;
            return await act(new KnownRun(keyId, story, false), there, places);
        }

        var known = journals.Catalog.Find(arguments.Run);
        var facts = known.Story.Facts!;
        var kind = facts.Region is null ? CloudKind.None : facts.Local ? CloudKind.Local : CloudKind.Google;
        await using var cloud = await RunCloud.OpenAsync(
            terminal, environment, scene.Settings, kind == CloudKind.Google ? credentials.For(facts) : new NoCredentials(), kind, facts.LogBucket, time, cancellationToken);
        var here = journals.PlacesOf(known.KeyId, cloud.Services, facts.Region is null ? null : facts.LogBucket, facts.ClientId);
        using var journal = here.File;
        return await act(known, cloud, here);
    }
}

/// <summary>A run could not be ended.</summary>
internal sealed class StillRunsException(string run) : SpydraException($"The job of run '{run}' could not be cancelled; it may still run.", "See the lines above, and try again.");
