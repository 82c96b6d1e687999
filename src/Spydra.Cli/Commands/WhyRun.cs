using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.History.Causes;
using Spydra.Runs;
using Spydra.Runs.Journal;

namespace Spydra.Cli.Commands;

/// <summary>Finds the run of <c>spydra why --run</c>: its journal, here or in its log bucket, and the services that have what its job left.</summary>
internal sealed class WhyRun(Terminal terminal, CliEnvironment environment, CliSettings settings, CliCredentials credentials, TimeProvider time)
{
    /// <exception cref="SpydraException">There is no such run, or its journal cannot be read.</exception>
    public async Task<FoundRun> FindAsync(WhyArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments is { LogBucket: { } bucket, ClientId: { } client })
        {
            var keyId = Guid.Parse(arguments.Run!);
            var there = await OpenAsync(arguments.Local ? new NoCredentials() : credentials.ForReading(), arguments.Local, bucket, cancellationToken);
            var copy = await there.Services.CopyIn(bucket, client, keyId).ReadAsync(cancellationToken);
            if (RunStory.Of(copy?.Reading.Records ?? []) is { Facts: not null } story) return new FoundRun(story, there, null, time);
            await there.DisposeAsync();
            throw new UnknownRunException($"There is no journal of run '{keyId}' in {RunServices.CopyOf(bucket, client, keyId)}.", "Check --log-bucket, --client-id and the id.");
        }

        var known = new RunJournals(settings).Catalog.Find(arguments.Run!).Story;
        var facts = known.Facts!;
        try
        {
            return new FoundRun(known, await OpenAsync(facts, cancellationToken), null, time);
        }
        catch (SpydraException e)
        {
            terminal.Say($"spydra: the services could not be asked: {e.Message}");
            terminal.Say($"spydra: {e.NextStep}");
            return new FoundRun(known, null, e.Message, time);
        }
    }

    /// <summary>A run of this machine asks no service.</summary>
    private Task<RunCloud> OpenAsync(RunFacts facts, CancellationToken cancellationToken) => facts.Region is null
        ? RunCloud.OpenAsync(terminal, environment, settings, new NoCredentials(), CloudKind.None, null, time, cancellationToken)
        : OpenAsync(facts.Local ? new NoCredentials() : credentials.For(facts), facts.Local, facts.LogBucket, cancellationToken);

    private Task<RunCloud> OpenAsync(ICredentials caller, bool local, string? bucket, CancellationToken cancellationToken) =>
        RunCloud.OpenAsync(terminal, environment, settings, caller, local ? CloudKind.Local : CloudKind.Google, bucket, time, cancellationToken);
}

/// <summary>A run that is asked about.</summary>
/// <param name="Story">What its journal tells.</param>
/// <param name="Cloud">The services that have what its job left; null where they cannot be asked.</param>
/// <param name="NotAsked">Why they cannot be asked.</param>
/// <param name="Time">The clock.</param>
internal sealed record FoundRun(RunStory Story, RunCloud? Cloud, string? NotAsked, TimeProvider Time)
{
    /// <summary>For how long a service that fails is tried: someone waits.</summary>
    private static readonly CallBudget Patience = new(TimeSpan.FromSeconds(20));

    /// <summary>Where its logs are.</summary>
    public DumpPlace? Place => DumpPlace.Of(Story.Facts);

    /// <summary>What was found out when it ended, or, where it never had a job, what its end says.</summary>
    public Diagnosis? Known => Story switch
    {
        { Result.Why: { } why } => why,
        { Result: { Class: { } failure } result, MayHaveJob: false } => new Diagnosis(Diagnosis.Unknown, failure, 0, $"the run failed before its job: {result.Cause}")
        {
            Next = result.WhatToDo is { } next ? [next] : [],
        },
        _ => null,
    };

    public async Task<CauseQuestion> AskAsync(Action<string> report, CancellationToken cancellationToken)
    {
        if (FailedJob.Of(Story) is not { } job) return new CauseQuestion { Missing = ["a job: the run had none"] };
        if (Cloud is null) return new CauseQuestion { ClientId = job.ClientId, JobState = job.State, JobDetails = job.Details, ExitCode = job.ExitCode, Missing = [$"what the job left: {NotAsked}"] };
        var (api, endpoints) = (Cloud.Services.Api.For(Patience), Cloud.Services.Endpoints);
        return await new JobQuestions(new DiagnosisParts(new DataprocClient(api, endpoints), new StorageClient(api, endpoints), report, Time)).OfAsync(job, cancellationToken);
    }
}
