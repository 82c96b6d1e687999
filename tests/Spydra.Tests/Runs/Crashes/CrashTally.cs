using System.Globalization;

namespace Spydra.Tests.Runs.Crashes;

/// <summary>What was done to clients, in numbers.</summary>
internal sealed class CrashTally
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<Blow, int> hits = [];
    private int schedules;
    private int starts;
    private int calls;
    private int jobs;
    private int missed;

    public void Add(CrashSchedule schedule, IReadOnlyList<CrashClient> clients, int jobsSeen)
    {
        lock (gate)
        {
            schedules++;
            starts += clients.Count;
            calls += clients.Sum(client => client.Calls.Count);
            jobs += jobsSeen;
            foreach (var (start, client) in schedule.Starts.Zip(clients))
            {
                if (start.Mishap.Blow == Blow.None) continue;
                if (client.WasHit) hits[start.Mishap.Blow] = hits.GetValueOrDefault(start.Mishap.Blow) + 1;
                else missed++;
            }
        }
    }

    public override string ToString()
    {
        lock (gate)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{schedules} schedules, {starts} starts, {calls} calls, {jobs} jobs; ")
                + string.Join(", ", hits.Select(hit => $"{hit.Value} x {hit.Key}")) + $"; {missed} mishaps did not come about because the client had ended before";
        }
    }
}
