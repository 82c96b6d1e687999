using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>Makes an application of its events.</summary>
internal sealed class SparkApplicationBuilder
{
    private const int MostQueries = 100;

    private readonly LiveExecutors executors = new();
    private readonly LiveWork work;
    private readonly ApplicationEvents application = new();
    private readonly List<FailedQuery> failedQueries = [];
    private int queries;

    public SparkApplicationBuilder() => work = new(executors);

    /// <summary>The kinds that <see cref="Apply"/> makes something of.</summary>
    public static bool Wants(EventKind kind) => kind != EventKind.Other;

    public void Apply(EventKind kind, JsonElement line)
    {
        application.Apply(kind, line);
        switch (kind)
        {
            case EventKind.ApplicationStart: executors.DriverStarted(line); break;
            case EventKind.JobStart: work.JobStarted(line); break;
            case EventKind.JobEnd: work.JobEnded(line); break;
            case EventKind.StageSubmitted: work.StageSubmitted(line); break;
            case EventKind.StageCompleted: work.StageCompleted(line); break;
            case EventKind.TaskStart: if (TaskEvent.Parse(line) is { } started) work.TaskStarted(started); break;
            case EventKind.TaskEnd: if (TaskEvent.Parse(line) is { } ended) work.TaskEnded(ended); break;
            case EventKind.ExecutorAdded: executors.Added(line); break;
            case EventKind.ExecutorRemoved: executors.Removed(line); break;
            case EventKind.BlockManagerAdded: executors.BlocksAdded(line); break;
            case EventKind.ExecutorExcluded: executors.Excluded(line, true); break;
            case EventKind.ExecutorUnexcluded: executors.Excluded(line, false); break;
            case EventKind.NodeExcluded: executors.NodeExcluded(line, true); break;
            case EventKind.NodeUnexcluded: executors.NodeExcluded(line, false); break;
            case EventKind.ExecutorExcludedForStage: work.ExcludedForStage(line, isNode: false); break;
            case EventKind.NodeExcludedForStage: work.ExcludedForStage(line, isNode: true); break;
            case EventKind.ProcessAdded: executors.ProcessAdded(line); break;
            case EventKind.SqlExecutionStart: queries++; break;
            case EventKind.SqlExecutionEnd:
                if (failedQueries.Count < MostQueries && line.LongText("errorMessage"u8) is { Length: > 0 } reason)
                    failedQueries.Add(new(line.Long("executionId"u8) ?? 0, reason));
                break;
            default: break;
        }
    }

    public SparkApplication Build(SparkEventLog log, IReadOnlyList<DamagedDataException> damage) => new()
    {
        Log = log,
        Id = application.Id ?? log.Application,
        Name = application.Name,
        Attempt = application.Attempt ?? log.Attempt,
        User = application.User,
        SparkVersion = application.SparkVersion,
        Started = application.Started,
        Ended = application.Ended,
        ExitCode = application.ExitCode,
        State = application.State,
        Jobs = work.ToJobs(),
        Stages = work.ToStages(),
        Executors = executors.ToExecutors(),
        FailedTasks = work.Failures,
        Tasks = work.Tasks,
        SqlExecutions = queries,
        FailedQueries = failedQueries,
        Properties = application.Properties,
        Containers = executors.Containers,
        Damage = damage,
    };
}
