using System.Globalization;
using System.Text.Json.Nodes;

namespace Spydra.Emulator.Jobs.Native;

/// <summary>The command line of spark-submit for a job.</summary>
internal sealed class SparkSubmit(JsonObject job, bool isPython, StagedFiles staged, DriverContext context, NativeHome home)
{
    private const string ClusterFile = "spark:";

    // spark-submit's own name for an application whose class is on Spark's class path.
    private const string NoResource = "spark-internal";

    private static readonly string[] OfTheCluster =
        ["spark.master", "spark.submit.deployMode", "spark.yarn.", "spark.history.", "spark.shuffle.service.", "spark.dynamicAllocation."];

    /// <summary>The cluster's and the job's properties, without those that a driver on one machine cannot obey.</summary>
    public Dictionary<string, string> Properties(string? connector, SparkEvents events)
    {
        Dictionary<string, string> properties = new(StringComparer.Ordinal)
        {
            // Each interface takes a port, and Spark gives up after sixteen.
            ["spark.ui.enabled"] = "false",
            ["spark.hadoop.fs.defaultFS"] = "file:///",
        };
        foreach (var (key, value) in context.ClusterProperties)
            if (key.StartsWith(ClusterFile, StringComparison.Ordinal)) Add(key[ClusterFile.Length..], value);
        foreach (var (key, value) in job.TextMap("properties")) Add(key, value);
        if (connector is not null)
            foreach (var (key, value) in StorageConnector.Properties(context.StorageUrl)) properties["spark.hadoop." + key] = value;
        events.TakeOver(properties);
        return properties;

        void Add(string key, string value)
        {
            if (!OfTheCluster.Any(own => key.StartsWith(own, StringComparison.Ordinal))) properties[key] = value;
        }
    }

    public IReadOnlyList<string> Words(IReadOnlyDictionary<string, string> properties, IReadOnlyList<string> args, string? connector)
    {
        var jars = staged.Bring(job.ManyTexts("jarFileUris")).ToList();
        List<string> words =
            [home.Program, "--master", string.Create(CultureInfo.InvariantCulture, $"local[{context.Slots}]"), "--name", context.JobId];
        string resource;
        if (isPython)
            resource = staged.Bring(job.OneText("mainPythonFileUri") ?? throw new JobLaunchException("pysparkJob.mainPythonFileUri is missing."));
        else if (job.OneText("mainJarFileUri") is { } jar) resource = staged.Bring(jar);
        else
        {
            var mainClass = job.OneText("mainClass") ?? throw new JobLaunchException("sparkJob has neither mainJarFileUri nor mainClass.");
            words.AddRange(["--class", mainClass]);
            resource = jars.FirstOrDefault() ?? NoResource;
            if (jars.Count > 0) jars.RemoveAt(0);
        }

        if (connector is not null && !connector.StartsWith(home.Folder, StringComparison.Ordinal))
        {
            jars.Add(connector);
            words.AddRange(["--driver-class-path", connector]);
        }

        AddList("--jars", jars);
        AddList("--py-files", staged.Bring(job.ManyTexts("pythonFileUris")));
        AddList("--files", staged.Bring(job.ManyTexts("fileUris")));
        AddList("--archives", staged.Bring(job.ManyTexts("archiveUris")));
        foreach (var (key, value) in properties.OrderBy(property => property.Key, StringComparer.Ordinal))
            words.AddRange(["--conf", $"{key}={value}"]);
        return [.. words, resource, .. args];

        void AddList(string option, IReadOnlyList<string> files)
        {
            if (files.Count > 0) words.AddRange([option, string.Join(',', files)]);
        }
    }
}
