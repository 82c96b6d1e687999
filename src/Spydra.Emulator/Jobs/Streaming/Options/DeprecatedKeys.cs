using System.Collections.Frozen;

namespace Spydra.Emulator.Jobs.Streaming.Options;

/// <summary>The old names of the properties that a streaming job looks at; Hadoop takes both, and shows tasks both.</summary>
internal static class DeprecatedKeys
{
    private static readonly FrozenDictionary<string, string> Renamed = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["mapred.job.name"] = "mapreduce.job.name",
        ["mapred.job.id"] = "mapreduce.job.id",
        ["mapred.tip.id"] = "mapreduce.task.id",
        ["mapred.task.id"] = "mapreduce.task.attempt.id",
        ["mapred.task.is.map"] = "mapreduce.task.ismap",
        ["mapred.task.partition"] = "mapreduce.task.partition",
        ["mapred.task.timeout"] = "mapreduce.task.timeout",
        ["mapred.map.tasks"] = "mapreduce.job.maps",
        ["mapred.reduce.tasks"] = "mapreduce.job.reduces",
        ["mapred.map.max.attempts"] = "mapreduce.map.maxattempts",
        ["mapred.reduce.max.attempts"] = "mapreduce.reduce.maxattempts",
        ["mapred.min.split.size"] = "mapreduce.input.fileinputformat.split.minsize",
        ["mapred.max.split.size"] = "mapreduce.input.fileinputformat.split.maxsize",
        ["mapred.input.dir"] = "mapreduce.input.fileinputformat.inputdir",
        ["mapred.input.dir.recursive"] = "mapreduce.input.fileinputformat.input.dir.recursive",
        ["mapred.line.input.format.linespermap"] = "mapreduce.input.lineinputformat.linespermap",
        ["key.value.separator.in.input.line"] = "mapreduce.input.keyvaluelinerecordreader.key.value.separator",
        ["map.input.file"] = "mapreduce.map.input.file",
        ["map.input.start"] = "mapreduce.map.input.start",
        ["map.input.length"] = "mapreduce.map.input.length",
        ["mapred.output.dir"] = "mapreduce.output.fileoutputformat.outputdir",
        ["mapred.output.compress"] = "mapreduce.output.fileoutputformat.compress",
        ["mapred.output.compression.codec"] = "mapreduce.output.fileoutputformat.compress.codec",
        ["mapred.output.compression.type"] = "mapreduce.output.fileoutputformat.compress.type",
        ["mapred.textoutputformat.separator"] = "mapreduce.output.textoutputformat.separator",
        ["mapred.compress.map.output"] = "mapreduce.map.output.compress",
        ["mapred.work.output.dir"] = "mapreduce.task.output.dir",
        ["mapred.working.dir"] = "mapreduce.job.working.dir",
        ["mapred.local.dir"] = "mapreduce.cluster.local.dir",
        ["mapred.job.queue.name"] = "mapreduce.job.queuename",
        ["mapred.skip.on"] = "mapreduce.job.skiprecords",
        ["mapred.text.key.partitioner.options"] = "mapreduce.partition.keypartitioner.options",
        ["mapred.text.key.comparator.options"] = "mapreduce.partition.keycomparator.options",
        ["map.output.key.field.separator"] = "mapreduce.map.output.key.field.separator",
        ["mapred.output.key.comparator.class"] = "mapreduce.job.output.key.comparator.class",
        ["io.sort.mb"] = "mapreduce.task.io.sort.mb",
        ["io.sort.factor"] = "mapreduce.task.io.sort.factor",
        ["user.name"] = "mapreduce.job.user.name",
        ["fs.default.name"] = "fs.defaultFS",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Old name and new name of each.</summary>
    public static IReadOnlyDictionary<string, string> All => Renamed;

    public static string Current(string key) => Renamed.GetValueOrDefault(key, key);
}
