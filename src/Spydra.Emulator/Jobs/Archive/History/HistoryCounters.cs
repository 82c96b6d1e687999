using System.Text.Json.Nodes;
using Spydra.Emulator.Jobs.Streaming.Counters;

namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>Counters as a history holds them: under the names that Hadoop has for them inside, beside those that it shows.</summary>
internal static class HistoryCounters
{
    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        [EngineCounters.FileSystem] = "org.apache.hadoop.mapreduce.FileSystemCounter",
        [EngineCounters.Job] = "org.apache.hadoop.mapreduce.JobCounter",
        [EngineCounters.Task] = "org.apache.hadoop.mapreduce.TaskCounter",
        [EngineCounters.FileInput] = "org.apache.hadoop.mapreduce.lib.input.FileInputFormatCounter",
        [EngineCounters.FileOutput] = "org.apache.hadoop.mapreduce.lib.output.FileOutputFormatCounter",
    };

    private static readonly Dictionary<Counter, string> Names = new()
    {
        [EngineCounters.FailedMaps] = "NUM_FAILED_MAPS",
        [EngineCounters.FailedReduces] = "NUM_FAILED_REDUCES",
        [EngineCounters.KilledMaps] = "NUM_KILLED_MAPS",
        [EngineCounters.KilledReduces] = "NUM_KILLED_REDUCES",
        [EngineCounters.LaunchedMaps] = "TOTAL_LAUNCHED_MAPS",
        [EngineCounters.LaunchedReduces] = "TOTAL_LAUNCHED_REDUCES",
        [EngineCounters.DataLocalMaps] = "DATA_LOCAL_MAPS",
        [EngineCounters.SlotMillisMaps] = "SLOTS_MILLIS_MAPS",
        [EngineCounters.SlotMillisReduces] = "SLOTS_MILLIS_REDUCES",
        [EngineCounters.MillisMaps] = "MILLIS_MAPS",
        [EngineCounters.MillisReduces] = "MILLIS_REDUCES",
        [EngineCounters.CoreMillisMaps] = "VCORES_MILLIS_MAPS",
        [EngineCounters.CoreMillisReduces] = "VCORES_MILLIS_REDUCES",
        [EngineCounters.MegabyteMillisMaps] = "MB_MILLIS_MAPS",
        [EngineCounters.MegabyteMillisReduces] = "MB_MILLIS_REDUCES",
        [EngineCounters.MapInputRecords] = "MAP_INPUT_RECORDS",
        [EngineCounters.MapOutputRecords] = "MAP_OUTPUT_RECORDS",
        [EngineCounters.MapOutputBytes] = "MAP_OUTPUT_BYTES",
        [EngineCounters.MapOutputMaterializedBytes] = "MAP_OUTPUT_MATERIALIZED_BYTES",
        [EngineCounters.InputSplitBytes] = "SPLIT_RAW_BYTES",
        [EngineCounters.CombineInputRecords] = "COMBINE_INPUT_RECORDS",
        [EngineCounters.CombineOutputRecords] = "COMBINE_OUTPUT_RECORDS",
        [EngineCounters.ReduceInputGroups] = "REDUCE_INPUT_GROUPS",
        [EngineCounters.ReduceShuffleBytes] = "REDUCE_SHUFFLE_BYTES",
        [EngineCounters.ReduceInputRecords] = "REDUCE_INPUT_RECORDS",
        [EngineCounters.ReduceOutputRecords] = "REDUCE_OUTPUT_RECORDS",
        [EngineCounters.SpilledRecords] = "SPILLED_RECORDS",
        [EngineCounters.ShuffledMaps] = "SHUFFLED_MAPS",
        [EngineCounters.FailedShuffles] = "FAILED_SHUFFLE",
        [EngineCounters.MergedMapOutputs] = "MERGED_MAP_OUTPUTS",
        [EngineCounters.BytesRead] = "BYTES_READ",
        [EngineCounters.BytesWritten] = "BYTES_WRITTEN",
    };

    // What follows the file system's name: "GS: Number of bytes read" is GS_BYTES_READ.
    private static readonly (string Shown, string Inside)[] FileSystemNames =
    [
        (": Number of bytes read", "_BYTES_READ"), (": Number of bytes written", "_BYTES_WRITTEN"), (": Number of read operations", "_READ_OPS"),
        (": Number of large read operations", "_LARGE_READ_OPS"), (": Number of write operations", "_WRITE_OPS"),
    ];

    public static JsonObject Of(string name, CounterSet counters) => new()
    {
        ["name"] = name,
        ["groups"] = new JsonArray([.. CounterReport.Ordered(counters).Select(Group)]),
    };

    private static JsonNode Group((string Name, IReadOnlyList<KeyValuePair<Counter, long>> Counters) group) => new JsonObject
    {
        ["name"] = Groups.GetValueOrDefault(group.Name, group.Name),
        ["displayName"] = group.Name,
        ["counts"] = new JsonArray([.. group.Counters.Select(pair => new JsonObject
        {
            ["name"] = NameOf(pair.Key),
            ["displayName"] = pair.Key.Name,
            ["value"] = pair.Value,
        })]),
    };

    private static string NameOf(Counter counter)
    {
        if (Names.TryGetValue(counter, out var name)) return name;
        if (counter.Group != EngineCounters.FileSystem) return counter.Name;
        var (shown, inside) = FileSystemNames.FirstOrDefault(each => counter.Name.EndsWith(each.Shown, StringComparison.Ordinal));
        return shown is null ? counter.Name : counter.Name[..^shown.Length] + inside;
    }
}
