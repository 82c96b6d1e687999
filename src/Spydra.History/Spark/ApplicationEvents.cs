using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>What the few events of the application as a whole tell.</summary>
internal sealed class ApplicationEvents
{
    private bool? lastFailed;

    public string? Id { get; private set; }
    public string? Name { get; private set; }
    public string? Attempt { get; private set; }
    public string? User { get; private set; }
    public string? SparkVersion { get; private set; }
    public DateTimeOffset? Started { get; private set; }
    public DateTimeOffset? Ended { get; private set; }
    public int? ExitCode { get; private set; }
    public IReadOnlyList<KeyValuePair<string, string>> Properties { get; private set; } = [];

    /// <summary>Whether the start was told: a file without it is not an event log.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Whether a job or query ended.</summary>
    public bool HasOutcome => lastFailed is not null;

    // A job that failed and was done again, or was not missed, is no failure of the application.
    public SparkState State => Ended is null ? SparkState.Incomplete : ExitCode is not (null or 0) || lastFailed == true ? SparkState.Failed : SparkState.Completed;

    public void Apply(EventKind kind, JsonElement line)
    {
        switch (kind)
        {
            case EventKind.LogStart: SparkVersion = line.Text("Spark Version"u8); break;
            case EventKind.ApplicationStart:
                HasStarted = true;
                Id = line.Text("App ID"u8);
                Name = line.LongText("App Name"u8);
                Attempt = line.Text("App Attempt ID"u8);
                User = line.Text("User"u8);
                Started = line.Time("Timestamp"u8);
                break;
            case EventKind.ApplicationEnd:
                Ended = line.Time("Timestamp"u8);
                ExitCode = line.Int("ExitCode"u8);
                break;
            case EventKind.EnvironmentUpdate:
                Properties = [.. line.Pairs("Spark Properties"u8).Select(SparkRedaction.Of).OrderBy(each => each.Key, StringComparer.Ordinal)];
                break;
            case EventKind.JobEnd: lastFailed = (line.Field("Job Result"u8) ?? default).Text("Result"u8) != "JobSucceeded"; break;
            case EventKind.SqlExecutionEnd:
                // Before 3.4 it is not told.
                if (line.Text("errorMessage"u8) is { } error) lastFailed = error.Length > 0;
                break;
            default: break;
        }
    }
}
