namespace Spydra.History.Spark;

/// <summary>A job while events of it may come.</summary>
internal sealed class LiveJob(SparkJob begun, long tasks)
{
    private readonly HashSet<long> indices = [];
    private readonly HashSet<int> completedStages = [];
    private readonly HashSet<int> skippedStages = [];
    private long skipped;
    private int active;
    private int completed;
    private int failed;
    private int killed;

    public SparkJob Begun { get; private set; } = begun;

    public int ActiveStages { get; set; }

    public int FailedStages { get; set; }

    public void End(JobStatus status, DateTimeOffset? completedAt, string? failure) =>
        Begun = Begun with { Status = status, Completed = completedAt, Failure = failure };

    public void TaskStarted() => active++;

    public void TaskEnded(in TaskEvent task, TaskOutcome outcome)
    {
        active--;
        switch (outcome)
        {
            case TaskOutcome.Completed:
                completed++;
                indices.Add(((long)task.StageId << 32) | (uint)task.Index);
                break;
            case TaskOutcome.Killed: killed++; break;
            default: failed++; break;
        }
    }

    // A stage that is done again is not complete any more.
    public void StageSubmitted(int stage)
    {
        completedStages.Remove(stage);
        ActiveStages++;
    }

    public void StageCompleted(int stage) => completedStages.Add(stage);

    public void StageSkipped(StageInfo stage)
    {
        skippedStages.Add(stage.Id);
        skipped += stage.Tasks;
    }

    public SparkJob ToJob() => Begun with
    {
        Tasks = new(tasks, active, completed, failed, killed, skipped),
        CompletedIndices = indices.Count,
        ActiveStages = ActiveStages,
        CompletedStages = completedStages.Count,
        SkippedStages = skippedStages.Count,
        FailedStages = FailedStages,
    };
}
