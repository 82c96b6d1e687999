using Spydra.Emulator.Jobs.Processes;
using Spydra.Emulator.Jobs.Streaming.Counters;
using Spydra.Emulator.Jobs.Streaming.Options;
using Spydra.Emulator.Jobs.Streaming.Records;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>Everything that belongs to one running attempt: its folder, its logs, its counters, its processes.</summary>
internal sealed class TaskContext : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<ChildProcess> processes = [];
    private readonly CancellationTokenSource stop = new();

    public TaskContext(StreamingJob job, TaskFolders folders, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        Job = job;
        Folders = folders;
        Environment = environment;
        Time = time;
        Activity = new(time);
        Log = new(folders.Log("syslog"), time);
        Errors = new(folders.Log("stderr"), job.ReporterPrefix, Counters, Activity, Log);
        File.Create(folders.Log("stdout")).Dispose();
    }

    public StreamingJob Job { get; }

    public TaskFolders Folders { get; }

    public IReadOnlyDictionary<string, string> Environment { get; }

    public TimeProvider Time { get; }

    public CounterSet Counters { get; } = new();

    public TaskActivity Activity { get; }

    public TaskLog Log { get; }

    public TaskErrors Errors { get; }

    /// <summary>Is cancelled when the attempt is to end.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>How much of the input was read, from 0 to 1.</summary>
    public double Progress { get; set; }

    /// <exception cref="TaskFailedException">The command cannot be started.</exception>
    public ChildProcess Start(string command)
    {
        var words = CommandWords.Split(command);
        if (words.Count == 0) throw new TaskFailedException($"java.lang.ArrayIndexOutOfBoundsException: the command \"{command}\" is empty");
        var program = ProgramFinder.Find(words[0], Folders.Work, Environment.GetValueOrDefault("PATH")) ?? words[0];
        Log.Info($"PipeMapRed exec [{string.Join(", ", [program, .. words.Skip(1)])}]");
        try
        {
            // Killing marks the attempt before it looks for processes, so that none starts behind its back.
            lock (gate)
            {
                Stopped.ThrowIfCancellationRequested();
                var process = ChildProcess.Start(new([program, .. words.Skip(1)], Folders.Work, Environment));
                processes.Add(process);
                return process;
            }
        }
        catch (ProgramNotStartedException e)
        {
            throw new TaskFailedException(
                $"java.lang.RuntimeException: Error in configuring object\nCaused by: java.io.IOException: {e.Message}", e);
        }
    }

    /// <summary>Disposes a process that has ended.</summary>
    public void End(ChildProcess process)
    {
        lock (gate) processes.Remove(process);
        process.Dispose();
    }

    /// <summary>Ends the attempt: its processes are killed, what runs of it throws.</summary>
    public void Kill()
    {
        lock (gate)
        {
            stop.Cancel();
            foreach (var process in processes) process.Kill();
        }
    }

    /// <summary>Kills what the attempt's commands left running.</summary>
    public void KillLeftovers() => LeftoverProcesses.Kill(TaskEnvironment.FolderVariable, Folders.Work);

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var process in processes) process.Dispose();
            processes.Clear();
        }

        Errors.Dispose();
        Log.Dispose();
        stop.Dispose();
    }
}

/// <summary>The folders of an attempt: where its commands run, where its logs lie, where its output waits, where it spills.</summary>
internal sealed record TaskFolders(string Work, string Logs, string Output, string Spills)
{
    public string Log(string name) => Path.Combine(Logs, name);
}
