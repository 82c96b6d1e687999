using System.Collections.Immutable;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Tests.Specs;

/// <summary>A folder with spec files, and what loading them gives. Problems name the files without the folder.</summary>
internal sealed class SpecFolder : IDisposable
{
    public const string Job = """{"cluster_type": "dataproc", "log_bucket": "logs", "region": "europe-west1", "submit": {"options": {"jar": "gs://b/x.jar"}}}""";

    public static readonly Guid RunId = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    private readonly TempDir folder = new();
    private readonly List<SpecFile> files = [];

    public SpecContext Context { get; set; }

    public CommandLineLayer CommandLine { get; set; } = CommandLineLayer.Empty;

    public SpecFolder() => Context = new()
    {
        RunId = RunId,
        HostName = "some-host",
        Project = "proj",
        WorkingFolder = folder.Path,
        Time = new ManualTimeProvider(),
    };

    /// <summary>Loads job files named job.json, job2.json and so on.</summary>
    public static JobSpec Load(params string[] jobs)
    {
        using var specs = new SpecFolder();
        foreach (var job in jobs) specs.Add(job);
        return specs.Load();
    }

    /// <summary>The problems of these job files, a line each.</summary>
    public static ImmutableArray<string> Problems(params string[] jobs)
    {
        using var specs = new SpecFolder();
        foreach (var job in jobs) specs.Add(job);
        return specs.Problems();
    }

    public SpecFolder Add(string content, SpecFileKind kind = SpecFileKind.Job, string? name = null)
    {
        var count = files.Count(file => file.Kind == kind);
        name ??= kind.ToString().ToLowerInvariant() + (count == 0 ? "" : $"{count + 1}") + ".json";
        files.Add(new(folder.Write(name, content), kind));
        return this;
    }

    public SpecFolder AddPath(string name)
    {
        files.Add(new(folder.At(name), SpecFileKind.Job));
        return this;
    }

    public SpecFolder Write(string name, string content)
    {
        folder.Write(name, content);
        return this;
    }

    public string At(string name) => folder.At(name);

    public SpecFile File(int i) => files[i];

    public IReadOnlyList<SpecFile> Files => files;

    public JobSpec Load() => SpecLayers.Load(files, CommandLine, Context);

    public ImmutableArray<string> Problems()
    {
        var thrown = Assert.Throws<SpecException>(Load);
        return [.. thrown.Problems.Select(problem => Plain(problem.ToString()))];
    }

    public string Plain(string text) => text.Replace(folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();
}
