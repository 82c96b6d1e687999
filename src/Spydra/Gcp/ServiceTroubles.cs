using Spydra.Events;

namespace Spydra.Gcp;

/// <summary>
/// Knows which service fails just now, and tells it once: when it has failed for longer than a moment, and when it is well again. However
/// many calls fail at the same time, they are one trouble. Safe from many threads.
/// </summary>
public sealed class ServiceTroubles(IRunListener listener, TimeProvider time)
{
    /// <summary>What is over sooner is not worth a line.</summary>
    private static readonly TimeSpan WorthALine = TimeSpan.FromSeconds(5);

    /// <summary>A call that fails so soon after one that was given up has the same trouble.</summary>
    private static readonly TimeSpan SameTrouble = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Trouble> troubles = new(StringComparer.Ordinal);

    /// <summary>A try failed, and there will be another one.</summary>
    /// <param name="call">The logical call, by identity.</param>
    /// <param name="address">What was asked; tells the service.</param>
    /// <param name="reason">Why it failed, in a few words.</param>
    /// <param name="elapsed">How long ago the call began.</param>
    /// <param name="pause">How long it will wait now.</param>
    /// <param name="limit">For how long it will be tried, from its beginning.</param>
    public void Failed(object call, Uri address, string reason, TimeSpan elapsed, TimeSpan pause, TimeSpan limit)
    {
        var service = NameOf(address);
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (!troubles.TryGetValue(service, out var trouble) || now - trouble.GivenUp > SameTrouble) troubles[service] = trouble = new Trouble(now - elapsed);
            trouble.Calls.Add(call);
            trouble.GivenUp = null;
            if (trouble.Told || now - trouble.Since + pause < WorthALine) return;
            trouble.Told = true;
            listener.On(new RunEvent.ServiceTroubled(service, reason, trouble.Since, limit));
        }
    }

    /// <summary>A call that had failed has ended: well, or because it was given up, of which the caller speaks.</summary>
    public void Ended(object call, Uri address, bool well)
    {
        var service = NameOf(address);
        lock (gate)
        {
            if (!troubles.TryGetValue(service, out var trouble) || !trouble.Calls.Remove(call) || trouble.Calls.Count > 0) return;
            if (well) troubles.Remove(service);
            else trouble.GivenUp = time.GetUtcNow();
            if (trouble.Told && well) listener.On(new RunEvent.ServiceRecovered(service, time.GetUtcNow() - trouble.Since));
        }
    }

    private static string NameOf(Uri address) => address.AbsolutePath.Contains("/storage/v1/", StringComparison.Ordinal) ? "Cloud Storage" : "Dataproc";

    private sealed class Trouble(DateTimeOffset since)
    {
        public DateTimeOffset Since { get; } = since;

        public HashSet<object> Calls { get; } = new(ReferenceEqualityComparer.Instance);

        public bool Told { get; set; }

        public DateTimeOffset? GivenUp { get; set; }
    }
}
