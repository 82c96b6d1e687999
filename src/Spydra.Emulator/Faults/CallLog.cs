namespace Spydra.Emulator.Faults;

/// <summary>One call that the emulator had. <paramref name="Status"/> is null where the connection was dropped instead of an answer.</summary>
internal sealed record LoggedCall(long Number, DateTimeOffset At, string Method, string Verb, string Target, int? Status, string? Fault);

/// <summary>The last calls, oldest first: what a test of a client looks at. Calls of the admin routes are not in it.</summary>
internal sealed class CallLog(TimeProvider time)
{
    private const int Most = 10_000;

    private readonly Lock gate = new();
    private readonly Queue<LoggedCall> calls = new();
    private long count;

    public IReadOnlyList<LoggedCall> All
    {
        get { lock (gate) return [.. calls]; }
    }

    public void Add(string method, string verb, string target, int? status, string? fault)
    {
        lock (gate)
        {
            calls.Enqueue(new LoggedCall(++count, time.GetUtcNow(), method, verb, target, status, fault));
            if (calls.Count > Most) calls.Dequeue();
        }
    }

    public void Clear()
    {
        lock (gate) calls.Clear();
    }
}
