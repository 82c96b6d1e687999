using Spydra.History.Sources;
using Spydra.History.Spark;

namespace Spydra.History.Causes.Evidence;

/// <summary>What the event logs of a Spark application tell, one an attempt of it.</summary>
internal static class EventsEvidence
{
    /// <summary>Finds the event logs of an application; null where it has none.</summary>
    public static async Task<Gathered?> GatherAsync(IArchiveSource archive, string clientId, YarnApplicationId application, string prefix, CancellationToken cancellationToken) =>
        await ReadAsync(archive, await SparkEventLogs.OfClient(archive, clientId).FindAsync(application.ToString(), cancellationToken), prefix, cancellationToken);

    /// <summary>Reads logs that are known, in the order of the attempts; null where there are none.</summary>
    public static async Task<Gathered?> ReadAsync(IArchiveSource archive, IReadOnlyList<SparkEventLog> logs, string prefix, CancellationToken cancellationToken)
    {
        if (logs.Count == 0) return null;
        var all = Gathered.Nothing;
        var reader = new SparkEventReader(archive);
        for (var at = 0; at < logs.Count; at++)
        {
            // The end of the application is that of its last attempt; of the others the ids would be the same.
            var isLast = at == logs.Count - 1;
            var application = await reader.ReadAsync(logs[at], cancellationToken);
            all = all.With(new EventsSteps(application, isLast ? prefix : $"{prefix}attempt {application.Attempt ?? (at + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)}: ", prefix, isLast).Build());
            foreach (var damage in application.Damage) all = all.With(Gathered.Without(damage.Message));
        }

        return all;
    }
}
