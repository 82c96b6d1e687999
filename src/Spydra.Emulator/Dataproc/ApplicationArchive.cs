using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Jobs.Archive;
using Spydra.Emulator.Jobs.Archive.History;
using Spydra.Emulator.Jobs.Archive.Logs;
using Spydra.Emulator.Storage;
using MapReduceJob = Spydra.Emulator.Jobs.Streaming.History.JobRecord;

namespace Spydra.Emulator.Dataproc;

/// <summary>
/// What a cluster's services leave of its applications, where its properties send that to a bucket: node managers the logs of containers, an
/// application master its history, which the history server then files. Logs get their names, and histories their places, some time after the
/// application has ended, and only while the cluster is there.
/// </summary>
internal sealed class ApplicationArchive(DataprocState state, ClusterBook clusters, Agenda agenda, DriverSetting setting)
{
    /// <summary>What the name of a log file ends with while its upload goes on.</summary>
    private const string Uploading = ".tmp";

    private readonly HistoryServer historyServer = new(setting.Objects);

    /// <summary>What a MapReduce job leaves at its end, while its own folder is there.</summary>
    public async Task WriteAsync(DriverStart start, MapReduceJob job)
    {
        if (Places(start.Job) is not { } places) return;
        var nodes = ClusterNodes.Of(start.Cluster.Resource);
        await TryAsync(() => WriteHistoryAsync(places, job, start.Cluster.Name, nodes));
        if (places.Logs is null) return;
        var master = new ContainerLogs(Container(start.Application), nodes[0],
            [LogFile.Of("stderr", ""), LogFile.Of("stdout", ""), LogFile.Of("syslog", MasterLog.Of(job))]);
        var attempts = job.Tasks.SelectMany(task => task.Attempts).OrderBy(attempt => attempt.FinishTime)
            .Select(attempt => new ContainerLogs(attempt.ContainerId, attempt.Host, [.. Directory.EnumerateFiles(attempt.LogFolder).Select(LogFile.OfFile)]));
        await TryAsync(() => WriteLogsAsync(places, start.Application, [.. attempts, master]));
    }

    /// <summary>
    /// Before anybody sees that the job's driver has ended: an application that told nothing of its containers is one container with the driver's
    /// output, which lies at <paramref name="output"/>.
    /// </summary>
    public async Task WriteOutputAsync(JobRecord job, (string Bucket, string Prefix) output)
    {
        if (YarnApplications.Ids(job.Resource).LastOrDefault() is not { } application) return;
        if (Cluster(job) is not { } cluster || Places(cluster) is not { Logs: not null } places) return;
        if (LogsOf(places, application).Any()) return;
        List<StoredObject> parts = [.. setting.Objects.List(output.Bucket, output.Prefix + ".")];
        var printed = new LogFile("stdout", parts.Sum(part => part.Size), target =>
        {
            foreach (var part in parts)
            {
                using var source = setting.Objects.OpenRead(part);
                source.CopyTo(target);
            }
        });
        var container = new ContainerLogs(Container(application), ClusterNodes.Of(cluster.Resource)[0], [LogFile.Of("stderr", ""), printed]);
        await TryAsync(() => WriteLogsAsync(places, application, [container]));
    }

    /// <summary>Sets the clocks of what goes on after the job's last application has ended.</summary>
    public void Schedule(JobRecord job)
    {
        if (YarnApplications.Ids(job.Resource).LastOrDefault() is not { } application || Places(job) is not { } places) return;
        var now = setting.Time.GetUtcNow();
        if (places.Logs is not null) agenda.At("logs/" + application, now + setting.Steps.LogAggregation, () => FinishLogs(job, application));
        if (places.IntermediateHistory is not null) agenda.At("history/" + application, now + setting.Steps.HistoryMove, () => MoveHistory(job));
    }

    /// <summary>Goes on where an earlier emulator ended: its node managers and history servers find what they had begun. Under the lock.</summary>
    public void Resume()
    {
        foreach (var job in state.Jobs.All.ToList())
            foreach (var application in YarnApplications.Ids(job.Resource)) FinishLogs(job, application);
        foreach (var cluster in state.Clusters.All.ToList())
            if (Places(cluster) is { } places) historyServer.MoveAll(places);
    }

    private void FinishLogs(JobRecord job, string application)
    {
        if (Places(job) is not { } places) return;
        foreach (var log in LogsOf(places, application).Where(log => log.Name.EndsWith(Uploading, StringComparison.Ordinal)).ToList())
            setting.Objects.Move(log.Bucket, log.Name, log.Bucket, log.Name[..^Uploading.Length]);
    }

    private void MoveHistory(JobRecord job)
    {
        if (Places(job) is { } places) historyServer.MoveAll(places);
    }

    private async Task WriteHistoryAsync(ArchivePlaces places, MapReduceJob job, string cluster, IReadOnlyList<string> nodes)
    {
        // Killed through YARN, a master has no time to write it.
        if (job.State == "KILLED") return;
        if (BucketFolder.Parse(job.Configuration.GetValueOrDefault("mapreduce.jobhistory.intermediate-done-dir")) is not { } intermediate) return;
        var (folder, hadoop) = (intermediate.Below(job.User), places.Hadoop);
        var binary = hadoop.Major >= 3 && job.Configuration.GetValueOrDefault("mapreduce.jobhistory.jhist.format", "binary") != "json";
        await PutAsync(job.Id + ".summary", JobSummary.Of(job));
        await PutAsync(job.Id + "_conf.xml", ConfigurationFile.Of(job.Configuration, hadoop));
        await PutAsync(HistoryFileName.Of(job, hadoop),
            HistoryFile.Of(HistoryEvents.Of(job, cluster, nodes), hadoop.Major >= 3 ? HistorySchema.Hadoop3 : HistorySchema.Hadoop2, binary));

        async Task PutAsync(string name, byte[] content)
        {
            using var stream = new MemoryStream(content);
            await setting.Objects.WriteAsync(folder.Bucket, folder.ObjectName(name), stream, "application/octet-stream", CancellationToken.None);
        }
    }

    private async Task WriteLogsAsync(ArchivePlaces places, string application, IReadOnlyList<ContainerLogs> containers)
    {
        if (places.LogsOf(application, setting.User) is not { } folder) return;
        var scratch = setting.MakeWorkFolder("logs-" + application);
        try
        {
            foreach (var node in containers.GroupBy(container => container.Host))
            {
                await using var file = new FileStream(Path.Combine(scratch, node.Key), FileMode.Create, FileAccess.ReadWrite);
                AggregatedLog.Write(file, places.CompressedLogs, setting.User, node);
                file.Position = 0;
                await setting.Objects.WriteAsync(folder.Bucket, folder.ObjectName($"{node.Key}_{NodePorts.Manager.Invariant()}{Uploading}"), file,
                    "application/octet-stream", CancellationToken.None);
            }
        }
        finally
        {
            DriverSetting.DropWorkFolder(scratch);
        }
    }

    private IEnumerable<StoredObject> LogsOf(ArchivePlaces places, string application) =>
        places.LogsOf(application, setting.User) is { } folder ? setting.Objects.List(folder.Bucket, folder.Prefix) : [];

    private ArchivePlaces? Places(JobRecord job) => Cluster(job) is { } cluster ? Places(cluster) : null;

    /// <summary>Null where the cluster's machines do not run, or not any more.</summary>
    private static ArchivePlaces? Places(ClusterRecord cluster) => !ClusterStates.HasMachines.Contains(cluster.State) ? null
        : ArchivePlaces.Of(cluster.Resource.Text("config.softwareConfig.imageVersion"), cluster.Resource.Map("config.softwareConfig.properties"));

    private ClusterRecord? Cluster(JobRecord job)
    {
        lock (state.Gate)
            return clusters.Find(job.Project, job.Region, job.ClusterName) is { } cluster && cluster.Uuid == job.ClusterUuid ? cluster : null;
    }

    private static string Container(string application) => application.Replace("application", "container", StringComparison.Ordinal) + "_01_000001";

    // As on a cluster: what cannot be written (the bucket is gone, the name too long, the disk full) is missing, and the job ends as it would have.
    private static async Task TryAsync(Func<Task> write)
    {
        try { await write(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageError) { }
    }
}
