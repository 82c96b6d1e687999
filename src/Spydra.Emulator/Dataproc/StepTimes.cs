namespace Spydra.Emulator.Dataproc;

/// <summary>How long each step of the emulated service takes, on the emulator's clock.</summary>
public sealed record StepTimes
{
    /// <summary>From the create request to RUNNING.</summary>
    public TimeSpan Create { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>From the delete request to gone.</summary>
    public TimeSpan Delete { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Updating, stopping and starting.</summary>
    public TimeSpan Update { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>From PENDING to RUNNING of a job.</summary>
    public TimeSpan JobStart { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often what a driver printed is flushed into its output object.</summary>
    public TimeSpan DriverOutputFlush { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>From the end of an application to its complete logs in the bucket.</summary>
    public TimeSpan LogAggregation { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>From the end of a MapReduce job to its history in the done folder.</summary>
    public TimeSpan HistoryMove { get; init; } = TimeSpan.FromMilliseconds(20);
}
