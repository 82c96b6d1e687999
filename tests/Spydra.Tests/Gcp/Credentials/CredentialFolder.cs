using Spydra.Gcp;
using Spydra.Gcp.Credentials;
using Spydra.Testing;

namespace Spydra.Tests.Gcp.Credentials;

/// <summary>A home with credential files, an environment, token servers, a clock; and what calling with all that gives.</summary>
internal sealed class CredentialFolder : IDisposable
{
    private readonly TempDir home = new();
    private readonly List<HttpMessageHandler> handlers = [];

    public CredentialFolder() => Variables["HOME"] = home.Path;

    public TokenServers Servers { get; } = new();

    public ManualTimeProvider Clock { get; } = new();

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Waits as long as those between tries are turned past; the time limit of the metadata server is shorter, and is not.</summary>
    private TimeSpan Patience => TimeSpan.FromSeconds(Variables.ContainsKey("GCE_METADATA_HOST") ? 1 : 5);

    public CallsAs CallsAs { get; set; } = CallsAs.Themselves;

    public string At(string name) => home.At(name);

    public CredentialFolder With(string variable, string value)
    {
        Variables[variable] = value;
        return this;
    }

    /// <summary>A file that GOOGLE_APPLICATION_CREDENTIALS names.</summary>
    public CredentialFolder Named(string content) => With("GOOGLE_APPLICATION_CREDENTIALS", home.Write("credentials.json", content));

    /// <summary>gcloud's application default credentials.</summary>
    public CredentialFolder Default(string content)
    {
        home.Write(".config/gcloud/application_default_credentials.json", content);
        return this;
    }

    public CredentialFolder Write(string name, string content)
    {
        home.Write(name, content);
        return this;
    }

    public CredentialSearch Search() => CredentialSearch.In(name => Variables.GetValueOrDefault(name));

    public GoogleCredentials Credentials(Uri? iam = null) => new(Search(), CallsAs, Handler(), iam ?? Servers.Url, Clock);

    /// <summary>The way to the servers: Google's own names lead to the fakes too.</summary>
    public HttpMessageHandler Handler()
    {
        var handler = new ToFakes(Servers.Url);
        handlers.Add(handler);
        return handler;
    }

    /// <summary>Sends one call to a service, and returns the request as it came there.</summary>
    public async Task<SeenRequest> CallAsync(ICredentials credentials)
    {
        using var service = new RoutedServer(_ => Task.FromResult(new RoutedAnswer(200)));
        using var http = ApiClient.NewHttpClient();
        var api = new ApiClient(http, credentials, Clock);
        await Clock.DriveAsync(api.SendAsync("try it", HttpMethod.Get, service.Url, null, CancellationToken.None), Patience);
        return Assert.Single(service.Requests);
    }

    public Task<string> TokenAsync(ICredentials credentials) => Clock.DriveAsync(ValueOfAsync(credentials), Patience);

    /// <summary>How asking for a token fails. Whatever it is, it shows no secret.</summary>
    public async Task<SpydraException> FailureAsync(TimeSpan? patience = null)
    {
        var failed = await Assert.ThrowsAnyAsync<SpydraException>(() => Clock.DriveAsync(ValueOfAsync(Credentials()), patience ?? Patience));
        ShowsNoSecret(failed);
        return failed;
    }

    public static void ShowsNoSecret(SpydraException failed)
    {
        var all = failed + failed.NextStep;
        Assert.DoesNotContain(TokenServers.Secret, all);
        Assert.DoesNotContain("PRIVATE KEY", all);
        Assert.DoesNotContain("eyJ", all);
    }

    public void Dispose()
    {
        foreach (var handler in handlers) handler.Dispose();
        Servers.Dispose();
        home.Dispose();
    }

    private static async Task<string> ValueOfAsync(ICredentials credentials) => (await credentials.GetTokenAsync(CancellationToken.None))!.Value;

    private sealed class ToFakes(Uri fakes) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host.EndsWith(".googleapis.com", StringComparison.Ordinal))
                request.RequestUri = new Uri(fakes, request.RequestUri.PathAndQuery);
            Assert.True(System.Net.IPAddress.TryParse(request.RequestUri.Host, out var address) && System.Net.IPAddress.IsLoopback(address), $"{request.RequestUri.Host} is not on loopback");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
