using Spydra.Emulator.Jobs.Streaming.Counters;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>Counters that map and reduce attempts share.</summary>
internal static class AttemptCounters
{
    public static void AddOutput(TaskContext task, long length)
    {
        var isLocal = task.Job.Output.IsLocal;
        task.Counters.Add(EngineCounters.BytesWritten, length);
        task.Counters.Add(EngineCounters.FileBytesWritten(isLocal), length);
        task.Counters.Add(EngineCounters.FileWrites(isLocal), 1);
    }
}
