using Spydra.Emulator.Jobs.Native;
using Spydra.Emulator.Jobs.Processes;
using Spydra.Emulator.Jobs.Streaming;
using Spydra.Emulator.Jobs.Streaming.Tasks;

namespace Spydra.Emulator.Jobs;

/// <summary>All runtimes of the emulator, in the order in which they are asked.</summary>
public static class JobRuntimes
{
    /// <summary>
    /// The runtimes over the given environment variables: programs are found in them, and children inherit them. The last runtime takes every job.
    /// </summary>
    public static IReadOnlyList<IJobRuntime> All(IReadOnlyDictionary<string, string> environment) =>
    [
        new StreamingRuntime(name => environment.GetValueOrDefault(name)),
        new HadoopRuntime(environment),
        new SparkRuntime(environment),
        new UnsupportedRuntime(),
    ];

    /// <summary>Ends the programs of jobs whose emulator was killed: those that were started for a folder below <paramref name="workRoot"/>.</summary>
    public static void KillLeftovers(string workRoot)
    {
        var folder = Path.GetFullPath(workRoot) + Path.DirectorySeparatorChar;
        LeftoverProcesses.Kill(TaskEnvironment.FolderVariable, folder);
        LeftoverProcesses.Kill(NativeDriver.FolderVariable, folder);
    }
}
