namespace Spydra.History.Spark;

/// <summary>An attempt of a stage while events of it may come.</summary>
internal sealed class LiveStage
{
    private readonly HashSet<int> indices = [];
    private int completed;
    private int failed;
    private int killed;
    private long? firstLaunch;
    private SparkMetrics metrics;
    private LiveSpread? spread;

    public required StageInfo Info { get; set; }

    public StageStatus Status { get; set; }

    public string? Description { get; set; }

    public List<LiveJob> Jobs { get; set; } = [];

    public HashSet<string> ExcludedExecutors { get; } = new(StringComparer.Ordinal);

    public int ActiveTasks { get; private set; }

    /// <summary>Whether nothing of it can come any more.</summary>
    public bool IsOver => ActiveTasks == 0 && Status is StageStatus.Complete or StageStatus.Failed;

    public void TaskStarted(in TaskEvent task)
    {
        ActiveTasks++;
        firstLaunch = Math.Min(firstLaunch ?? long.MaxValue, task.Launched);
    }

    /// <param name="task">The task.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="isKnown">Whether its start was told: else Spark does not count what it took.</param>
    public void TaskEnded(in TaskEvent task, TaskOutcome outcome, bool isKnown)
    {
        if (isKnown) metrics += task.Metrics;
        ActiveTasks--;
        switch (outcome)
        {
            case TaskOutcome.Completed:
                completed++;
                indices.Add(task.Index);
                (spread ??= new()).Add(task);
                break;
            case TaskOutcome.Killed: killed++; break;
            default: failed++; break;
        }
    }

    public SparkStage ToStage() => new()
    {
        Id = Info.Id,
        Attempt = Info.Attempt,
        Name = Info.Name,
        Description = Description,
        Status = Status,
        Tasks = new(Info.Tasks, ActiveTasks, completed, failed, killed),
        CompletedIndices = indices.Count,
        Submitted = Info.Submitted,
        FirstTaskLaunched = firstLaunch is > 0 and < 253_402_300_800_000 and var first ? DateTimeOffset.FromUnixTimeMilliseconds(first) : null,
        Completed = Info.Completed,
        Failure = Info.Failure,
        Metrics = metrics,
        Spread = spread?.ToSpread(),
    };
}
