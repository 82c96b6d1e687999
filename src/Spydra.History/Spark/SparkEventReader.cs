using Spydra.History.Sources;

namespace Spydra.History.Spark;

/// <summary>
/// Reads event logs of Spark 1.x to 4.x. Memory holds one line (at most 64 MiB) and the answer: jobs, stages, executors and the first failed
/// tasks; it does not grow with the tasks that are over.
/// </summary>
public sealed class SparkEventReader(IArchiveSource source)
{
    /// <summary>Reads a log to its end. One that is broken or cut off gives what stands there, and says where (<see cref="SparkApplication.Damage"/>).</summary>
    /// <exception cref="SpydraException">A file cannot be opened, or is compressed with a codec that is not Spark's.</exception>
    public async Task<SparkApplication> ReadAsync(SparkEventLog log, CancellationToken cancellationToken)
    {
        var builder = new SparkApplicationBuilder();
        var pass = new EventPass(SparkApplicationBuilder.Wants, builder.Apply);
        await pass.RunAsync(source, log, cancellationToken);
        return builder.Build(log, pass.Damage);
    }

    /// <summary>The containers that a log names, for which YARN has logs too: the driver's or application master's, and the executors'.</summary>
    /// <exception cref="SpydraException">A file cannot be opened, or is compressed with a codec that is not Spark's.</exception>
    public async Task<IReadOnlyList<SparkContainer>> ReadContainersAsync(SparkEventLog log, CancellationToken cancellationToken)
    {
        var builder = new SparkApplicationBuilder();
        var pass = new EventPass(
            kind => kind is EventKind.ApplicationStart or EventKind.BlockManagerAdded or EventKind.ExecutorAdded or EventKind.ProcessAdded, builder.Apply);
        await pass.RunAsync(source, log, cancellationToken);
        return builder.Build(log, pass.Damage).Containers;
    }
}
