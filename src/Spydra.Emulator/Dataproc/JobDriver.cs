using System.Globalization;
using System.Text;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Faults;
using Spydra.Emulator.Jobs;
using MapReduceJob = Spydra.Emulator.Jobs.Streaming.History.JobRecord;

namespace Spydra.Emulator.Dataproc;

/// <summary>What a driver is started for: the job and its cluster as they are at that moment.</summary>
internal sealed record DriverStart(JobRecord Job, ClusterRecord Cluster, string Application);

/// <summary>Runs one attempt of a job: by the first runtime that can, or not at all where a fault takes the driver's place.</summary>
internal sealed class JobDriver(DriverSetting setting, ApplicationArchive archive)
{
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<DriverResult> RunAsync(
        DriverStart start, IReadOnlyList<Fault> faults, Stream output, Action<string, double> progress, CancellationToken cancellationToken)
    {
        if (faults.FirstOrDefault(fault => fault.Attempt is null || fault.Attempt == start.Job.Attempt) is { } fault)
            return await FaultyAsync(fault, output, cancellationToken);

        var job = JobTypes.WithoutGenerations(start.Job.Resource);
        if (setting.Runtimes.FirstOrDefault(runtime => runtime.CanRun(job)) is not { } chosen)
        {
            await PrintAsync(output, JobTexts.NoRuntime(job));
            return new DriverResult(1, $"This emulator cannot run this {JobTypes.Of(job)}; the driver output says what is missing.");
        }

        var folder = setting.MakeWorkFolder($"{start.Job.Number.ToString(CultureInfo.InvariantCulture)}-{start.Job.Attempt.Invariant()}");
        MapReduceJob? finished = null;
        try
        {
            return await chosen.RunAsync(new DriverContext
            {
                Job = job,
                JobId = start.Job.Id,
                ApplicationId = start.Application,
                ClusterName = start.Cluster.Name,
                Nodes = ClusterNodes.Of(start.Cluster.Resource),
                User = setting.User,
                Slots = Slots.Of(start.Cluster.Resource, Environment.ProcessorCount),
                ClusterProperties = start.Cluster.Resource.Map("config.softwareConfig.properties"),
                Output = output,
                Objects = setting.Objects,
                StorageUrl = await setting.StorageUrl.WaitAsync(cancellationToken),
                WorkFolder = folder,
                WorkingFolder = setting.WorkingFolder,
                Time = setting.Time,
                Progress = progress,
                Finished = record => finished = record,
            }, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var name = chosen.GetType().Name;
            await PrintAsync(output, $"{name} failed: {e.Message}");
            return new DriverResult(1, $"The emulator's {name} failed: {e.GetType().Name}: {e.Message}");
        }
        finally
        {
            if (finished is not null) await archive.WriteAsync(start, finished);
            DriverSetting.DropWorkFolder(folder);
        }
    }

    private async Task<DriverResult> FaultyAsync(Fault fault, Stream output, CancellationToken cancellationToken)
    {
        if (fault.Output is { } text) await PrintAsync(output, text);
        if (fault.Effect == FaultEffect.JobHangs) await Task.Delay(Timeout.InfiniteTimeSpan, setting.Time, cancellationToken);
        return new DriverResult(fault.ExitCode ?? 1, fault.Message);
    }

    private static async Task PrintAsync(Stream output, string text) =>
        await output.WriteAsync(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n"), CancellationToken.None);
}
