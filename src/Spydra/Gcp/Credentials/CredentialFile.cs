using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.Gcp.Credentials;

/// <summary>A credential file, checked as far as that goes without asking anyone. Its content is secret and stays inside the library.</summary>
public sealed class CredentialFile
{
    private const string ImpersonationUrl = "service_account_impersonation_url";
    private const string Verb = ":generateAccessToken";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    private CredentialFile(CredentialSource source, JsonObject content) => (Source, Content) = (source, content);

    /// <summary>What may be told of it.</summary>
    public CredentialSource Source { get; }

    /// <summary>All of it, secrets too.</summary>
    internal JsonObject Content { get; }

    /// <summary>What may be told of it.</summary>
    public override string ToString() => Source.Description;

    /// <summary>Reads and checks a file. <paramref name="namedBy"/> is the environment variable that names it.</summary>
    /// <exception cref="CredentialsException">It is not there, cannot be read, or is not a credential file of a known kind.</exception>
    public static CredentialFile Read(string path, string? namedBy)
    {
        var place = namedBy is null ? $"gcloud's application default credentials '{path}'" : $"'{path}', which {namedBy} names,";
        var content = Parse(ReadBytes(path, place), place);
        return new CredentialFile(Describe(content, path, namedBy, place), content);
    }

    /// <summary>The account in the address of an impersonation; null where it is not of Google's form.</summary>
    internal static string? TargetOf(string? url)
    {
        if (url?.EndsWith(Verb, StringComparison.Ordinal) is not true) return null;
        var account = Uri.UnescapeDataString(url[(url.LastIndexOf('/') + 1)..^Verb.Length]);
        return account.Length > 0 ? account : null;
    }

    private static byte[] ReadBytes(string path, string place)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Wrong($"{place} does not exist");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Wrong($"{place} cannot be read{(Directory.Exists(path) ? ": it is a folder" : e is UnauthorizedAccessException ? ": permission denied" : "")}");
        }
    }

    private static JsonObject Parse(byte[] bytes, string place)
    {
        try
        {
            return JsonNode.Parse(bytes, documentOptions: Lenient) as JsonObject ?? throw Wrong($"{place} is not a JSON object");
        }
        catch (JsonException e)
        {
            // Not its message: that quotes what stands there.
            throw Wrong(e.LineNumber is null ? $"{place} is not JSON, or has a key twice" : $"{place} is not JSON at line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}");
        }
    }

    private static CredentialSource Describe(JsonObject content, string path, string? namedBy, string place)
    {
        var kind = Text(content, "type") switch
        {
            "service_account" => CredentialKind.ServiceAccountKey,
            "authorized_user" => CredentialKind.User,
            "external_account" => CredentialKind.ExternalAccount,
            "external_account_authorized_user" => CredentialKind.ExternalUser,
            "impersonated_service_account" => CredentialKind.ImpersonatedAccount,
            null when content.ContainsKey("installed") || content.ContainsKey("web") =>
                throw Wrong($"{place} describes an OAuth client, and is no credential"),
            null => throw Wrong($"{place} is no credential file: it has no 'type'"),
            var type => throw Wrong($"{place} is of the type '{type}', which is not known"),
        };
        var source = new CredentialSource(kind, path, namedBy)
        {
            Account = kind == CredentialKind.ServiceAccountKey ? Text(content, "client_email") : null,
            Project = kind == CredentialKind.ServiceAccountKey ? Text(content, "project_id") : null,
            QuotaProject = Text(content, "quota_project_id"),
        };
        foreach (var key in Needed(kind))
            if (Text(content, key) is null) throw Lacks(place, key);
        foreach (var key in new[] { "token_uri", "token_url", ImpersonationUrl })
            if (content.ContainsKey(key)) CheckAddress(content, key, place);

        return kind switch
        {
            CredentialKind.ExternalAccount => External(content, source, place),
            CredentialKind.ImpersonatedAccount => Impersonated(content, source, path, namedBy, place),
            _ => source,
        };
    }

    private static string[] Needed(CredentialKind kind) => kind switch
    {
        CredentialKind.ServiceAccountKey => ["client_email", "private_key"],
        CredentialKind.User => ["client_id", "client_secret", "refresh_token"],
        CredentialKind.ExternalAccount => ["audience", "subject_token_type", "token_url"],
        CredentialKind.ExternalUser => ["client_id", "client_secret", "refresh_token", "token_url"],
        _ => [ImpersonationUrl],
    };

    private static CredentialSource External(JsonObject content, CredentialSource source, string place)
    {
        if (content["credential_source"] is not JsonObject from) throw Lacks(place, "credential_source");
        if (Text(from, "environment_id") is null && Text(from, "file") is null && Text(from, "url") is null)
        {
            throw Wrong($"{place} takes its subject token from {(from.ContainsKey("executable") ? "an executable" : "a source of an unknown kind")}; "
                + "a file, an address or AWS is expected in 'credential_source'");
        }

        if (from.ContainsKey("url")) CheckAddress(from, "url", place);
        return Text(content, ImpersonationUrl) is { } url
            ? source with { Account = null, Impersonation = TargetOf(url) is { } target ? [target] : [] }
            : source;
    }

    private static CredentialSource Impersonated(JsonObject content, CredentialSource source, string path, string? namedBy, string place)
    {
        if (content["source_credential"] is not JsonObject inner) throw Lacks(place, "source_credential");
        if (TargetOf(Text(content, ImpersonationUrl)) is not { } target)
            throw Wrong($"the '{ImpersonationUrl}' of {place} names no service account");
        var below = Describe(inner, path, namedBy, $"the 'source_credential' of {place}");
        return source with
        {
            Account = below.Account,
            QuotaProject = source.QuotaProject ?? below.QuotaProject,
            Impersonation = [.. below.Impersonation, .. Delegates(content), target],
        };
    }

    /// <summary>The accounts through which a file's impersonation goes, without its target.</summary>
    private static ImmutableArray<string> Delegates(JsonObject content) =>
        content["delegates"] is JsonArray list
            ? [.. list.Select(item => (item as JsonValue)?.TryGetValue<string>(out var text) is true ? AccountOf(text) : null).OfType<string>()]
            : [];

    // The API writes projects/-/serviceAccounts/NAME.
    private static string AccountOf(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static void CheckAddress(JsonObject content, string key, string place)
    {
        if (!Uri.TryCreate(Text(content, key), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw Wrong($"the '{key}' of {place} is no address");
    }

    private static string? Text(JsonObject content, string key)
    {
        try
        {
            return content[key] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half a character: no text.
        }
    }

    private static CredentialsException Lacks(string place, string key) => Wrong($"{place} is no usable credential file: '{key}' is missing");

    private static CredentialsException Wrong(string what) => new(
        $"The credentials cannot be used: {what}.",
        "Name a service-account key, an application default credentials file or a workload identity configuration in GOOGLE_APPLICATION_CREDENTIALS, "
        + "or unset it and run 'gcloud auth application-default login'.");
}
