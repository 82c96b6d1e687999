using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Spydra.Emulator.Jobs.Streaming.Options;

namespace Spydra.Emulator.Jobs.Streaming;

/// <summary>
/// Puts a job's properties together: Hadoop's defaults, the cluster's, the job's, configuration files, <c>-D</c>, and the oldest way
/// last.
/// </summary>
internal static class StreamingConfiguration
{
    // What a task of Hadoop finds in its environment without asking for it, as far as it is true here.
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["mapreduce.framework.name"] = "yarn",
        ["fs.defaultFS"] = "file:///",
        ["mapreduce.job.maps"] = "1",
        ["mapreduce.job.reduces"] = "1",
        ["mapreduce.map.maxattempts"] = "4",
        ["mapreduce.reduce.maxattempts"] = "4",
        ["mapreduce.map.memory.mb"] = "1024",
        ["mapreduce.reduce.memory.mb"] = "1024",
        ["mapreduce.map.cpu.vcores"] = "1",
        ["mapreduce.reduce.cpu.vcores"] = "1",
        ["mapreduce.task.timeout"] = "600000",
        ["mapreduce.task.io.sort.mb"] = "100",
        ["mapreduce.output.fileoutputformat.compress"] = "false",
        ["mapreduce.output.fileoutputformat.compress.codec"] = "org.apache.hadoop.io.compress.DefaultCodec",
        ["mapreduce.job.queuename"] = "default",
        ["mapreduce.job.skiprecords"] = "false",
        ["mapred.input.format.class"] = "org.apache.hadoop.mapred.TextInputFormat",
        ["mapred.output.format.class"] = "org.apache.hadoop.mapred.TextOutputFormat",
    };

    // People come here to look at what their job wrote, so output is compressed where the job itself says so, and not because the cluster
    // does: Spydra's own defaults would have every part file compressed. docs/decisions/0003.
    private const string ClusterWideCompression = "mapred:mapreduce.output.fileoutputformat.compress";

    private static readonly string[] ClusterFiles = ["core:", "hdfs:", "mapred:", "yarn:"];

    public static JobConfiguration Build(StreamingArguments arguments, DriverContext context, JsonObject hadoopJob, string user)
    {
        var configuration = new JobConfiguration();
        foreach (var (key, value) in Defaults) configuration.Set(key, value);
        foreach (var (key, value) in context.ClusterProperties)
            if (key != ClusterWideCompression && ClusterFiles.FirstOrDefault(file => key.StartsWith(file, StringComparison.Ordinal)) is { } file)
                configuration.Set(key[file.Length..], value);
        foreach (var (key, value) in hadoopJob.TextMap("properties")) configuration.Set(key, value);
        foreach (var file in arguments.ConfigurationFiles) AddFile(configuration, Path.GetFullPath(file, context.WorkingFolder));
        foreach (var (key, value) in arguments.Properties) configuration.Set(key, value);
        foreach (var (key, value) in arguments.OldProperties) configuration.Set(key, value);
        configuration.Set("mapreduce.job.user.name", user);
        configuration.Set("mapreduce.job.working.dir", "file:" + Path.GetFullPath(context.WorkingFolder));
        return configuration;
    }

    private static void AddFile(JobConfiguration configuration, string path)
    {
        try
        {
            foreach (var property in XDocument.Load(path).Root?.Elements("property") ?? [])
                if (property.Element("name")?.Value.Trim() is { Length: > 0 } name) configuration.Set(name, property.Element("value")?.Value ?? "");
        }
        catch (Exception e) when (e is IOException or XmlException or UnauthorizedAccessException)
        {
            throw new JobLaunchException($"The configuration file {path} cannot be read: {e.Message}", "java.lang.RuntimeException");
        }
    }
}
