using System.Globalization;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Faults;
using Spydra.Emulator.Jobs;

namespace Spydra.Emulator.Dataproc;

/// <summary>Takes jobs through their lives: PENDING, SETUP_DONE, RUNNING, the driver itself, restarts, and the end.</summary>
internal sealed class JobRuns(DataprocState state, ClusterBook clusters, OperationBook operations, ApplicationArchive archive, DriverSetting setting)
{
    private readonly Dictionary<string, JobRun> runs = new(StringComparer.Ordinal);
    private readonly JobDriver driver = new(setting, archive);
    private int applications;

    /// <summary>Sets a job on its way that was just put on disk. Under the lock.</summary>
    public void Start(JobRecord job, IReadOnlyList<Fault> faults)
    {
        var run = new JobRun(job.Key, faults);
        runs[job.Key] = run;
        run.Life = Task.Run(() => LiveAsync(run), CancellationToken.None);
    }

    /// <summary>Cancels a job that is CANCEL_PENDING. Under the lock.</summary>
    public void Cancel(JobRecord job)
    {
        if (runs.TryGetValue(job.Key, out var run)) _ = CancelAsync(run);
    }

    /// <summary>Stops a job that is on its way: it fails because of <paramref name="because"/>, or is cancelled where that is null. Under the lock.</summary>
    public void Stop(JobRecord job, string? because)
    {
        if (runs.TryGetValue(job.Key, out var run)) run.Stop(because);
    }

    /// <summary>The cluster takes its jobs with it. Under the lock.</summary>
    public void FailAll(ClusterRecord cluster, string because)
    {
        foreach (var job in clusters.ActiveJobs(cluster))
            if (runs.TryGetValue(job.Key, out var run)) run.Stop(because);
    }

    /// <summary>Stops every job and waits until all have ended, or until <paramref name="cancellationToken"/> says that it was long enough.</summary>
    public async Task StopAllAsync(string because, CancellationToken cancellationToken)
    {
        List<JobRun> all;
        lock (state.Gate) all = [.. runs.Values];
        foreach (var run in all) run.Stop(because);
        try { await Task.WhenAll(all.Select(run => run.Life)).WaitAsync(cancellationToken); }
        catch (OperationCanceledException) { }
    }

    /// <summary>Settles the jobs that were active when an earlier emulator died, and sets those on their way that go on.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        List<JobRecord> left;
        lock (state.Gate) left = [.. state.Jobs.Open];
        foreach (var job in left)
        {
            JobRecord settled;
            lock (state.Gate) settled = LeftoverJobs.Settled(job, TakesJobs(job), setting.Time.GetUtcNow());

            // Before anybody sees that it has ended: the output of a driver that was lost has its end, too.
            var (bucket, prefix) = OutputOf(job);
            if (settled != job)
            {
                await DriverOutput.CloseLeftOpenAsync(setting.Objects, bucket, prefix, cancellationToken);
                await archive.WriteOutputAsync(job, (bucket, prefix));
            }

            lock (state.Gate)
            {
                if (settled != job) Save(settled);
                if (!settled.HasEnded) Start(settled, []);
            }
        }
    }

    private bool TakesJobs(JobRecord job) =>
        clusters.Find(job.Project, job.Region, job.ClusterName) is { } cluster && cluster.Uuid == job.ClusterUuid && ClusterStates.TakesJobs.Contains(cluster.State);

    private async Task LiveAsync(JobRun run)
    {
        try
        {
            for (var goesOn = true; goesOn;)
            {
                JobRecord job;
                lock (state.Gate) job = ForAttempt(Find(run));
                var (bucket, prefix) = OutputOf(job);
                await using var output = new DriverOutput(setting.Objects, bucket, prefix, setting.Steps.DriverOutputFlush, setting.Time);
                DriverResult? result = null;
                try
                {
                    await SetUpAsync(run, first: job.Attempt == 1);
                    result = await DriveAsync(run, output);
                }
                catch (OperationCanceledException) when (run.Stopped.IsCancellationRequested)
                {
                    // No result: it was stopped.
                }

                await output.CompleteAsync(CancellationToken.None);
                lock (state.Gate) job = Find(run);
                await archive.WriteOutputAsync(job, (bucket, prefix));
                goesOn = Settle(run, result, output.Problem);
                archive.Schedule(job);
            }
        }
        catch (Exception e)
        {
            // A job must end, whatever happened to the emulator below it.
            lock (state.Gate) End(run, Find(run), JobStates.Error, $"The emulator failed to run the job: {e.Message}");
        }
        finally
        {
            run.Dispose();
        }
    }

    private async Task SetUpAsync(JobRun run, bool first)
    {
        var half = setting.Steps.JobStart / 2;
        await Task.Delay(half, setting.Time, run.Stopped);
        if (first) Move(run, JobStates.SetupDone, from: JobStates.Pending);
        await Task.Delay(half, setting.Time, run.Stopped);
    }

    private async Task<DriverResult> DriveAsync(JobRun run, DriverOutput output)
    {
        if (StartDriver(run) is { } start)
        {
            return await driver.RunAsync(start, run.Faults, output,
                (yarnState, progress) => Note(run, start.Application, yarnState, progress), run.Stopped);
        }

        // A cancel is on its way and stops it; the driver is not begun.
        await Task.Delay(Timeout.InfiniteTimeSpan, setting.Time, run.Stopped);
        throw new OperationCanceledException(run.Stopped);
    }

    private DriverStart? StartDriver(JobRun run)
    {
        lock (state.Gate)
        {
            run.Stopped.ThrowIfCancellationRequested();
            var job = Find(run);
            if (JobStates.IsBeingCancelled(job.Resource)) return null;
            var cluster = clusters.Get(job.Project, job.Region, job.ClusterName);
            var started = setting.Started.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            var application = $"application_{started}_{Interlocked.Increment(ref applications):D4}";
            job = Save(ForAttempt(job).Changed(resource =>
            {
                JobStates.Move(resource, JobStates.Running, setting.Time.GetUtcNow());
                YarnApplications.Add(resource, application, cluster.Name);
            }));
            return new DriverStart(job, cluster, application);
        }
    }

    /// <summary>What comes of the driver's end; true when the job begins another attempt.</summary>
    private bool Settle(JobRun run, DriverResult? result, string? outputProblem)
    {
        lock (state.Gate)
        {
            var job = Find(run);
            var now = setting.Time.GetUtcNow();
            if (result?.Succeeded == true)
            {
                End(run, job, JobStates.Done, outputProblem);
                return false;
            }

            if (run.FailsBecause is { } because)
            {
                End(run, job, JobStates.Error, because);
                return false;
            }

            if (result is null || JobStates.IsBeingCancelled(job.Resource))
            {
                End(run, job, JobStates.Cancelled, null);
                return false;
            }

            job = job with { Failures = [.. job.Failures, now] };
            var exit = result.Details ?? $"The driver ended with exit code {result.ExitCode.Invariant()}.";
            if (RestartRule.Restarts(job.Resource.Child("scheduling"), job.Failures, now))
            {
                Save(job.Changed(resource =>
                {
                    YarnApplications.End(resource, "FAILED");
                    JobStates.Move(resource, JobStates.AttemptFailure, now, exit);
                }));
                return true;
            }

            End(run, job, JobStates.Error, JobTexts.Failure(job, [exit, outputProblem]));
            return false;
        }
    }

    private async Task CancelAsync(JobRun run)
    {
        try
        {
            await Task.Delay(setting.Steps.JobStart / 2, setting.Time, run.Stopped);
            Move(run, JobStates.CancelStarted, from: JobStates.CancelPending);
            run.Stop(null);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // It was stopped, or had ended by itself, before the cancel came through.
        }
    }

    private void End(JobRun run, JobRecord job, string terminal, string? details)
    {
        runs.Remove(run.Key);
        Save(job.Changed(resource =>
        {
            YarnApplications.End(resource, terminal switch { JobStates.Done => "FINISHED", JobStates.Cancelled => "KILLED", _ => "FAILED" });
            JobStates.Move(resource, terminal, setting.Time.GetUtcNow(), details);
        }));
    }

    private void Move(JobRun run, string to, string from)
    {
        lock (state.Gate)
        {
            var job = Find(run);
            if (job.State == from) Save(job.Changed(resource => JobStates.Move(resource, to, setting.Time.GetUtcNow())));
        }
    }

    private void Note(JobRun run, string application, string yarnState, double progress)
    {
        lock (state.Gate)
        {
            // A runtime may report from a thread of its own, after the job has ended.
            if (!runs.ContainsKey(run.Key)) return;
            state.Jobs.Note(Find(run).Changed(resource => YarnApplications.Note(resource, application, yarnState, progress)));
        }
    }

    private JobRecord Save(JobRecord job)
    {
        state.Jobs.Put(job);
        operations.JobMoved(job);
        if (job.HasEnded) clusters.JobsChanged(job);
        return job;
    }

    private JobRecord Find(JobRun run) => state.Jobs.Find(run.Key) ?? throw new InvalidOperationException($"the record of job {run.Key} is gone");

    /// <summary>Each attempt has output of its own; how the service names the later ones is not public.</summary>
    private static JobRecord ForAttempt(JobRecord job) => job.Attempt == 1 ? job : job.Changed(resource =>
        resource["driverOutputResourceUri"] = $"{resource.Text("driverControlFilesUri")}driveroutput-attempt-{job.Attempt.Invariant()}");

    private static (string Bucket, string Prefix) OutputOf(JobRecord job)
    {
        var uri = job.Resource.Text("driverOutputResourceUri")!["gs://".Length..];
        var slash = uri.IndexOf('/', StringComparison.Ordinal);
        return (uri[..slash], uri[(slash + 1)..]);
    }
}
