using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Emulator;
using Spydra.Emulator.Dataproc;
using Spydra.Emulator.Faults;
using Spydra.Testing;

namespace Spydra.Tests.Runs;

/// <summary>One call as the emulator logged it; no status where the connection was dropped.</summary>
internal sealed record SeenCall(string Method, string Verb, string Target, int? Status);

/// <summary>An emulator for runs, with faults ordered, and what a test asks it afterwards, over HTTP.</summary>
internal sealed class RunCloud : IAsyncDisposable
{
    /// <summary>The log bucket of every run.</summary>
    public const string Bucket = "run-logs";

    private const string Region = "v1/projects/p/regions/europe-west1";

    private readonly TempDir data;
    private readonly HttpClient http = new();

    private RunCloud(EmulatorServer server, TempDir data) => (Server, this.data) = (server, data);

    public EmulatorServer Server { get; }

    /// <summary>Steps that take next to no time.</summary>
    public static StepTimes Quick { get; } = new()
    {
        Create = TimeSpan.FromMilliseconds(5),
        Delete = TimeSpan.FromMilliseconds(5),
        Update = TimeSpan.FromMilliseconds(5),
        JobStart = TimeSpan.FromMilliseconds(4),
        DriverOutputFlush = TimeSpan.FromMilliseconds(10),
        LogAggregation = TimeSpan.FromMilliseconds(6),
        HistoryMove = TimeSpan.FromMilliseconds(3),
    };

    public static Task<RunCloud> StartAsync(params Fault[] faults) => StartAsync(Quick, faults);

    public static async Task<RunCloud> StartAsync(StepTimes steps, params Fault[] faults)
    {
        var folder = new TempDir();
        return new RunCloud(await EmulatorServer.StartAsync(
            new EmulatorOptions { DataFolder = folder.Path, Buckets = [Bucket], Steps = steps, Faults = faults }, CancellationToken.None), folder);
    }

    /// <summary>The names of the clusters that are there.</summary>
    public async Task<IReadOnlyList<string>> ClustersAsync() => await ListAsync("clusters", cluster => (string)cluster["clusterName"]!);

    /// <summary>The jobs' states, the newest first.</summary>
    public async Task<IReadOnlyList<string>> JobStatesAsync() => await ListAsync("jobs", job => (string)job["status"]!["state"]!);

    /// <summary>How many clusters were ever made.</summary>
    public async Task<int> ClustersMadeAsync() =>
        (await ListAsync("operations", operation => (string)operation["metadata"]!["operationType"]!)).Count(type => type == "CREATE");

    public async Task<IReadOnlyList<SeenCall>> CallsAsync() =>
        [.. JsonNode.Parse(await http.GetStringAsync(new Uri(Server.DataprocUrl, "emulator/calls")))!["calls"]!.AsArray().Select(call => new SeenCall(
            (string)call!["method"]!, (string)call["verb"]!, (string)call["target"]!, (int?)call["status"]))];

    /// <summary>Makes a cluster as someone else would, and waits until it is RUNNING.</summary>
    public async Task CreateClusterAsync(string name, params (string Key, string Value)[] labels)
    {
        await PostAsync("clusters", new JsonObject
        {
            ["projectId"] = "p",
            ["clusterName"] = name,
            ["config"] = new JsonObject(),
            ["labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
        });
        await UntilAsync(name, "RUNNING");
    }

    /// <summary>Makes a cluster wherever it is wanted, if it is not there, and waits until it is RUNNING.</summary>
    public async Task ProvideClusterAsync(string name, string project, string region)
    {
        var clusters = new Uri(Server.DataprocUrl, $"v1/projects/{project}/regions/{region}/clusters");
        using var answer = await http.PostAsync(clusters, Json(new JsonObject { ["projectId"] = project, ["clusterName"] = name, ["config"] = new JsonObject() }));
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync());
        for (var look = 0; (string?)JsonNode.Parse(await http.GetStringAsync($"{clusters}/{name}"))!["status"]?["state"] != "RUNNING"; look++)
            Assert.True(look < 10_000, $"cluster {name} never came up");
    }

    /// <summary>Makes an autoscaling policy, if it is not there.</summary>
    public async Task ProvidePolicyAsync(string policy)
    {
        var parts = policy[policy.IndexOf("projects/", StringComparison.Ordinal)..].Split("/autoscalingPolicies/");
        using var answer = await http.PostAsync(new Uri(Server.DataprocUrl, $"v1/{parts[0]}/autoscalingPolicies"), Json((JsonObject)JsonNode.Parse($$"""
            {"id": "{{parts[1]}}", "workerConfig": {"maxInstances": 10},
             "basicAlgorithm": {"yarnConfig": {"gracefulDecommissionTimeout": "0s", "scaleUpFactor": 1.0, "scaleDownFactor": 1.0} } }
            """)!));
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until a cluster is in a state.</summary>
    public async Task UntilAsync(string cluster, string state)
    {
        for (var look = 0; (string?)(await GetAsync("clusters/" + cluster))["status"]?["state"] != state; look++)
            Assert.True(look < 10_000, $"cluster {cluster} was never {state}");
    }

    /// <summary>Posts below the region, as someone else would.</summary>
    public async Task PostAsync(string path, JsonObject body)
    {
        using var answer = await http.PostAsync(new Uri(Server.DataprocUrl, $"{Region}/{path}"), Json(body));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<string> ReadAsync(string name) =>
        await http.GetStringAsync(new Uri(Server.StorageUrl, $"storage/v1/b/{Bucket}/o/{Uri.EscapeDataString(name)}?alt=media"));

    public async Task WriteAsync(string name, string text)
    {
        using var content = new StringContent(text, Encoding.UTF8, "text/plain");
        (await http.PostAsync(new Uri(Server.StorageUrl, $"upload/storage/v1/b/{Bucket}/o?uploadType=media&name={Uri.EscapeDataString(name)}"), content))
            .EnsureSuccessStatusCode();
    }

    public async Task DeleteAsync(string name) =>
        (await http.DeleteAsync(new Uri(Server.StorageUrl, $"storage/v1/b/{Bucket}/o/{Uri.EscapeDataString(name)}"))).EnsureSuccessStatusCode();

    /// <summary>The names of the objects in a bucket.</summary>
    public async Task<IReadOnlyList<string>> ObjectsAsync(string bucket) =>
        [.. JsonNode.Parse(await http.GetStringAsync(new Uri(Server.StorageUrl, $"storage/v1/b/{bucket}/o")))!["items"]?.AsArray()
            .Select(item => (string)item!["name"]!) ?? []];

    /// <summary>Makes a bucket, unless it is there.</summary>
    public async Task CreateBucketAsync(string bucket)
    {
        using var answer = await http.PostAsync(new Uri(Server.StorageUrl, "storage/v1/b?project=p"), Json(new JsonObject { ["name"] = bucket }));
        if (answer.StatusCode != HttpStatusCode.Conflict) answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Server.DisposeAsync();
        data.Dispose();
    }

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private async Task<IReadOnlyList<string>> ListAsync(string collection, Func<JsonNode, string> what) =>
        [.. (await GetAsync(collection))[collection]?.AsArray().Select(item => what(item!)) ?? []];

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await http.GetStringAsync(new Uri(Server.DataprocUrl, $"{Region}/{path}")))!;
}
