using Spydra.Emulator.Jobs.Streaming.Counters;
using Spydra.Emulator.Jobs.Streaming.History;
using Spydra.Emulator.Jobs.Streaming.Input;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>A task while its job runs: how far it is, and the attempts that are over.</summary>
internal sealed class RunningTask(string id, bool isMap, int number, InputSplit? split)
{
    private readonly Lock gate = new();
    private readonly List<TaskAttemptRecord> attempts = [];
    private TaskContext? current;
    private bool succeeded;

    public string Id { get; } = id;

    public bool IsMap { get; } = isMap;

    public int Number { get; } = number;

    public InputSplit? Split { get; } = split;

    public CounterSet? Counters { get; private set; }

    public double Progress
    {
        get { lock (gate) return succeeded ? 1 : current?.Progress ?? 0; }
    }

    public void Begin(TaskContext attempt)
    {
        lock (gate) current = attempt;
    }

    public void End(TaskAttemptRecord attempt)
    {
        lock (gate)
        {
            current = null;
            attempts.Add(attempt);
            if (attempt.State != "SUCCEEDED") return;
            succeeded = true;
            Counters = attempt.Counters;
        }
    }

    public IReadOnlyList<TaskAttemptRecord> Attempts
    {
        get { lock (gate) return [.. attempts]; }
    }

    public TaskRecord ToRecord()
    {
        var all = Attempts;
        return new()
        {
            Id = Id,
            Kind = IsMap ? "MAP" : "REDUCE",
            Number = Number,
            Split = Split?.ToString(),
            State = new[] { "SUCCEEDED", "FAILED" }.FirstOrDefault(state => all.Any(attempt => attempt.State == state)) ?? "KILLED",
            Attempts = all,
        };
    }
}
