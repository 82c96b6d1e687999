using Spydra.History.JobHistory.Avro;

namespace Spydra.History.JobHistory;

/// <summary>The tasks and attempts of a job while its events are read. What starts again begins anew in its old place, as in Hadoop's tables.</summary>
internal sealed class TaskTable(CountersPool counters)
{
    private readonly List<Row> rows = [];
    private readonly Dictionary<TaskId, int> places = [];
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    public void Started(TaskId id, AvroRecord body)
    {
        var row = new Row(new(id) { StartTime = body.Number("startTime"), SplitLocations = Shared(body.Text("splitLocations", "")) });
        if (places.TryGetValue(id, out var place)) rows[place] = row;
        else Add(id, row);
    }

    public void Updated(TaskId id, AvroRecord body)
    {
        var row = Get(id);
        row.Task = row.Task with { FinishTime = body.Number("finishTime") };
    }

    public void Finished(TaskId id, AvroRecord body, AttemptId? successful)
    {
        var row = Get(id);
        var counted = counters.Make(body.Record("counters"));
        if (successful is { } attempt && row.Find(attempt) is >= 0 and var place) counted = CountersPool.Same(row.Attempts[place].Counters, counted);
        row.Task = row.Task with { Status = "SUCCEEDED", FinishTime = body.Number("finishTime"), Counters = counted, SuccessfulAttempt = successful };
    }

    public void Failed(TaskId id, AvroRecord body, AttemptId? because)
    {
        var row = Get(id);
        row.Task = row.Task with
        {
            Status = "FAILED",
            FailedAs = body.Text("status"),
            FinishTime = body.Number("finishTime"),
            Error = Shared(body.Text("error", "")),
            Counters = counters.Make(body.Record("counters")),
            FailedDueToAttempt = because,
        };
    }

    public void AttemptStarted(AttemptId id, AvroRecord body)
    {
        var row = Get(id.Task);
        var attempt = new TaskAttempt(id)
        {
            StartTime = body.Number("startTime"),
            ContainerId = body.Text("containerId", ""),
            Tracker = body.Text("trackerName", ""),
            HttpPort = body.Count("httpPort"),
            ShufflePort = body.Count("shufflePort"),
            Locality = body.Text("locality"),
            Avataar = body.Text("avataar"),
        };
        if (row.Find(id) is >= 0 and var place) row.Attempts[place] = attempt;
        else row.Add(attempt);
    }

    public void AttemptFinished(AttemptId id, AvroRecord body)
    {
        if (!TryFind(id, out var row, out var place)) return;
        row.Attempts[place] = row.Attempts[place] with
        {
            Status = body.Text("taskStatus"),
            State = Shared(body.Text("state", "")),
            FinishTime = body.Number("finishTime"),
            MapFinishTime = body.Number("mapFinishTime"),
            ShuffleFinishTime = body.Number("shuffleFinishTime"),
            SortFinishTime = body.Number("sortFinishTime"),
            Host = body.Text("hostname", ""),
            Port = body.Count("port"),
            Rack = body.Text("rackname", ""),
            Counters = counters.Make(body.Record("counters")),
        };
    }

    public void AttemptFailed(AttemptId id, AvroRecord body)
    {
        if (!TryFind(id, out var row, out var place)) return;
        var ended = body.Number("finishTime");
        row.Attempts[place] = row.Attempts[place] with
        {
            Status = body.Text("status"),
            Error = Shared(body.Text("error", "")),
            FinishTime = ended,
            MapFinishTime = ended,
            ShuffleFinishTime = ended,
            SortFinishTime = ended,
            Host = body.Text("hostname", ""),
            Port = body.Count("port"),
            Rack = body.Text("rackname", ""),
            Counters = counters.Make(body.Record("counters")),
        };
        // The attempt that made the task a success was lost with its node: the task is open again.
        if (row.Task.Status == "SUCCEEDED" && row.Task.SuccessfulAttempt == id)
            row.Task = row.Task with { Status = null, FinishTime = -1, Counters = null, SuccessfulAttempt = null };
    }

    public IReadOnlyList<MapReduceTask> Build() => [.. rows.Select(row => row.Task with { Attempts = [.. row.Attempts] })];

    // A task whose beginning is not in the history is there all the same: what ended was there.
    private Row Get(TaskId id) => places.TryGetValue(id, out var place) ? rows[place] : Add(id, new(new(id)));

    private Row Add(TaskId id, Row row)
    {
        places.Add(id, rows.Count);
        rows.Add(row);
        return row;
    }

    private bool TryFind(AttemptId id, out Row row, out int attempt)
    {
        (row, attempt) = (null!, -1);
        if (!places.TryGetValue(id.Task, out var place)) return false;
        row = rows[place];
        attempt = row.Find(id);
        return attempt >= 0;
    }

    // A thousand attempts fail for one reason, and read the same few blocks.
    private string Shared(string text)
    {
        if (texts.TryGetValue(text, out var known)) return known;
        texts.Add(text, text);
        return text;
    }

    private sealed class Row(MapReduceTask task)
    {
        public MapReduceTask Task { get; set; } = task;

        public List<TaskAttempt> Attempts { get; } = new(1);

        // Few tasks have more than two; a file of a stranger may say a million.
        private Dictionary<AttemptId, int>? places;

        public int Find(AttemptId id) =>
            places is null ? Attempts.FindIndex(attempt => attempt.Id == id) : places.TryGetValue(id, out var place) ? place : -1;

        public void Add(TaskAttempt attempt)
        {
            Attempts.Add(attempt);
            if (Attempts.Count < 16) return;
            places ??= Attempts.SkipLast(1).Select((known, place) => (known.Id, place)).ToDictionary(known => known.Id, known => known.place);
            places.Add(attempt.Id, Attempts.Count - 1);
        }
    }
}
