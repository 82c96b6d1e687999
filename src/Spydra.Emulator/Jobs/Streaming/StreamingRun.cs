using System.Globalization;
using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Jobs.Streaming.Counters;
using Spydra.Emulator.Jobs.Streaming.History;
using Spydra.Emulator.Jobs.Streaming.Input;
using Spydra.Emulator.Jobs.Streaming.Output;
using Spydra.Emulator.Jobs.Streaming.Sorting;
using Spydra.Emulator.Jobs.Streaming.Tasks;

namespace Spydra.Emulator.Jobs.Streaming;

/// <summary>
/// One streaming job from its first look at the input to its record: maps, then reduces, as many at once as the cluster has slots.
/// </summary>
internal sealed class StreamingRun(StreamingJob job, DriverContext context, StreamingEngine engine) : IDisposable
{
    private const string Submitter = "mapreduce.JobSubmitter";
    private const string Monitor = "mapreduce.Job";

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly DriverLog log = new(context.Output, context.Time);
    private readonly TaskIds ids = new(context.ApplicationId);
    private readonly FileTree files = new(context.Objects);
    private readonly DateTimeOffset submitted = context.Time.GetUtcNow();
    private readonly SemaphoreSlim slots = new(Math.Max(1, context.Slots));
    private List<RunningTask> maps = [];
    private List<RunningTask> reduces = [];
    private DateTimeOffset launched;
    private string printed = "";

    /// <summary>
    /// Runs the job. A failed one is a record, and so is a cancelled one; when it is given none of the job's processes runs any more.
    /// </summary>
    /// <exception cref="JobLaunchException">The job cannot begin.</exception>
    public async Task<JobRecord> RunAsync(CancellationToken cancellationToken)
    {
        CheckOutput();
        var recursive = job.Configuration.GetBoolean("mapreduce.input.fileinputformat.input.dir.recursive", false);
        var input = new InputListing(files, recursive).Files(job.Inputs);
        log.Info("mapred.FileInputFormat", $"Total input files to process : {input.Count}");
        var splits = SplitPlan.From(job.Configuration).Splits(input, job.InputFormat, files);
        log.Info(Submitter, $"number of splits:{splits.Count}");
        var localized = LocalizedFiles.Bring(job.TaskFiles, files, Directory.CreateDirectory(Path.Combine(context.WorkFolder, "files")).FullName);
        var committer = new OutputCommitter(job.Output, context.Objects, job.MarkSuccess, Path.Combine(context.WorkFolder, "output"));
        committer.SetUpJob();

        log.Info(Submitter, $"Submitting tokens for job: {ids.Job}");
        log.Info("impl.YarnClientImpl", $"Submitted application {ids.Application}");
        log.Info(Monitor, $"Running job: {ids.Job}");
        log.Info(Monitor, $"Job {ids.Job} running in uber mode : false");
        launched = context.Time.GetUtcNow();
        maps = [.. splits.Select((split, number) => new RunningTask(ids.Task(isMap: true, number), isMap: true, number, split))];
        reduces = [.. Enumerable.Range(0, job.ReduceTasks)
            .Select(number => new RunningTask(ids.Task(isMap: false, number), isMap: false, number, split: null))];

        try
        {
            var runner = new AttemptRunner(new(context, job, ids, files, localized, committer, engine.Memory, engine.Environment));
            var failedTask = await WatchedAsync(runner, cancellationToken);
            if (failedTask is null) await committer.CommitJobAsync(cancellationToken);
            return failedTask is null ? Succeeded() : Failed(failedTask);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Record("KILLED", "The job was cancelled.", new JobCounters(job, maps, reduces).Sum());
        }
        finally
        {
            committer.AbortJob();
            LeftoverProcesses();
        }
    }

    public void Dispose() => slots.Dispose();

    private void CheckOutput()
    {
        if (job.Output.Bucket is { } bucket && !context.Objects.BucketExists(bucket))
            throw new JobLaunchException(
                $"The bucket of the output does not exist: {job.Output}. Make it first, for example with 'gcloud storage buckets create gs://{bucket}'.",
                "java.io.IOException");
        if (files.Find(job.Output) is not null)
            throw new JobLaunchException($"Output directory {job.Output} already exists", "org.apache.hadoop.mapred.FileAlreadyExistsException");
    }

    private void LeftoverProcesses() =>
        Processes.LeftoverProcesses.Kill(
            TaskEnvironment.FolderVariable, Path.Combine(context.WorkFolder, "attempts") + Path.DirectorySeparatorChar);

    private async Task<string?> WatchedAsync(AttemptRunner runner, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var monitor = MonitorAsync(over.Token);
        try
        {
            return await RunTasksAsync(runner, cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await monitor;
        }
    }

    private async Task MonitorAsync(CancellationToken over)
    {
        try
        {
            while (true)
            {
                PrintProgress();
                await Task.Delay(LookInterval, context.Time, over);
            }
        }
        catch (OperationCanceledException)
        {
            // The tasks are over.
        }
    }

    private void PrintProgress()
    {
        var map = maps.Count == 0 ? 1 : maps.Average(task => task.Progress);
        var reduce = reduces.Count == 0 ? 0 : reduces.Average(task => task.Progress);
        context.Progress("RUNNING", reduces.Count == 0 ? map : (map + reduce) / 2);
        var text = string.Create(CultureInfo.InvariantCulture, $" map {Math.Floor(map * 100)}% reduce {Math.Floor(reduce * 100)}%");
        if (text == printed) return;
        printed = text;
        log.Info(Monitor, text);
    }

    private async Task<string?> RunTasksAsync(AttemptRunner runner, CancellationToken cancellationToken)
    {
        var outputs = new IReadOnlyList<Segment>[maps.Count];
        var failed = await RunAllAsync(maps, async (task, stop) =>
        {
            var segments = await RunTaskAsync(
                runner, task, job.MapAttempts, attempt => new MapAttempt(attempt, task.Split!, task.Number, files, engine.Memory).Run(), stop);
            if (segments is not null) outputs[task.Number] = segments;
            return segments is not null;
        }, cancellationToken);

        cancellationToken.ThrowIfCancellationRequested();
        failed ??= await RunAllAsync(reduces, async (task, stop) => await RunTaskAsync(runner, task, job.ReduceAttempts, attempt =>
        {
            var segments = outputs.SelectMany(each => each).Where(each => each.Partition == task.Number).ToList();
            new ReduceAttempt(attempt, task.Number, segments, maps.Count).Run();
            return [];
        }, stop) is not null, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return failed;
    }

    // The first task that fails for good ends all others.
    private static async Task<string?> RunAllAsync(
        IReadOnlyList<RunningTask> tasks, Func<RunningTask, CancellationToken, Task<bool>> run, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        string? failed = null;
        await Task.WhenAll(tasks.Select(async task =>
        {
            if (await run(task, stop.Token) || stop.IsCancellationRequested) return;
            Interlocked.CompareExchange(ref failed, task.Id, null);
            await stop.CancelAsync();
        }));
        return failed;
    }

    private async Task<IReadOnlyList<Segment>?> RunTaskAsync(
        AttemptRunner runner, RunningTask task, int attempts, Func<TaskContext, IReadOnlyList<Segment>> work, CancellationToken stop)
    {
        try
        {
            await slots.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        try
        {
            for (var attempt = 0; attempt < attempts && !stop.IsCancellationRequested; attempt++)
            {
                var (record, segments) = await engine.RunAsync(() => runner.RunAsync(task, attempt, work, stop), stop);
                if (segments is not null) return segments;
                if (record.State == "FAILED") log.Info(Monitor, $"Task Id : {record.Id}, Status : FAILED\n{record.Diagnostics}\n");
            }

            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            slots.Release();
        }
    }

    private JobRecord Succeeded()
    {
        PrintProgress();
        log.Info(Monitor, $"Job {ids.Job} completed successfully");
        return Finished("SUCCEEDED", "");
    }

    private JobRecord Failed(string failedTask)
    {
        PrintProgress();
        var isMap = maps.Any(task => task.Id == failedTask);
        var diagnostics =
            $"Task failed {failedTask}\nJob failed as tasks failed. failedMaps:{(isMap ? 1 : 0)} failedReduces:{(isMap ? 0 : 1)} "
            + "killedMaps:0 killedReduces: 0\n";
        log.Info(Monitor, $"Job {ids.Job} failed with state FAILED due to: {diagnostics}");
        return Finished("FAILED", diagnostics);
    }

    private JobRecord Finished(string state, string diagnostics)
    {
        var counters = new JobCounters(job, maps, reduces).Sum();
        log.Info(Monitor, CounterReport.Print(counters));
        // To YARN the application has come to its end, whatever came of the job.
        context.Progress("FINISHED", 1);
        return Record(state, diagnostics, counters);
    }

    private JobRecord Record(string state, string diagnostics, CounterSet counters) => new()
    {
        Id = ids.Job,
        ApplicationId = ids.Application,
        Name = job.Name,
        User = job.Configuration.Get("mapreduce.job.user.name", ""),
        SubmitTime = submitted,
        LaunchTime = launched,
        FinishTime = context.Time.GetUtcNow(),
        State = state,
        Diagnostics = diagnostics,
        Configuration = job.Configuration.All().ToDictionary(pair => pair.Key, pair => pair.Value),
        Counters = counters,
        Tasks = [.. maps.Concat(reduces).Select(task => task.ToRecord())],
    };
}
