using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Google.Apis.Http;

namespace Spydra.Gcp.Credentials;

/// <summary>
/// How Google's library reaches token servers: without its own tries (ours are above it), and watched, as its exceptions do not say
/// which of several servers failed.
/// </summary>
internal sealed class TokenWire(HttpMessageHandler wire, Uri? iam) : IHttpClientFactory
{
    private const string GoogleIam = "iamcredentials.googleapis.com";
    private const int LongestText = 300;

    /// <summary>The latest request for the token that is being asked for; null before the first.</summary>
    public TokenCall? Last { get; private set; }

    /// <summary>A new token is asked for: what was seen before has nothing to do with it.</summary>
    public void Forget() => Last = null;

    /// <inheritdoc/>
    public ConfigurableHttpClient CreateHttpClient(CreateHttpClientArgs args)
    {
        var client = new ConfigurableHttpClient(new ConfigurableMessageHandler(new Watch(this, wire)) { FollowRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        foreach (var initializer in args.Initializers.Where(initializer => initializer is not ExponentialBackOffInitializer)) initializer.Initialize(client);
        return client;
    }

    private sealed class Watch(TokenWire owner, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (owner.Iam is { } iam && request.RequestUri!.Host == GoogleIam) request.RequestUri = new Uri(iam, request.RequestUri.PathAndQuery);
            owner.Last = new TokenCall(request.RequestUri!);
            var response = await base.SendAsync(request, cancellationToken);
            owner.Last = owner.Last with { Status = response.StatusCode };
            if (!response.IsSuccessStatusCode) owner.Last = await FailureAsync(owner.Last, request, response, cancellationToken);
            return response;
        }
    }

    private Uri? Iam => iam;

    private static async Task<TokenCall> FailureAsync(TokenCall call, HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        try
        {
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            var (error, detail) = answer?["error"] is JsonObject whole
                ? ((string?)whole["status"], (string?)whole["message"])
                : ((string?)answer?["error"], (string?)answer?["error_description"]);
            var secrets = await SecretsAsync(request, cancellationToken);
            return call with { Error = Shown(error, secrets), Detail = Shown(detail, secrets) };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return call;
        }
    }

    /// <summary>What the request said that must not come back in a message: a server may repeat it.</summary>
    private static async Task<List<string>> SecretsAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        List<string?> secrets = [request.Headers.Authorization?.Parameter];
        if (request.Content?.Headers.ContentType?.MediaType == "application/x-www-form-urlencoded")
        {
            var form = HttpUtility.ParseQueryString(await request.Content.ReadAsStringAsync(cancellationToken));
            secrets.AddRange(from key in new[] { "assertion", "refresh_token", "client_secret", "subject_token" } select form[key]);
        }

        return
        [
            .. from secret in secrets.OfType<string>()
               where secret.Length > 0
               from form in new[] { secret, Uri.EscapeDataString(secret), HttpUtility.UrlEncode(secret) }
               select form,
        ];
    }

    private static string? Shown(string? text, List<string> secrets)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        foreach (var secret in secrets) text = text.Replace(secret, "...", StringComparison.OrdinalIgnoreCase);
        var line = new StringBuilder();
        foreach (var c in text.Trim()) line.Append(char.IsControl(c) ? ' ' : c);
        return line.Length > LongestText ? line.ToString(0, LongestText) + "..." : line.ToString().TrimEnd('.');
    }
}
