namespace Spydra.History.JobHistory;

/// <summary>
/// Hadoop's Analysis of a job that succeeded: which tasks took longest, and which ended last. Of each task counts the first attempt of Hadoop's table
/// that succeeded. Which of two that took equally long is named follows from stable sorts, each of which begins with what the one before it left.
/// </summary>
internal sealed class TaskAnalysis
{
    private const int Shown = 10;

    private readonly TextWriter writer;
    private readonly HadoopTime time;
    private readonly long launched;
    private readonly List<TaskAttempt> maps;
    private readonly List<TaskAttempt> reduces;

    private TaskAnalysis(MapReduceJob job, HadoopTime time, TextWriter writer)
    {
        (this.writer, this.time, launched) = (writer, time, job.LaunchTime);
        var attempts = HadoopTableOrder.Of(job.Tasks, task => HadoopTableOrder.Hash(task.Id))
            .Select(task => HadoopTableOrder.Of(task.Attempts, attempt => HadoopTableOrder.Hash(attempt.Id), HadoopTableOrder.AttemptSlots)
                .FirstOrDefault(attempt => attempt.Status == "SUCCEEDED"))
            .OfType<TaskAttempt>().ToList();
        maps = [.. attempts.Where(attempt => attempt.Id.Task.Kind == TaskKind.Map)];
        reduces = [.. attempts.Where(attempt => attempt.Id.Task.Kind == TaskKind.Reduce)];
    }

    public static void Write(MapReduceJob job, HadoopTime time, TextWriter writer) => new TaskAnalysis(job, time, writer).Write();

    private void Write()
    {
        writer.Write("\nAnalysis\n=========\n");
        Part("map", maps, attempt => attempt.FinishTime - attempt.StartTime, attempt => attempt.FinishTime);
        Part("shuffle", reduces, attempt => attempt.ShuffleFinishTime - attempt.StartTime, attempt => attempt.ShuffleFinishTime);
        Part("reduce", reduces, attempt => attempt.FinishTime - attempt.ShuffleFinishTime, attempt => attempt.FinishTime);
        writer.Write("=========\n");
    }

    private void Part(string name, List<TaskAttempt> attempts, Func<TaskAttempt, long> took, Func<TaskAttempt, long> ended)
    {
        if (attempts.Count == 0) return;
        Sort(attempts, took);
        writer.Write($"\nTime taken by best performing {name} task {attempts[^1].Id.Task}: {HadoopTime.Duration(took(attempts[^1]))}\n");
        writer.Write($"Average time taken by {name} tasks: {HadoopTime.Duration(Sum(attempts, took) / attempts.Count)}\n");
        writer.Write($"Worse performing {name} tasks: \nTaskId\t\tTimetaken\n");
        foreach (var attempt in attempts.Take(Shown)) writer.Write($"{attempt.Id.Task} {HadoopTime.Duration(took(attempt))}\n");

        // By the end of the attempt, also for the shuffle, whose own end is printed.
        Sort(attempts, attempt => attempt.FinishTime);
        writer.Write($"The last {name} task {attempts[0].Id.Task} finished at (relative to the Job launch time): {time.Text(ended(attempts[0]), launched)}\n");
    }

    private static void Sort(List<TaskAttempt> attempts, Func<TaskAttempt, long> key)
    {
        TaskAttempt[] sorted = [.. attempts.OrderByDescending(key)];
        for (var place = 0; place < sorted.Length; place++) attempts[place] = sorted[place];
    }

    private static long Sum(List<TaskAttempt> attempts, Func<TaskAttempt, long> took)
    {
        var sum = 0L;
        foreach (var attempt in attempts) sum = unchecked(sum + took(attempt));
        return sum;
    }
}
