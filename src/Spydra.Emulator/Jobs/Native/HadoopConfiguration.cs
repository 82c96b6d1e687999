using System.Xml.Linq;

namespace Spydra.Emulator.Jobs.Native;

/// <summary>Writes a configuration folder in which Hadoop runs jobs by itself, on the local file system.</summary>
internal static class HadoopConfiguration
{
    private static readonly string[] ClusterFiles = ["core:", "hdfs:", "mapred:"];

    /// <summary>
    /// Later ones win: the cluster's, <paramref name="connector"/>'s, the job's properties, and what local mode needs. The files that a user
    /// adapts (hadoop-env.sh, log4j.properties) are taken over from <paramref name="original"/>.
    /// </summary>
    public static void Write(
        string folder, string original, IReadOnlyDictionary<string, string> cluster, IReadOnlyDictionary<string, string> connector,
        IReadOnlyDictionary<string, string> job, string scratch)
    {
        Directory.CreateDirectory(folder);
        Dictionary<string, string> properties = new(StringComparer.Ordinal);
        foreach (var (key, value) in cluster)
            if (ClusterFiles.FirstOrDefault(file => key.StartsWith(file, StringComparison.Ordinal)) is { } file && IsUsable(value, connector))
                properties[key[file.Length..]] = value;
        foreach (var (key, value) in connector) properties[key] = value;
        foreach (var (key, value) in job) properties[key] = value;
        properties["fs.defaultFS"] = "file:///";
        properties["hadoop.tmp.dir"] = scratch;
        properties["mapreduce.framework.name"] = "local";

        Save(Path.Combine(folder, "core-site.xml"), properties);
        Save(Path.Combine(folder, "mapred-site.xml"), new() { ["mapreduce.framework.name"] = "local" });
        foreach (var name in new[] { "hadoop-env.sh", "log4j.properties" })
            if (File.Exists(Path.Combine(original, name))) File.Copy(Path.Combine(original, name), Path.Combine(folder, name), overwrite: true);
    }

    // A cluster's folders in buckets (history, logs) mean nothing to a job that cannot reach them.
    private static bool IsUsable(string value, IReadOnlyDictionary<string, string> connector) =>
        connector.Count > 0 || !value.Contains("gs://", StringComparison.Ordinal);

    private static void Save(string path, Dictionary<string, string> properties) =>
        new XDocument(new XElement("configuration", properties.Select(property =>
            new XElement("property", new XElement("name", property.Key), new XElement("value", property.Value))))).Save(path);
}
