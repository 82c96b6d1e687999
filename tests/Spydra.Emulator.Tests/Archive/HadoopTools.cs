using System.Diagnostics;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Archive;

/// <summary>Hadoop's own tools, from the installation that HADOOP_HOME names, on files of this machine.</summary>
internal sealed class HadoopTools
{
    private static readonly string[] Opened = ["java.lang", "java.util", "java.net", "java.nio", "sun.nio.ch"];

    private readonly string home;
    private readonly TempDir folder;

    private HadoopTools(string home, TempDir folder) => (this.home, this.folder) = (home, folder);

    /// <summary>Null where there is no Hadoop.</summary>
    public static HadoopTools? Find(TempDir folder) =>
        Environment.GetEnvironmentVariable("HADOOP_HOME") is { Length: > 0 } home && Directory.Exists(Path.Combine(home, "share/hadoop")) ? new(home, folder) : null;

    /// <summary>Dataproc's image with this version of Hadoop.</summary>
    public string Image => Directory.EnumerateFiles(Path.Combine(home, "share/hadoop/common"), "hadoop-common-2*.jar").Any() ? "1.5" : "2.2";

    /// <summary>yarn logs, from the aggregated logs in a folder.</summary>
    public Task<string> LogsAsync(string logs, string application, string user)
    {
        Configure(("yarn.nodemanager.remote-app-log-dir", "file://" + logs));
        return RunAsync("org.apache.hadoop.yarn.client.cli.LogsCLI", "-applicationId", application, "-appOwner", user);
    }

    /// <summary>mapred job -history all.</summary>
    public Task<string> HistoryAsync(string file)
    {
        Configure();
        return RunAsync("org.apache.hadoop.mapred.JobClient", "-history", "all", file);
    }

    private void Configure(params (string Name, string Value)[] more)
    {
        // No resource manager: it is asked once, and then the files are read.
        (string Name, string Value)[] all =
        [
            ("fs.defaultFS", "file:///"), ("ipc.client.connect.max.retries", "0"), ("yarn.resourcemanager.connect.max-wait.ms", "1000"),
            ("yarn.resourcemanager.connect.retry-interval.ms", "500"), ("yarn.log-aggregation-enable", "true"), .. more,
        ];
        var text = string.Concat(all.Select(each => $"<property><name>{each.Name}</name><value>{each.Value}</value></property>"));
        foreach (var name in new[] { "core-site.xml", "yarn-site.xml" }) folder.Write($"conf/{name}", $"<configuration>{text}</configuration>");
    }

    private async Task<string> RunAsync(params string[] words)
    {
        var parts = new[] { "common", "common/lib", "hdfs", "hdfs/lib", "yarn", "yarn/lib", "mapreduce", "mapreduce/lib" };
        string[] jars = [folder.At("conf"), .. parts.Select(part => Path.Combine(home, "share/hadoop", part, "*"))];
        var start = new ProcessStartInfo("java") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder.Path };
        foreach (var word in Opened.Select(package => $"--add-opens=java.base/{package}=ALL-UNNAMED")) start.ArgumentList.Add(word);
        foreach (var word in new[] { "-Dfile.encoding=UTF-8", "-Dsun.stdout.encoding=UTF-8", "-cp", string.Join(':', jars) }.Concat(words)) start.ArgumentList.Add(word);
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{words[0]} ended with {process.ExitCode}:\n{output}\n{await errors}");
        return output;
    }
}
