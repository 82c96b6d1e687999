using System.Collections.Immutable;

namespace Spydra.Gcp.Credentials;

/// <summary>One place where credentials were looked for, and what was there.</summary>
public sealed record TriedPlace(string Place, string Finding);

/// <summary>
/// Where the credentials are, as far as environment and files tell: the first of GOOGLE_APPLICATION_CREDENTIALS,
/// CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE and gcloud's application default credentials; else the metadata server, which is not asked here.
/// </summary>
/// <param name="File">The file; null where there is none.</param>
/// <param name="Metadata">The metadata server to ask where there is no file; null where the environment says that there is none.</param>
/// <param name="Tried">The places that were looked at, in order.</param>
public sealed record CredentialSearch(CredentialFile? File, Uri? Metadata, ImmutableArray<TriedPlace> Tried)
{
    private const string WellKnown = "application_default_credentials.json";

    private static readonly Uri GoogleMetadata = new("http://169.254.169.254/");

    /// <summary>Whose credentials they would be; null where there are none for certain. That of the metadata server is a maybe until it is asked.</summary>
    public CredentialSource? Source => File?.Source ?? (Metadata is null ? null : new CredentialSource(CredentialKind.MetadataServer, Metadata.Authority, null));

    /// <summary>Looks. <paramref name="variable"/> gives the environment's variables.</summary>
    /// <exception cref="CredentialsException">The first place that is named holds something that is no credential.</exception>
    public static CredentialSearch In(Func<string, string?> variable)
    {
        string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;

        List<TriedPlace> tried = [];
        foreach (var name in new[] { "GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE" })
        {
            if (Set(name) is { } path) return new(CredentialFile.Read(path, name), ServerOf(Set), [.. tried]);
            tried.Add(new($"environment variable {name}", "not set"));
        }

        var folder = Set("CLOUDSDK_CONFIG")
            ?? (Set("APPDATA") is { } roaming && OperatingSystem.IsWindows() ? Path.Combine(roaming, "gcloud") : null)
            ?? (Set("HOME") is { } home ? Path.Combine(home, ".config", "gcloud") : null);
        var file = folder is null ? null : Path.Combine(folder, WellKnown);
        if (System.IO.File.Exists(file)) return new(CredentialFile.Read(file, null), ServerOf(Set), [.. tried]);
        tried.Add(new("gcloud's application default credentials", file is null ? "neither CLOUDSDK_CONFIG nor HOME is set" : $"there is no {file}"));

        var metadata = ServerOf(Set);
        if (metadata is null) tried.Add(new("metadata server", "not asked: NO_GCE_CHECK is set"));
        return new(null, metadata, [.. tried]);
    }

    /// <summary>Nothing was found, and this is where.</summary>
    public CredentialsException NoneFound(string? atMetadata)
    {
        var places = atMetadata is null ? Tried : Tried.Add(new($"metadata server {Metadata?.Authority}", atMetadata));
        return new("There are no Google credentials. These places were tried:"
            + string.Concat(places.Select(place => $"\n  {place.Place}: {place.Finding}")),
            "Set GOOGLE_APPLICATION_CREDENTIALS to a key file, run 'gcloud auth application-default login', or try the job with --local.");
    }

    private static Uri? ServerOf(Func<string, string?> set)
    {
        if (set("GCE_METADATA_HOST") is { } host && Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var address)) return address;
        return set("NO_GCE_CHECK")?.Equals("true", StringComparison.OrdinalIgnoreCase) is true ? null : GoogleMetadata;
    }
}
