using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Jobs.Streaming.History;
using Spydra.Emulator.Jobs.Streaming.Output;
using Spydra.Emulator.Jobs.Streaming.Sorting;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>What all attempts of a job share.</summary>
internal sealed record AttemptSetting(
    DriverContext Driver, StreamingJob Job, TaskIds Ids, FileTree Files, LocalizedFiles Localized, OutputCommitter Committer, SortMemory Memory,
    Func<string, string?> Environment);

/// <summary>Runs one attempt from its folder to its record: sets it up, watches it, commits it or cleans up behind it.</summary>
internal sealed class AttemptRunner(AttemptSetting setting)
{
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs the attempt. A failed one is a record too; a map's segments are null unless it succeeded.</summary>
    public async Task<(TaskAttemptRecord Record, IReadOnlyList<Segment>? Segments)> RunAsync(
        RunningTask task, int attempt, Func<TaskContext, IReadOnlyList<Segment>> work, CancellationToken cancellationToken)
    {
        var id = setting.Ids.Attempt(task.IsMap, task.Number, attempt);
        var container = setting.Ids.NextContainer();
        var started = setting.Driver.Time.GetUtcNow();
        var folders = MakeFolders(id);
        using var context = new TaskContext(setting.Job, folders, Environment(task, id, folders, container.Id), setting.Driver.Time);
        task.Begin(context);

        var (state, diagnostics, segments) = await ResultAsync(context, task, id, work, cancellationToken);
        var record = new TaskAttemptRecord
        {
            Id = id,
            ContainerId = container.Id,
            Host = setting.Driver.Nodes[container.Number % setting.Driver.Nodes.Count],
            StartTime = started,
            FinishTime = setting.Driver.Time.GetUtcNow(),
            State = state,
            Status = context.Errors.Status,
            Diagnostics = state == "FAILED" ? WithTail(diagnostics, context.Errors.Tail) : diagnostics,
            Counters = context.Counters,
            LogFolder = folders.Logs,
        };
        task.End(record);
        return (record, segments);
    }

    private async Task<(string State, string Diagnostics, IReadOnlyList<Segment>? Segments)> ResultAsync(
        TaskContext context, RunningTask task, string id, Func<TaskContext, IReadOnlyList<Segment>> work, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource();
        await using var killing = cancellationToken.Register(context.Kill);
        var watch = WatchAsync(context, over.Token);
        try
        {
            var segments = await Task.Factory.StartNew(
                () => work(context), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            setting.Committer.CommitTask(id, task.Id);
            return ("SUCCEEDED", "", segments);
        }
        catch (Exception e)
        {
            CleanUp(context, id);
            if (cancellationToken.IsCancellationRequested) return ("KILLED", "Container killed by the ApplicationMaster.", null);
            if (context.Stopped.IsCancellationRequested)
                return ("FAILED", $"AttemptID:{id} Timed out after {setting.Job.Timeout!.Value.TotalSeconds:0} secs", null);
            return ("FAILED", $"Error: {(e is TaskFailedException ? e.Message : $"{e.GetType().Name}: {e.Message}")}", null);
        }
        finally
        {
            await over.CancelAsync();
            await watch;
        }
    }

    private async Task WatchAsync(TaskContext context, CancellationToken over)
    {
        if (setting.Job.Timeout is not { } limit) return;
        try
        {
            while (true)
            {
                var left = limit - context.Activity.Silence;
                if (left <= TimeSpan.Zero)
                {
                    context.Kill();
                    return;
                }

                await Task.Delay(left > ShortestLook ? left : ShortestLook, context.Time, over);
            }
        }
        catch (OperationCanceledException)
        {
            // The attempt is over.
        }
    }

    private void CleanUp(TaskContext context, string id)
    {
        context.KillLeftovers();
        setting.Committer.AbortAttempt(id);
        try
        {
            Directory.Delete(context.Folders.Spills, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It goes with the job's folder.
        }
    }

    private TaskFolders MakeFolders(string id)
    {
        var root = Path.Combine(setting.Driver.WorkFolder, "attempts", id);
        var folders = new TaskFolders(
            Path.Combine(root, "work"), Path.Combine(root, "logs"), setting.Committer.SetUpAttempt(id), Path.Combine(root, "tmp"));
        foreach (var folder in new[] { folders.Work, folders.Logs, folders.Spills }) Directory.CreateDirectory(folder);
        setting.Localized.LinkInto(folders.Work);
        return folders;
    }

    private IReadOnlyDictionary<string, string> Environment(RunningTask task, string id, TaskFolders folders, string container)
    {
        Dictionary<string, string> properties = new(StringComparer.Ordinal)
        {
            ["mapreduce.job.id"] = setting.Ids.Job,
            ["mapreduce.job.name"] = setting.Job.Name,
            ["mapreduce.task.id"] = task.Id,
            ["mapreduce.task.attempt.id"] = id,
            ["mapreduce.task.ismap"] = task.IsMap ? "true" : "false",
            ["mapreduce.task.partition"] = $"{task.Number}",
            ["mapreduce.task.output.dir"] = "file:" + folders.Output,
            ["mapreduce.cluster.local.dir"] = folders.Spills,
            ["mapreduce.output.fileoutputformat.outputdir"] = setting.Job.Output.ToString(),
            ["mapreduce.job.reduces"] = $"{setting.Job.ReduceTasks}",
        };
        if (task.Split is { } split)
        {
            properties["mapreduce.map.input.file"] = split.File.Path.ToString();
            properties["mapreduce.map.input.start"] = $"{split.Start}";
            properties["mapreduce.map.input.length"] = $"{split.Length}";
        }

        if (setting.Job.Mapper is { } mapper) properties["stream.map.streamprocessor"] = Encoded(mapper);
        if (setting.Job.Reducer is { } reducer) properties["stream.reduce.streamprocessor"] = Encoded(reducer);
        return TaskEnvironment.Make(setting.Job, properties, folders, container, setting.Environment);
    }

    private static string Encoded(string command) => Uri.EscapeDataString(command).Replace("%20", "+", StringComparison.Ordinal);

    private static string WithTail(string diagnostics, IReadOnlyList<string> tail) =>
        tail.Count == 0 ? diagnostics : $"{diagnostics}\nLast lines of the attempt's stderr:\n\t{string.Join("\n\t", tail)}";
}
