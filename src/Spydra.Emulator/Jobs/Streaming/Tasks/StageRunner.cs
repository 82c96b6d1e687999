using Spydra.Emulator.Jobs.Processes;
using Spydra.Emulator.Jobs.Streaming.Records;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>
/// Runs a mapper, combiner or reducer: feeds its input and takes its output at the same time, each on a thread of its own, for a full pipe
/// in one direction must never stop the other.
/// </summary>
internal static class StageRunner
{
    // A command that has ended may have left the other end of its pipe to a child of its own; that child has so long to finish.
    private static readonly TimeSpan LeftoverTime = TimeSpan.FromSeconds(5);

    /// <summary>Runs the command to its end and returns how many records it wrote.</summary>
    /// <exception cref="TaskFailedException">It cannot be started, it ends with a code that is not 0, or it leaves input unread.</exception>
    /// <exception cref="OperationCanceledException">The attempt is to end.</exception>
    public static long Run(TaskContext task, string command, Action<StageInput> feed, FieldRule rule, IRecordSink sink)
    {
        var process = task.Start(command);
        try
        {
            var errors = OnOwnThread(() => task.Errors.ReadAll(process.Error));
            long written = 0;
            var collect = OnOwnThread(() => Collect(task, process, rule, sink, ref written));
            var broken = Feed(task, process, feed);

            var code = process.WaitForExit();
            AwaitPipes(task, [collect, errors]);
            task.Stopped.ThrowIfCancellationRequested();
            Judge(task, code, collect, broken, Volatile.Read(ref written));
            return written;
        }
        finally
        {
            task.End(process);
        }
    }

    // Whether the command left input unread.
    private static bool Feed(TaskContext task, ChildProcess process, Action<StageInput> feed)
    {
        using var input = new StageInput(process.Input, task.Activity);
        try
        {
            feed(input);
        }
        catch (BrokenPipeException)
        {
            Close(process.Input);
            return true;
        }
        catch
        {
            process.Kill();
            throw;
        }

        try
        {
            input.Flush();
        }
        catch (BrokenPipeException)
        {
            // What is lost is less than a buffer, and Hadoop does not mind that.
            task.Log.Warn("java.io.IOException: Broken pipe");
        }

        Close(process.Input);
        return false;
    }

    private static void Close(Stream pipe)
    {
        try
        {
            pipe.Dispose();
        }
        catch (IOException)
        {
            // The other end is closed already.
        }
    }

    private static void Collect(TaskContext task, ChildProcess process, FieldRule rule, IRecordSink sink, ref long written)
    {
        try
        {
            using var lines = new LineReader(process.Output, task.Activity);
            while (lines.TryRead(out var line))
            {
                rule.Split(line, out var key, out var value);
                sink.Add(key, value);
                written++;
            }
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    private static void AwaitPipes(TaskContext task, Task[] pipes)
    {
        var done = Task.WhenAll(pipes);
        try
        {
            done.WaitAsync(LeftoverTime, task.Time).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            task.KillLeftovers();
            done.ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            // What went wrong is judged with the rest.
        }
    }

    private static void Judge(TaskContext task, int code, Task collect, bool broken, long written)
    {
        if (collect.Exception?.GetBaseException() is { } failure)
            throw failure as TaskFailedException
                ?? new TaskFailedException($"java.io.IOException: MROutput/MRErrThread failed: {failure.Message}", failure);
        if (code != 0 && task.Job.NonZeroExitIsFailure)
            throw new TaskFailedException($"java.lang.RuntimeException: PipeMapRed.waitOutputThreads(): subprocess failed with code {code}");
        if (code != 0) task.Log.Info($"PipeMapRed.waitOutputThreads(): subprocess exited with code {code}");
        if (broken && written < task.Job.RecordsToSkip) throw new TaskFailedException("java.io.IOException: Broken pipe");
        task.Log.Info("mapRedFinished");
    }

    private static Task OnOwnThread(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
