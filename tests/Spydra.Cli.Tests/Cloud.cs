using System.Text.Json.Nodes;
using Spydra.Emulator;
using Spydra.Emulator.Dataproc;
using Spydra.Emulator.Faults;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>An emulator in the test's process, for <c>spydra</c> processes to talk to; looked at over its own HTTP.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    private readonly TempDir data;
    private readonly HttpClient http = new();

    private Cloud(EmulatorServer server, TempDir data) => (Server, this.data) = (server, data);

    public EmulatorServer Server { get; }

    public static async Task<Cloud> StartAsync(StepTimes? steps = null, params Fault[] faults)
    {
        var folder = new TempDir();
        return new Cloud(await EmulatorServer.StartAsync(
            new EmulatorOptions { DataFolder = folder.Path, Buckets = ["test-logs"], Steps = steps ?? new(), Faults = faults }, CancellationToken.None), folder);
    }

    /// <summary>The clusters that are there, by name and state.</summary>
    public async Task<IReadOnlyList<string>> ClustersAsync(string project = "p") =>
        [.. (await GetAsync("clusters", project))["clusters"]?.AsArray().Select(cluster => (string)cluster!["clusterName"]!) ?? []];

    /// <summary>The jobs that are there, by their state.</summary>
    public async Task<IReadOnlyList<string>> JobStatesAsync(string project = "p") =>
        [.. (await GetAsync("jobs", project))["jobs"]?.AsArray().Select(job => (string)job!["status"]!["state"]!) ?? []];

    public async Task UntilRunningAsync(string cluster)
    {
        for (var look = 0; (string?)(await GetAsync("clusters/" + cluster))["status"]?["state"] != "RUNNING"; look++)
            Assert.True(look < 10_000, $"cluster {cluster} never came up");
    }

    public async Task<string> ReadAsync(string bucket, string name) =>
        await http.GetStringAsync(new Uri(Server.StorageUrl, $"storage/v1/b/{bucket}/o/{Uri.EscapeDataString(name)}?alt=media"));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Server.DisposeAsync();
        data.Dispose();
    }

    /// <summary>How many clusters were ever made.</summary>
    public async Task<int> ClustersMadeAsync() =>
        (await GetAsync("operations"))["operations"]!.AsArray().Count(operation => (string?)operation!["metadata"]!["operationType"] == "CREATE");

    private async Task<JsonNode> GetAsync(string collection, string project = "p") =>
        JsonNode.Parse(await http.GetStringAsync(new Uri(Server.DataprocUrl, $"v1/projects/{project}/regions/europe-west1/{collection}")))!;
}
