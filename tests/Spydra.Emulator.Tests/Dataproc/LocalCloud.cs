using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Spydra.Emulator.Dataproc;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Hosting;
using Spydra.Emulator.Http;
using Spydra.Emulator.Jobs;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Dataproc;

/// <summary>An answer: the HTTP code and the body, which is empty where the answer was no JSON.</summary>
internal sealed record Answer(HttpStatusCode Code, JsonObject Body)
{
    public string? Text(string path) => Body.Text(path);
    public string Message => Body.Text("error.message") ?? "";
    public string Status => Body.Text("error.status") ?? "";
}

/// <summary>The Dataproc half behind real HTTP, with a store in memory and a runtime that does as the job's arguments say.</summary>
internal sealed class LocalCloud : IAsyncDisposable
{
    public const string Region = "v1/projects/p1/regions/europe-west1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient http;

    private LocalCloud(EmulatorServer server, MemoryStore objects, FakeRuntime runtime)
    {
        (Server, Objects, Runtime) = (server, objects, runtime);
        http = new HttpClient { BaseAddress = server.DataprocUrl };
    }

    public EmulatorServer Server { get; }

    public MemoryStore Objects { get; }

    public FakeRuntime Runtime { get; }

    public HttpClient Http => http;

    /// <summary>Steps that take no time worth mentioning.</summary>
    public static StepTimes Fast { get; } = new()
    {
        Create = TimeSpan.FromMilliseconds(2),
        Delete = TimeSpan.FromMilliseconds(2),
        Update = TimeSpan.FromMilliseconds(2),
        JobStart = TimeSpan.FromMilliseconds(2),
        DriverOutputFlush = TimeSpan.FromMilliseconds(5),
        LogAggregation = TimeSpan.FromMilliseconds(2),
        HistoryMove = TimeSpan.FromMilliseconds(2),
    };

    public static async Task<LocalCloud> StartAsync(TempDir folder, Func<EmulatorOptions, EmulatorOptions>? with = null, MemoryStore? objects = null, params IReadOnlyList<IJobRuntime> first)
    {
        objects ??= new MemoryStore();
        var runtime = new FakeRuntime();
        var options = new EmulatorOptions { DataFolder = folder.Path, Steps = Fast };
        var server = await EmulatorServer.StartAsync(with?.Invoke(options) ?? options, (_, around) => new EmulatorParts(objects, Storage(around), [.. first, runtime]), default);
        return new LocalCloud(server, objects, runtime);
    }

    public async Task<Answer> SendAsync(string verb, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        JsonObject? json = null;
        try { json = JsonNode.Parse(text) as JsonObject; }
        catch (JsonException) { }
        return new Answer(response.StatusCode, json ?? []);
    }

    public Task<Answer> GetAsync(string path) => SendAsync("GET", $"{Region}/{path}");

    public Task<Answer> PostAsync(string path, string body) => SendAsync("POST", $"{Region}/{path}", body);

    /// <summary>Creates a cluster and waits until it is RUNNING; gives it as clusters.get does.</summary>
    public async Task<JsonObject> ClusterAsync(string name, string config = "{}")
    {
        var created = await PostAsync("clusters", $$"""{"clusterName":"{{name}}","config":{{config}}}""");
        Assert.Equal(HttpStatusCode.OK, created.Code);
        return await UntilAsync($"clusters/{name}", "status.state", "RUNNING");
    }

    /// <summary>Submits a hadoop job whose driver does as <paramref name="args"/> say; gives the answer.</summary>
    public async Task<JsonObject> JobAsync(string cluster, string id, params string[] args)
    {
        var submitted = await PostAsync("jobs:submit", JobBody(cluster, id, args));
        Assert.Equal(HttpStatusCode.OK, submitted.Code);
        return submitted.Body;
    }

    public static string JobBody(string cluster, string id, params string[] args) => new JsonObject
    {
        ["job"] = new JsonObject
        {
            ["reference"] = new JsonObject { ["jobId"] = id },
            ["placement"] = new JsonObject { ["clusterName"] = cluster },
            ["hadoopJob"] = new JsonObject
            {
                ["mainClass"] = "org.example.Main",
                ["args"] = new JsonArray([.. args.Select(arg => JsonValue.Create(arg))]),
            },
        },
    }.ToJsonString();

    /// <summary>Asks until the field has the value; fails with what was seen last.</summary>
    public Task<JsonObject> UntilAsync(string path, string field, string value) =>
        UntilAsync(path, body => body.Text(field) == value, $"{field} = {value}");

    public async Task<JsonObject> UntilAsync(string path, Predicate<JsonObject> seen, string what, Action? between = null)
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            var answer = await GetAsync(path);
            if (seen(answer.Body)) return answer.Body;
            if (deadline.IsCancellationRequested) Assert.Fail($"{path} never had {what}; last seen: {answer.Code} {answer.Body}");
            between?.Invoke();
            await Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System);
        }
    }

    public async Task UntilGoneAsync(string path, Action? between = null)
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        while ((await GetAsync(path)).Code != HttpStatusCode.NotFound)
        {
            Assert.False(deadline.IsCancellationRequested, $"{path} never went away");
            between?.Invoke();
            await Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System);
        }
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return Server.DisposeAsync();
    }

    // Stands for the Cloud Storage half: one call that answers, with the hook of the faults around it.
    private static RequestDelegate Storage(Func<Call, Func<Task>, Task> around) => context =>
    {
        var call = new Call(context, "objects.get", new Dictionary<string, string> { ["object"] = context.Request.Path.Value!.TrimStart('/') });
        return around(call, () => context.Response.WriteAsync("the whole object"));
    };
}
