using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>The real executable with real credential files; token servers and services are on loopback.</summary>
public sealed class CredentialTests : IDisposable
{
    private readonly TempDir home = new();
    private readonly TokenServers servers = new();

    public void Dispose()
    {
        servers.Dispose();
        home.Dispose();
    }

    [Theory]
    [InlineData("", "google-1", null)]
    [InlineData("target@p.iam.gserviceaccount.com", "iam-2", "charged")]
    public async Task Every_call_of_a_run_carries_the_token_and_nothing_shows_it(string actingAs, string token, string? charged)
    {
        await using var cloud = await Cloud.StartAsync();
        using var front = new FrontOf(cloud.Server.DataprocUrl);
        var spec = Specs.Streaming(home, "gs://test-logs/out", change: spec =>
        {
            if (actingAs.Length > 0) spec["cluster"] = new JsonObject { ["options"] = new JsonObject { ["impersonate-service-account"] = actingAs, ["billing-project"] = charged } };
        });
        (string, string)[] environment =
        [
            ("GOOGLE_APPLICATION_CREDENTIALS", home.Write("key.json", servers.ServiceAccountKey())),
            ("CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS", servers.Url.AbsoluteUri),
            ("CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC", front.Url.AbsoluteUri),
            ("STORAGE_EMULATOR_HOST", cloud.Server.StorageUrl.AbsoluteUri),
            ("GOOGLE_CLOUD_PROJECT", "p"),
        ];

        var run = await RunAsync(["submit", "--spydra-json", spec], environment);
        var plan = await RunAsync(["submit", "--spydra-json", spec, "--dry-run", "--format", "json"], environment);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(0, plan.ExitCode);
        Assert.All(front.Requests, request => Assert.Equal(($"Bearer {token}-{TokenServers.Secret}", charged), (request.Header("Authorization"), request.Header("x-goog-user-project"))));
        Assert.Contains(front.Requests, request => request.Path.Contains("jobs:submit", StringComparison.Ordinal));
        Assert.Contains("etl@key-project.iam.gserviceaccount.com", plan.Output);
        Assert.Equal(1, servers.Count("/token"));
        ShowsNoSecret(run, plan);
    }

    [Fact]
    public async Task The_project_is_asked_of_the_machine_where_nothing_names_it()
    {
        var run = await RunAsync(["submit", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out"), "--dry-run"], ("GCE_METADATA_HOST", servers.MetadataHost));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("/projects/machine-project/regions/europe-west1/clusters", run.Output);
        Assert.Equal("/computeMetadata/v1/project/project-id", Assert.Single(servers.Requests).Path);
    }

    [Fact]
    public async Task A_local_run_asks_nobody()
    {
        var run = await RunAsync(["submit", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out"), "--dry-run", "--local"],
            ("GCE_METADATA_HOST", servers.MetadataHost), ("GOOGLE_APPLICATION_CREDENTIALS", home.At("gone.json")));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Empty(servers.Requests);
    }

    [Fact]
    public async Task Without_credentials_nothing_is_sent_and_what_was_tried_is_told()
    {
        var run = await RunAsync(["submit", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out")], ("GOOGLE_CLOUD_PROJECT", "p"));

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("There are no Google credentials. These places were tried:", run.Error);
        Assert.Contains("environment variable GOOGLE_APPLICATION_CREDENTIALS: not set", run.Error);
        Assert.Contains("--local", run.Error);
        Assert.Contains("failed (permission)", run.Error);
        Assert.DoesNotContain("LEFT BEHIND", run.Error);
    }

    [Fact]
    public async Task A_file_that_is_no_credential_is_told_with_its_line()
    {
        var run = await RunAsync(["submit", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out")],
            ("GOOGLE_APPLICATION_CREDENTIALS", home.Write("key.json", "{\n\"private_key\": s3cr3t-never-shown\n}")));

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("key.json', which GOOGLE_APPLICATION_CREDENTIALS names, is not JSON at line 2, column 16", run.Error);
        ShowsNoSecret(run);
    }

    [Fact]
    public async Task A_refused_key_ends_the_run_with_one_sentence()
    {
        servers.Instead["/token"] = new(400, """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}""");

        var run = await RunAsync(["submit", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out"), "--format", "json"],
            ("GOOGLE_APPLICATION_CREDENTIALS", home.Write("key.json", servers.ServiceAccountKey())));

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("Google did not accept the key of etl@key-project.iam.gserviceaccount.com", run.Error);
        Assert.Equal(3, (int)JsonNode.Parse(run.Output)!["exit_code"]!);
        ShowsNoSecret(run);
    }

    private static void ShowsNoSecret(params Finished[] runs)
    {
        foreach (var run in runs)
        {
            Assert.DoesNotContain(TokenServers.Secret, run.Output + run.Error);
            Assert.DoesNotContain("PRIVATE KEY", run.Output + run.Error);
        }
    }

    private async Task<Finished> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        using var spydra = SpydraProcess.Start(home, arguments, environment);
        return await spydra.EndAsync();
    }

    /// <summary>Stands before a service, to see what it is sent.</summary>
    private sealed class FrontOf : IDisposable
    {
        private readonly HttpClient http = new();
        private readonly RoutedServer server;

        public FrontOf(Uri service) => server = new RoutedServer(async request =>
        {
            using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(service, request.Path));
            if (request.Body.Length > 0) message.Content = new StringContent(request.Body, null, "application/json");
            using var answer = await http.SendAsync(message);
            return new RoutedAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), ("Content-Type", "application/json"));
        });

        public Uri Url => server.Url;

        public IReadOnlyCollection<SeenRequest> Requests => server.Requests;

        public void Dispose()
        {
            server.Dispose();
            http.Dispose();
        }
    }
}
