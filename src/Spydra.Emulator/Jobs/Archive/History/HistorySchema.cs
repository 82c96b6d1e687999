namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>The schema of the events in a <c>.jhist</c> file: that of Hadoop 2, and that of Hadoop 3, which counts more tasks.</summary>
internal sealed class HistorySchema
{
    public const string Namespace = "org.apache.hadoop.mapreduce.jobhistory";

    // The order is the numbers in the binary form.
    private static readonly string[] EventTypes =
    [
        "JOB_SUBMITTED", "JOB_INITED", "JOB_FINISHED", "JOB_PRIORITY_CHANGED", "JOB_STATUS_CHANGED", "JOB_QUEUE_CHANGED", "JOB_FAILED", "JOB_KILLED",
        "JOB_ERROR", "JOB_INFO_CHANGED", "TASK_STARTED", "TASK_FINISHED", "TASK_FAILED", "TASK_UPDATED", "NORMALIZED_RESOURCE",
        .. new[] { "MAP", "REDUCE", "SETUP", "CLEANUP" }
            .SelectMany(kind => new[] { "STARTED", "FINISHED", "FAILED", "KILLED" }.Select(what => $"{kind}_ATTEMPT_{what}")),
        "AM_STARTED",
    ];

    private static readonly AvroRecord Counters = Record("JhCounters",
        Text("name"),
        Array("groups", Record("JhCounterGroup",
            Text("name"), Text("displayName"),
            Array("counts", Record("JhCounter", Text("name"), Text("displayName"), Long("value"))))));

    private static readonly AvroField[] Measurements =
        [.. new[] { "clockSplits", "cpuUsages", "vMemKbytes", "physMemKbytes" }.Select(name => Array(name, AvroType.Int))];

    // After what they are made of.
    public static readonly HistorySchema Hadoop2 = new(countsMore: false);

    public static readonly HistorySchema Hadoop3 = new(countsMore: true);

    private HistorySchema(bool countsMore)
    {
        Event = Record("Event",
            new AvroField("type", new AvroEnum("EventType", EventTypes)),
            new AvroField("event", new AvroUnion([.. JobEvents(countsMore), .. TaskEvents()])));
        Line = AvroSchemaText.Of(Event, Namespace);
    }

    public AvroRecord Event { get; }

    /// <summary>The schema as the file's second line has it.</summary>
    public string Line { get; }

    private static AvroRecord[] JobEvents(bool countsMore)
    {
        AvroField[] killed = countsMore ? [Count("killedMaps"), Count("killedReduces")] : [];
        AvroField[] failed = countsMore ? [Count("failedMaps"), Count("failedReduces")] : [];
        return
        [
            Record("JobFinished",
                [
                    Text("jobid"), Long("finishTime"), Int("finishedMaps"), Int("finishedReduces"), Int("failedMaps"), Int("failedReduces"),
                    Of("totalCounters", Counters), Of("mapCounters", Counters), Of("reduceCounters", Counters), .. killed,
                ]),
            Record("JobInfoChange", Text("jobid"), Long("submitTime"), Long("launchTime")),
            Record("JobInited", Text("jobid"), Long("launchTime"), Int("totalMaps"), Int("totalReduces"), Text("jobStatus"), Of("uberized", AvroType.Boolean)),
            Record("AMStarted",
                Text("applicationAttemptId"), Long("startTime"), Text("containerId"), Text("nodeManagerHost"), Int("nodeManagerPort"), Int("nodeManagerHttpPort")),
            Record("JobPriorityChange", Text("jobid"), Text("priority")),
            Record("JobQueueChange", Text("jobid"), Text("jobQueueName")),
            Record("JobStatusChanged", Text("jobid"), Text("jobStatus")),
            Record("JobSubmitted",
                Text("jobid"), Text("jobName"), Text("userName"), Long("submitTime"), Text("jobConfPath"), Of("acls", new AvroMap(AvroType.String)),
                Text("jobQueueName"), Optional("workflowId"), Optional("workflowName"), Optional("workflowNodeName"), Optional("workflowAdjacencies"),
                Optional("workflowTags")),
            Record("JobUnsuccessfulCompletion",
                [
                    Text("jobid"), Long("finishTime"), Int("finishedMaps"), Int("finishedReduces"), Text("jobStatus"), Optional("diagnostics"),
                    .. failed, .. killed,
                ]),
        ];
    }

    private static AvroRecord[] TaskEvents() =>
    [
        Record("MapAttemptFinished",
            [
                Text("taskid"), Text("attemptId"), Text("taskType"), Text("taskStatus"), Long("mapFinishTime"), Long("finishTime"), Text("hostname"),
                Int("port"), Text("rackname"), Text("state"), Of("counters", Counters), .. Measurements,
            ]),
        Record("ReduceAttemptFinished",
            [
                Text("taskid"), Text("attemptId"), Text("taskType"), Text("taskStatus"), Long("shuffleFinishTime"), Long("sortFinishTime"),
                Long("finishTime"), Text("hostname"), Int("port"), Text("rackname"), Text("state"), Of("counters", Counters), .. Measurements,
            ]),
        Record("TaskAttemptFinished",
            Text("taskid"), Text("attemptId"), Text("taskType"), Text("taskStatus"), Long("finishTime"), Text("rackname"), Text("hostname"), Text("state"),
            Of("counters", Counters)),
        Record("TaskAttemptStarted",
            Text("taskid"), Text("taskType"), Text("attemptId"), Long("startTime"), Text("trackerName"), Int("httpPort"), Int("shufflePort"),
            Text("containerId"), Optional("locality"), Optional("avataar")),
        Record("TaskAttemptUnsuccessfulCompletion",
            [
                Text("taskid"), Text("taskType"), Text("attemptId"), Long("finishTime"), Text("hostname"), Int("port"), Text("rackname"), Text("status"),
                Text("error"), Optional("counters", Counters), .. Measurements,
            ]),
        Record("TaskFailed",
            Text("taskid"), Text("taskType"), Long("finishTime"), Text("error"), Of("failedDueToAttempt", AvroType.OrNull(AvroType.String)), Text("status"),
            Optional("counters", Counters)),
        Record("TaskFinished",
            Text("taskid"), Text("taskType"), Long("finishTime"), Text("status"), Of("counters", Counters), Optional("successfulAttemptId")),
        Record("TaskStarted", Text("taskid"), Text("taskType"), Long("startTime"), Text("splitLocations")),
        Record("TaskUpdated", Text("taskid"), Long("finishTime")),
    ];

    private static AvroRecord Record(string name, params AvroField[] fields) => new(name, fields);

    private static AvroField Of(string name, AvroType type) => new(name, type);

    private static AvroField Text(string name) => new(name, AvroType.String);

    private static AvroField Int(string name) => new(name, AvroType.Int);

    private static AvroField Long(string name) => new(name, AvroType.Long);

    private static AvroField Array(string name, AvroType items) => new(name, new AvroArray(items));

    private static AvroField Count(string name) => new(name, AvroType.Int, new AvroDefault(-1));

    private static AvroField Optional(string name, AvroType? type = null) => new(name, AvroType.OrNull(type ?? AvroType.String), new AvroDefault(null));
}
