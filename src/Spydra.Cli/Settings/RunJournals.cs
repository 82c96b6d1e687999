using Spydra.Runs;
using Spydra.Runs.Journal;
using Spydra.Specs;

namespace Spydra.Cli.Settings;

/// <summary>Where the journals of this user's runs are kept: in the data folder, and each also in the log bucket of its run.</summary>
internal sealed class RunJournals(CliSettings settings)
{
    /// <summary>For how long the journal of a run that has ended is kept.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>The folder of journals.</summary>
    public JournalFolder Folder { get; } = new(Path.Combine(settings.DataFolder, "runs"));

    /// <summary>The runs that this machine knows.</summary>
    public RunCatalog Catalog => new(Folder);

    /// <summary>The places of a key's journal.</summary>
    public JournalPlaces PlacesOf(Guid keyId, RunServices services, string? logBucket, string clientId) =>
        new(Folder.OpenFor(keyId), logBucket is null ? null : services.CopyIn(logBucket, clientId, keyId), Machine(), Environment.ProcessId);

    /// <summary>The run of a spec under a key. The spec is read again for the id of each attempt, because <c>${UUID}</c> may stand anywhere in it.</summary>
    public static RunStart Start(RunKey key, JobSpec spec, bool local, Func<Guid, CancellationToken, Task<JobSpec>> read)
    {
        var keyId = key.IdOf(spec);
        var digest = JobDigest.Of(spec);
        return new RunStart(key, keyId, digest, async (attempt, cancellationToken) =>
        {
            var runId = RunKey.RunId(keyId, attempt);
            var own = (spec.RunId == runId ? spec : await read(runId, cancellationToken)) with { KeyId = keyId };
            var plan = RunPlanner.Plan(own);
            return new PlannedAttempt(plan, plan.Facts(new RunFacts(key.Text, key.Origin, attempt, runId, digest, RunKey.ClientOf(own), plan.Job.Id)
            {
                Version = typeof(RunJournals).Assembly.GetName().Version?.ToString(3) ?? "",
                JobType = own.JobType,
                LogBucket = own.LogBucket,
                Local = local,
                Impersonate = own.Impersonate,
                BillingProject = own.BillingProject,
            }));
        });
    }

    /// <summary>Removes what nobody will ask for any more. Where that is not possible, it is done another time.</summary>
    public void Prune(TimeProvider time)
    {
        try { Folder.Prune(Kept, time); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }

    private string Machine()
    {
        try
        {
            return $"{Environment.MachineName}/{Folder.Identity:N}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{Environment.MachineName}/{Guid.NewGuid():N}";
        }
    }
}
