namespace Spydra.Emulator.Jobs.Streaming.Counters;

/// <summary>The name of a counter: its group and its own, as Hadoop prints them.</summary>
public sealed record Counter(string Group, string Name);

/// <summary>The counters that the engine keeps itself, in the order in which Hadoop prints them.</summary>
internal static class EngineCounters
{
    public const string FileSystem = "File System Counters";
    public const string Job = "Job Counters ";
    public const string Task = "Map-Reduce Framework";
    public const string ShuffleErrors = "Shuffle Errors";
    public const string FileInput = "File Input Format Counters ";
    public const string FileOutput = "File Output Format Counters ";

    public static readonly Counter FailedMaps = new(Job, "Failed map tasks");
    public static readonly Counter FailedReduces = new(Job, "Failed reduce tasks");
    public static readonly Counter KilledMaps = new(Job, "Killed map tasks");
    public static readonly Counter KilledReduces = new(Job, "Killed reduce tasks");
    public static readonly Counter LaunchedMaps = new(Job, "Launched map tasks");
    public static readonly Counter LaunchedReduces = new(Job, "Launched reduce tasks");
    public static readonly Counter DataLocalMaps = new(Job, "Data-local map tasks");
    public static readonly Counter SlotMillisMaps = new(Job, "Total time spent by all maps in occupied slots (ms)");
    public static readonly Counter SlotMillisReduces = new(Job, "Total time spent by all reduces in occupied slots (ms)");
    public static readonly Counter MillisMaps = new(Job, "Total time spent by all map tasks (ms)");
    public static readonly Counter MillisReduces = new(Job, "Total time spent by all reduce tasks (ms)");
    public static readonly Counter CoreMillisMaps = new(Job, "Total vcore-milliseconds taken by all map tasks");
    public static readonly Counter CoreMillisReduces = new(Job, "Total vcore-milliseconds taken by all reduce tasks");
    public static readonly Counter MegabyteMillisMaps = new(Job, "Total megabyte-milliseconds taken by all map tasks");
    public static readonly Counter MegabyteMillisReduces = new(Job, "Total megabyte-milliseconds taken by all reduce tasks");

    public static readonly Counter MapInputRecords = new(Task, "Map input records");
    public static readonly Counter MapOutputRecords = new(Task, "Map output records");
    public static readonly Counter MapOutputBytes = new(Task, "Map output bytes");
    public static readonly Counter MapOutputMaterializedBytes = new(Task, "Map output materialized bytes");
    public static readonly Counter InputSplitBytes = new(Task, "Input split bytes");
    public static readonly Counter CombineInputRecords = new(Task, "Combine input records");
    public static readonly Counter CombineOutputRecords = new(Task, "Combine output records");
    public static readonly Counter ReduceInputGroups = new(Task, "Reduce input groups");
    public static readonly Counter ReduceShuffleBytes = new(Task, "Reduce shuffle bytes");
    public static readonly Counter ReduceInputRecords = new(Task, "Reduce input records");
    public static readonly Counter ReduceOutputRecords = new(Task, "Reduce output records");
    public static readonly Counter SpilledRecords = new(Task, "Spilled Records");
    public static readonly Counter ShuffledMaps = new(Task, "Shuffled Maps ");
    public static readonly Counter FailedShuffles = new(Task, "Failed Shuffles");
    public static readonly Counter MergedMapOutputs = new(Task, "Merged Map outputs");

    public static readonly Counter BytesRead = new(FileInput, "Bytes Read");
    public static readonly Counter BytesWritten = new(FileOutput, "Bytes Written");

    /// <summary>The errors of a shuffle over a network; here there is none, and so no error.</summary>
    public static readonly IReadOnlyList<Counter> Shuffle =
    [
        .. new[] { "BAD_ID", "CONNECTION", "IO_ERROR", "WRONG_LENGTH", "WRONG_MAP", "WRONG_REDUCE" }
            .Select(name => new Counter(ShuffleErrors, name)),
    ];

    /// <summary>Job and task counters in the order in which Hadoop prints them.</summary>
    public static readonly IReadOnlyList<Counter> InOrder =
    [
        FailedMaps, FailedReduces, KilledMaps, KilledReduces, LaunchedMaps, LaunchedReduces, DataLocalMaps, SlotMillisMaps, SlotMillisReduces,
        MillisMaps, MillisReduces, CoreMillisMaps, CoreMillisReduces, MegabyteMillisMaps, MegabyteMillisReduces,
        MapInputRecords, MapOutputRecords, MapOutputBytes, MapOutputMaterializedBytes, InputSplitBytes, CombineInputRecords, CombineOutputRecords,
        ReduceInputGroups, ReduceShuffleBytes, ReduceInputRecords, ReduceOutputRecords, SpilledRecords, ShuffledMaps, FailedShuffles,
        MergedMapOutputs,
    ];

    public static Counter FileBytesRead(bool local) => new(FileSystem, $"{Scheme(local)}: Number of bytes read");

    public static Counter FileBytesWritten(bool local) => new(FileSystem, $"{Scheme(local)}: Number of bytes written");

    public static Counter FileReads(bool local) => new(FileSystem, $"{Scheme(local)}: Number of read operations");

    public static Counter FileLargeReads(bool local) => new(FileSystem, $"{Scheme(local)}: Number of large read operations");

    public static Counter FileWrites(bool local) => new(FileSystem, $"{Scheme(local)}: Number of write operations");

    private static string Scheme(bool local) => local ? "FILE" : "GS";
}
