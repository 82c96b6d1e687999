using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Emulator;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Runs;
using Spydra.Runs.Journal;

namespace Spydra.Cli.Commands;

/// <summary>What <c>spydra describe</c> does: it reads the run's journal, here or in its log bucket, and looks at its job and cluster.</summary>
internal sealed class DescribeAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    public Task<int> RunAsync(RunArguments arguments, CancellationToken cancellationToken) => new AnswerFrame(terminal, environment).RunAsync(async settings =>
    {
        using var credentials = new CliCredentials(environment, terminal.Say, time);
        var known = arguments is { LogBucket: { } bucket, ClientId: { } client }
            ? await InBucketAsync(arguments, bucket, client, settings, credentials, cancellationToken)
            : new RunJournals(settings).Catalog.Find(arguments.Run);
        var facts = known.Story.Facts!;
        var run = new Description(known, RunLine.Of(known, [])) { Copy = facts is { LogBucket: { } logs, Region: not null } ? RunServices.CopyOf(logs, facts.ClientId, known.KeyId).ToString() : null };
        run = await LookAsync(run, facts, settings, credentials, cancellationToken);
        terminal.WriteAnswer(arguments.Format == OutputFormat.Json ? DescribeJson.Of(run) : DescribeText.Of(run, time.LocalTimeZone));
    });

    private async Task<KnownRun> InBucketAsync(
        RunArguments arguments, string bucket, string client, CliSettings settings, CliCredentials credentials, CancellationToken cancellationToken)
    {
        var keyId = Guid.Parse(arguments.Run);
        await using var cloud = await RunCloud.OpenAsync(terminal, environment, settings,
            arguments.Local ? new NoCredentials() : credentials.ForReading(), arguments.Local ? CloudKind.Local : CloudKind.Google, bucket, time, cancellationToken);
        var copy = await cloud.Services.CopyIn(bucket, client, keyId).ReadAsync(cancellationToken);
        return RunStory.Of(copy?.Reading.Records ?? []) is { Facts: not null } story
            ? new KnownRun(keyId, story, false)
            : throw new UnknownRunException($"There is no journal of run '{keyId}' in {RunServices.CopyOf(bucket, client, keyId)}.", "Check --log-bucket, --client-id and the id.");
    }

    private async Task<Description> LookAsync(Description run, RunFacts facts, CliSettings settings, CliCredentials credentials, CancellationToken cancellationToken)
    {
        if (facts.Region is null) return run;

        // An emulator that is part of a run is not waited for, and none is started only to be looked at.
        if (facts.Local && EmulatorServer.FindRunning(LocalCloud.FolderIn(settings.DataFolder)) is not { Standalone: true })
            return run with { NotAsked = "no 'spydra emulator' serves the data of this run now" };
        try
        {
            await using var cloud = await RunCloud.OpenAsync(terminal, environment, settings,
                facts.Local ? new NoCredentials() : credentials.For(facts), facts.Local ? CloudKind.Local : CloudKind.Google, facts.LogBucket, time, cancellationToken);
            return run with { Seen = await cloud.Services.LookAsync(facts, new Listeners(), cancellationToken) };
        }
        catch (SpydraException e)
        {
            terminal.Say($"spydra: the service could not be asked: {e.Message}");
            terminal.Say($"spydra: {e.NextStep}");
            return run with { NotAsked = e.Message };
        }
    }
}
