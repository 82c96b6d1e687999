using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Spydra.Testing;

/// <summary>
/// All the servers that give tokens, on one loopback address: Google's, the security token service, an identity provider, the IAM
/// Credentials API and the metadata server. Every token and every key has <see cref="Secret"/> in it.
/// </summary>
public sealed class TokenServers : IDisposable
{
    public const string Secret = "s3cr3t-never-shown";

    private static readonly Lazy<string> Key = new(() =>
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    });

    private readonly RoutedServer server;
    private int count;

    public TokenServers() => server = new RoutedServer(request => Task.FromResult(Answer(request)));

    public Uri Url => server.Url;

    /// <summary>Where the metadata server is, as GCE_METADATA_HOST names it.</summary>
    public string MetadataHost => Url.Authority;

    /// <summary>Seconds that a token can be used.</summary>
    public int Lifetime { get; set; } = 3600;

    /// <summary>Another answer to requests whose path ends like this.</summary>
    public IDictionary<string, RoutedAnswer> Instead { get; } = new ConcurrentDictionary<string, RoutedAnswer>(StringComparer.Ordinal);

    public IReadOnlyList<SeenRequest> Requests => [.. server.Requests];

    /// <summary>How often a token of this kind was asked for: the end of the path.</summary>
    public int Count(string path) => Requests.Count(request => PathOf(request).EndsWith(path, StringComparison.Ordinal));

    public string ServiceAccountKey(string? quotaProject = null) => Json(new()
    {
        ["type"] = "service_account",
        ["project_id"] = "key-project",
        ["private_key_id"] = "k1",
        ["private_key"] = Key.Value,
        ["client_email"] = "etl@key-project.iam.gserviceaccount.com",
        ["token_uri"] = Url + "token",
        ["quota_project_id"] = quotaProject,
    });

    public string User(string? quotaProject = null) => Json(new()
    {
        ["type"] = "authorized_user",
        ["client_id"] = "client",
        ["client_secret"] = Secret,
        ["refresh_token"] = "refresh-" + Secret,
        ["quota_project_id"] = quotaProject,
    });

    public string External(JsonObject credentialSource, string? actingAs = null) => Json(new()
    {
        ["type"] = "external_account",
        ["audience"] = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/o",
        ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
        ["token_url"] = Url + "sts",
        ["credential_source"] = credentialSource,
        ["service_account_impersonation_url"] = actingAs is null ? null : ImpersonationUrl(actingAs),
    });

    public string Impersonated(string source, string target, params string[] delegates) => Json(new()
    {
        ["type"] = "impersonated_service_account",
        ["source_credential"] = JsonNode.Parse(source),
        ["service_account_impersonation_url"] = ImpersonationUrl(target),
        ["delegates"] = new JsonArray([.. delegates.Select(name => JsonValue.Create("projects/-/serviceAccounts/" + name))]),
    });

    public string ImpersonationUrl(string target) => $"{Url}v1/projects/-/serviceAccounts/{target}:generateAccessToken";

    public void Dispose() => server.Dispose();

    private static string Json(JsonObject content)
    {
        foreach (var key in content.Where(entry => entry.Value is null).Select(entry => entry.Key).ToList()) content.Remove(key);
        return content.ToJsonString();
    }

    private static string PathOf(SeenRequest request) => Uri.UnescapeDataString(request.Path.Split('?')[0]);

    private RoutedAnswer Answer(SeenRequest request)
    {
        var path = PathOf(request);
        foreach (var (end, other) in Instead)
            if (path.EndsWith(end, StringComparison.Ordinal)) return other;

        (string, string)[] flavor = [("Metadata-Flavor", "Google")];
        var asksMetadata = request.Header("Metadata-Flavor") == "Google";
        return path switch
        {
            "/token" => Token("google"),
            "/sts" => Token("sts"),
            "/subject" => new(200, $$"""{"id_token": "subject-{{Secret}}"}"""),
            "/computeMetadata/v1/instance/service-accounts/default/token" when asksMetadata => Token("metadata") with { Headers = flavor },
            "/computeMetadata/v1/instance/service-accounts/default/email" when asksMetadata => new(200, "vm@machine-project.iam.gserviceaccount.com", flavor),
            "/computeMetadata/v1/project/project-id" when asksMetadata => new(200, "machine-project", flavor),
            _ when path.EndsWith(":generateAccessToken", StringComparison.Ordinal) => new(200, new JsonObject
            {
                ["accessToken"] = Next("iam"),
                // The library makes a lifetime of it by the real clock.
                ["expireTime"] = TimeProvider.System.GetUtcNow().AddSeconds(Lifetime).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            }.ToJsonString()),
            _ => new(404),
        };
    }

    private RoutedAnswer Token(string of) =>
        new(200, new JsonObject { ["access_token"] = Next(of), ["expires_in"] = Lifetime, ["token_type"] = "Bearer" }.ToJsonString());

    private string Next(string of) => $"{of}-{Interlocked.Increment(ref count)}-{Secret}";
}
