using System.Text;
using System.Text.Json.Nodes;

namespace Spydra.Emulator.Jobs.Native;

/// <summary>Takes every job that no other runtime takes, says what runs here, and fails.</summary>
public sealed class UnsupportedRuntime : IJobRuntime
{
    /// <inheritdoc/>
    public bool CanRun(JsonObject job) => true;

    /// <inheritdoc/>
    public Task<DriverResult> RunAsync(DriverContext context, CancellationToken cancellationToken)
    {
        var type = context.Job.Select(field => field.Key).FirstOrDefault(name => name.EndsWith("Job", StringComparison.Ordinal)) ?? "unknown";
        context.Output.Write(Encoding.UTF8.GetBytes(
            $"The emulator does not run jobs of type {type}. It runs hadoopJob with a jar named hadoop-streaming*.jar by itself, other hadoopJob with HADOOP_HOME set, "
            + "and sparkJob and pysparkJob with SPARK_HOME set. Run this job on a real cluster.\n"));
        return Task.FromResult(new DriverResult(1, $"The emulator does not run jobs of type {type}."));
    }
}
