using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Emulator.Jobs;

namespace Spydra.Emulator.Tests.Dataproc;

/// <summary>
/// Runs hadoopJobs as their arguments tell: <c>print TEXT</c>, <c>exit CODE</c>, <c>wait</c> (until it is cancelled), <c>throw</c>; in order.
/// </summary>
internal sealed class FakeRuntime : IJobRuntime
{
    public ConcurrentQueue<DriverContext> Runs { get; } = new();

    public bool CanRun(JsonObject job) => job.ContainsKey("hadoopJob");

    public async Task<DriverResult> RunAsync(DriverContext context, CancellationToken cancellationToken)
    {
        Runs.Enqueue(context);
        var args = (context.Job["hadoopJob"]!["args"] as JsonArray ?? []).Select(arg => arg!.GetValue<string>()).ToList();
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "print":
                    await context.Output.WriteAsync(Encoding.UTF8.GetBytes(args[++i] + "\n"), cancellationToken);
                    break;
                case "exit":
                    return new DriverResult(int.Parse(args[++i], System.Globalization.CultureInfo.InvariantCulture));
                case "wait":
                    await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellationToken);
                    break;
                case "throw":
                    throw new InvalidDataException("the runtime broke");
            }
        }

        return new DriverResult(0);
    }
}
