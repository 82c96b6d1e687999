using System.Text.Json.Nodes;
using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Jobs.Processes;

namespace Spydra.Emulator.Jobs.Native;

/// <summary>
/// Runs a <c>hadoopJob</c> with the Hadoop of this machine in local mode: the one of <c>HADOOP_HOME</c>, or <c>hadoop</c> on the PATH. With
/// a Cloud Storage connector among its jars gs:// paths are the emulator's; without one they are copied there and back.
/// </summary>
public sealed class HadoopRuntime(IReadOnlyDictionary<string, string> environment) : IJobRuntime
{
    private const int ProgramMissing = 127;

    private static readonly string[] ImageFolders =
        ["/usr/lib/hadoop-mapreduce/", "/usr/lib/hadoop/", "/usr/lib/hadoop-hdfs/", "/usr/lib/hadoop-yarn/"];

    /// <inheritdoc/>
    public bool CanRun(JsonObject job) => job["hadoopJob"] is JsonObject;

    /// <inheritdoc/>
    public async Task<DriverResult> RunAsync(DriverContext context, CancellationToken cancellationToken)
    {
        var driver = new NativeDriver(context);
        if (NativeHome.Find(environment, "HADOOP_HOME", "hadoop") is not { } home)
        {
            driver.Say(
                "hadoop: not found. This job needs Hadoop, which runs here in local mode: install Java and unpack a Hadoop release (hadoop.apache.org), "
                + "set HADOOP_HOME to its folder or put its bin/hadoop on the PATH, and start the emulator again. "
                + "Without it the emulator runs Hadoop Streaming jobs (a jar named hadoop-streaming*.jar).");
            return new(ProgramMissing, "Hadoop is not installed here: set HADOOP_HOME, or put hadoop on the PATH.");
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
        var job = context.Job["hadoopJob"]!.AsObject();
        var tree = new FileTree(context.Objects);
        var staged = new StagedFiles(tree, Path.Combine(context.WorkFolder, "staged"), context.WorkingFolder, path => OnImage(home, path));
        var jars = staged.Bring(job.ManyTexts("jarFileUris"));
        var mainJar = job.OneText("mainJarFileUri") is { } uri ? staged.Bring(uri) : null;
        var connector = home.FindConnector("share/hadoop");
        var mirror = new BucketMirror(context.Objects, Path.Combine(context.WorkFolder, "gs"));

        var args = job.ManyTexts("args");
        var properties = job.TextMap("properties");
        if (connector is null)
        {
            args = await mirror.ReplaceAsync(args, cancellationToken);
            properties = await ReplaceAsync(mirror, properties, cancellationToken);
            if (mirror.Summary() is { } summary) driver.Say(summary);
        }

        var configuration = Path.Combine(context.WorkFolder, "conf");
        HadoopConfiguration.Write(
            configuration, environment.GetValueOrDefault("HADOOP_CONF_DIR") ?? Path.Combine(home.Folder, "etc", "hadoop"),
            context.ClusterProperties,
            connector is null ? new Dictionary<string, string>() : StorageConnector.Properties(context.StorageUrl), properties,
            Directory.CreateDirectory(Path.Combine(context.WorkFolder, "tmp")).FullName);

        IReadOnlyList<string> program = mainJar is not null
            ? ["jar", mainJar]
            : [job.OneText("mainClass") ?? throw new JobLaunchException("hadoopJob has neither mainJarFileUri nor mainClass.")];
        var result = await driver.RunAsync(
            [home.Program, .. program, .. args], DriverFolder(job, staged, context),
            Environment(home, configuration, [.. jars, .. Optional(connector)]), cancellationToken);
        if (result.Succeeded && connector is null && await mirror.UploadAsync(cancellationToken) is > 0 and var count)
            driver.Say($"Uploaded {count} objects that the job wrote.");
        return result;
    }

    // Files of the job lie in the driver's folder; so that they do not end up in the user's, the driver then has one of its own.
    private static string DriverFolder(JsonObject job, StagedFiles staged, DriverContext context)
    {
        var files = staged.Bring(job.ManyTexts("fileUris").Concat(job.ManyTexts("archiveUris")));
        if (files.Count == 0) return context.WorkingFolder;
        var folder = Directory.CreateDirectory(Path.Combine(context.WorkFolder, "driver")).FullName;
        foreach (var file in files)
        {
            var hash = file.IndexOf('#');
            var path = hash < 0 ? file : file[..hash];
            File.CreateSymbolicLink(Path.Combine(folder, hash < 0 ? Path.GetFileName(path) : file[(hash + 1)..]), path);
        }

        return folder;
    }

    private Dictionary<string, string> Environment(NativeHome home, string configuration, IReadOnlyList<string> jars)
    {
        Dictionary<string, string> all = new(environment, StringComparer.Ordinal) { ["HADOOP_CONF_DIR"] = configuration };
        if (environment.GetValueOrDefault("HADOOP_HOME") is null or "") all["HADOOP_HOME"] = home.Folder;
        if (environment.GetValueOrDefault("JAVA_HOME") is null or "" && JavaHome.Find(environment) is { } java) all["JAVA_HOME"] = java;
        IEnumerable<string> path = [.. jars, .. Optional(environment.GetValueOrDefault("HADOOP_CLASSPATH"))];
        if (path.Any()) all["HADOOP_CLASSPATH"] = string.Join(Path.PathSeparator, path);
        return all;
    }

    private static async Task<IReadOnlyDictionary<string, string>> ReplaceAsync(
        BucketMirror mirror, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        Dictionary<string, string> replaced = new(StringComparer.Ordinal);
        foreach (var (key, value) in properties) replaced[key] = await mirror.ReplaceAsync(value, cancellationToken);
        return replaced;
    }

    private static string? OnImage(NativeHome home, string path) =>
        ImageFolders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)) ? home.FindJar(Path.GetFileName(path), "share/hadoop") : null;

    private static IEnumerable<string> Optional(string? text) => string.IsNullOrEmpty(text) ? [] : [text];
}
