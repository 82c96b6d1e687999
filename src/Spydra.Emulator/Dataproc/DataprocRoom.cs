using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Http;
using Spydra.Emulator.Jobs;

namespace Spydra.Emulator.Dataproc;

/// <summary>The Dataproc half of the emulator, put together: its state, its clocks, its jobs, and the handlers of its routes.</summary>
internal sealed class DataprocRoom : IAsyncDisposable
{
    // Drivers have this long to stop their processes.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly DriverSetting setting;
    private readonly DataprocState state;
    private readonly Agenda agenda;
    private readonly ClusterBook clusters;
    private readonly ClusterSteps steps;
    private readonly WorkflowSteps workflows;
    private readonly ApplicationArchive archive;
    private readonly JobRuns runs;

    public DataprocRoom(string dataFolder, DriverSetting setting)
    {
        this.setting = setting;
        state = new DataprocState(dataFolder);
        agenda = new Agenda(setting.Time);
        clusters = new ClusterBook(state, agenda, setting.Time);
        var operations = new OperationBook(state, agenda, setting.Time);
        archive = new ApplicationArchive(state, clusters, agenda, setting);
        runs = new JobRuns(state, clusters, operations, archive, setting);
        steps = new ClusterSteps(state, clusters, operations, runs, setting.Steps, setting.Time);
        var clusterService = new ClusterService(state, clusters, operations, steps, setting.Objects, setting.Steps, setting.Time);
        var jobs = new JobService(state, clusters, operations, runs, setting.Time);
        workflows = new WorkflowSteps(state, agenda, operations, new WorkflowParts(clusters, clusterService, steps, jobs), runs, setting.Time);
        Handlers = new DataprocHandlers(clusterService, new DiagnoseService(state, clusters, steps, setting), jobs,
            new OperationService(state, steps, workflows), new PolicyService(state));
        Templates = new TemplateHandlers(new WorkflowService(state, workflows, setting.Time));
    }

    public DataprocHandlers Handlers { get; }

    public TemplateHandlers Templates { get; }

    /// <summary>Goes on where an earlier emulator ended: its drivers are gone, its clusters and operations are not.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(setting.WorkRoot) && Directory.EnumerateFileSystemEntries(setting.WorkRoot).Any())
        {
            // It was killed, and what its jobs had started may still be at work.
            JobRuntimes.KillLeftovers(setting.WorkRoot);
            DriverSetting.DropWorkFolder(setting.WorkRoot);
        }

        await runs.ResumeAsync(cancellationToken);
        lock (state.Gate)
        {
            archive.Resume();
            clusters.SetClocks();
            steps.Resume();
            workflows.Resume();
        }
    }

    /// <summary>Forgets every cluster, job, operation, policy and template; what lies in Cloud Storage stays.</summary>
    public async Task ResetAsync(Call call)
    {
        await runs.StopAllAsync("The emulator was reset.", call.Aborted);
        lock (state.Gate)
        {
            agenda.Clear();
            state.Clear();
        }

        await Wire.Answers.OkAsync(call, []);
    }

    public async ValueTask DisposeAsync()
    {
        // The wait is for real processes, so it goes by the real clock.
        using var deadline = new CancellationTokenSource(StopTimeout, TimeProvider.System);
        await runs.StopAllAsync("The emulator was stopped while the job was active.", deadline.Token);
        agenda.Dispose();
    }
}
