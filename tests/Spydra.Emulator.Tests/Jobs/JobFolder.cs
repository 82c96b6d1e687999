using System.Text;
using System.Text.Json.Nodes;
using Spydra.Emulator.Jobs;
using Spydra.Emulator.Jobs.Streaming;
using Spydra.Emulator.Jobs.Streaming.History;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Jobs;

/// <summary>A folder in which jobs run, with an object store, and what the last job printed and left.</summary>
internal sealed class JobFolder : IDisposable
{
    private readonly TempDir folder = new();
    private int jobs;

    public JobFolder()
    {
        Directory.CreateDirectory(folder.At("here"));
        Directory.CreateDirectory(folder.At("objects"));
        Store = new(folder.At("objects"));
    }

    public FolderObjectStore Store { get; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public int Slots { get; init; } = 2;

    public Dictionary<string, string> ClusterProperties { get; } = [];

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    public JobRecord? Record { get; private set; }

    /// <summary>The folder of local paths.</summary>
    public string Here => folder.At("here");

    public string At(string name) => Path.Combine(Here, name);

    public string Write(string name, string content) => folder.Write(Path.Combine("here", name), content);

    public void Write(string name, byte[] content) => File.WriteAllBytes(Write(name, ""), content);

    /// <summary>A script that the shell runs, which no job does by itself.</summary>
    public string Script(string name, string body)
    {
        var path = Write(name, "#!/bin/sh\n" + body + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public string Read(string name) => File.ReadAllText(At(name), Encoding.Latin1);

    /// <summary>All part files of an output, one behind the other, bytes as characters.</summary>
    public string Output(string name) => string.Concat(Directory.GetFiles(At(name), "part-*").Order(StringComparer.Ordinal).Select(file => File.ReadAllText(file, Encoding.Latin1)));

    public IEnumerable<string> Files(string name) => Directory.GetFileSystemEntries(At(name)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public Task<JobResult> StreamAsync(params string[] args) => StreamAsync(args, CancellationToken.None);

    public async Task<JobResult> StreamAsync(string[] args, CancellationToken cancellationToken)
    {
        using var runtime = new StreamingRuntime(Environment);
        return await RunAsync(runtime, StreamingJob(args), cancellationToken);
    }

    public static JsonObject StreamingJob(params string[] args) => new()
    {
        ["hadoopJob"] = new JsonObject
        {
            ["mainJarFileUri"] = "file:///usr/lib/hadoop-mapreduce/hadoop-streaming.jar",
            ["args"] = new JsonArray([.. args.Select(arg => JsonValue.Create(arg))]),
        },
    };

    public async Task<JobResult> RunAsync(IJobRuntime runtime, JsonObject job, CancellationToken cancellationToken = default)
    {
        var output = new OutputStream();
        var context = Context(job, output);
        var result = await runtime.RunAsync(context, cancellationToken);
        return new(result.ExitCode, result.Details, output.Text);
    }

    public DriverContext Context(JsonObject job, Stream output)
    {
        var number = Interlocked.Increment(ref jobs);
        return new()
        {
            Job = job,
            JobId = $"job-{number}",
            ApplicationId = $"application_1790000000000_{number:D4}",
            ClusterName = "lab",
            Nodes = ["lab-w-0", "lab-w-1"],
            User = System.Environment.UserName,
            Slots = Slots,
            ClusterProperties = ClusterProperties,
            Output = output,
            Objects = Store,
            StorageUrl = new Uri("http://127.0.0.1:1/"),
            WorkFolder = Directory.CreateDirectory(folder.At($"work/{number}")).FullName,
            WorkingFolder = Here,
            Time = Time,
            Progress = (_, _) => { },
            Finished = record => Record = record,
        };
    }

    public void Dispose() => folder.Dispose();
}

internal sealed record JobResult(int ExitCode, string? Details, string Output);

/// <summary>A stream whose text can be read while it is written.</summary>
internal sealed class OutputStream : MemoryStream
{
    private readonly Lock gate = new();

    public string Text
    {
        get { lock (gate) return Encoding.UTF8.GetString(ToArray()); }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (gate) base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (gate) base.Write(buffer);
    }
}
