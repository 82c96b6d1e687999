using System.Text.Json.Nodes;
using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Jobs.Processes;

namespace Spydra.Emulator.Jobs.Native;

/// <summary>
/// Runs a <c>sparkJob</c> or <c>pysparkJob</c> with the Spark of this machine, on as many local threads as the cluster has slots: the one of
/// <c>SPARK_HOME</c>, or <c>spark-submit</c> on the PATH. gs:// paths are the connector's or copies, as for <see cref="HadoopRuntime"/>.
/// </summary>
public sealed class SparkRuntime(IReadOnlyDictionary<string, string> environment) : IJobRuntime
{
    private const int ProgramMissing = 127;

    /// <inheritdoc/>
    public bool CanRun(JsonObject job) => job["sparkJob"] is JsonObject || job["pysparkJob"] is JsonObject;

    /// <inheritdoc/>
    public async Task<DriverResult> RunAsync(DriverContext context, CancellationToken cancellationToken)
    {
        var driver = new NativeDriver(context);
        if (NativeHome.Find(environment, "SPARK_HOME", "spark-submit") is not { } home)
        {
            driver.Say(
                "spark-submit: not found. This job needs Spark, which runs here in local mode: install Java and unpack a Spark release (spark.apache.org), "
                + "or install the Python package pyspark, set SPARK_HOME to its folder or put spark-submit on the PATH, and start the emulator again.");
            return new(ProgramMissing, "Spark is not installed here: set SPARK_HOME, or put spark-submit on the PATH.");
        }

        try
        {
            return await RunAsync(context, driver, home, cancellationToken);
        }
        catch (Exception e) when (e is JobLaunchException or ProgramNotStartedException)
        {
            driver.Say(e.Message);
            return new(1, e.Message);
        }
    }

    private async Task<DriverResult> RunAsync(DriverContext context, NativeDriver driver, NativeHome home, CancellationToken cancellationToken)
    {
        var isPython = context.Job["pysparkJob"] is JsonObject;
        var job = (context.Job["pysparkJob"] ?? context.Job["sparkJob"])!.AsObject();
        var staged = new StagedFiles(
            new FileTree(context.Objects), Path.Combine(context.WorkFolder, "staged"), context.WorkingFolder, path => OnImage(home, path));
        var connector = home.FindConnector("jars") ?? NativeHome.Find(environment, "HADOOP_HOME", "hadoop")?.FindConnector("share/hadoop");
        var mirror = new BucketMirror(context.Objects, Path.Combine(context.WorkFolder, "gs"));

        var submit = new SparkSubmit(job, isPython, staged, context, home);
        var args = job.ManyTexts("args");
        var events = new SparkEvents(context);
        var properties = submit.Properties(connector, events);
        if (connector is null)
        {
            args = await mirror.ReplaceAsync(args, cancellationToken);
            foreach (var (key, value) in properties.ToList()) properties[key] = await mirror.ReplaceAsync(value, cancellationToken);
            if (mirror.Summary() is { } summary) driver.Say(summary);
        }

        DriverResult result;
        try
        {
            result = await driver.RunAsync(
                submit.Words(properties, args, connector), context.WorkingFolder, Environment(home, context), cancellationToken);
        }
        finally
        {
            // Those of a driver that failed or was killed, too.
            if (await events.UploadAsync() is { } problem) driver.Say(problem);
        }

        if (result.Succeeded && connector is null && await mirror.UploadAsync(cancellationToken) is > 0 and var count)
            driver.Say($"Uploaded {count} objects that the job wrote.");
        return result;
    }

    private Dictionary<string, string> Environment(NativeHome home, DriverContext context)
    {
        Dictionary<string, string> all = new(environment, StringComparer.Ordinal)
        {
            ["SPARK_LOCAL_DIRS"] = Directory.CreateDirectory(Path.Combine(context.WorkFolder, "tmp")).FullName,
        };
        if (environment.GetValueOrDefault("SPARK_HOME") is null or "" && Directory.Exists(Path.Combine(home.Folder, "jars")))
            all["SPARK_HOME"] = home.Folder;
        all.TryAdd("SPARK_LOCAL_IP", "127.0.0.1");
        // The configuration of some real cluster must not take the job there.
        all.Remove("HADOOP_CONF_DIR");
        all.Remove("YARN_CONF_DIR");
        return all;
    }

    private static string? OnImage(NativeHome home, string path)
    {
        if (!path.StartsWith("/usr/lib/spark/", StringComparison.Ordinal)) return null;
        var name = Path.GetFileName(path);
        return home.FindJar(name, "examples/jars") ?? home.FindJar(name, "jars");
    }
}
