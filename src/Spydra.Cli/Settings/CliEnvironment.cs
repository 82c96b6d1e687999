using Spydra.Gcp;
using Spydra.Gcp.Credentials;
using Spydra.Specs;

namespace Spydra.Cli.Settings;

/// <summary>What the process was started in: environment variables, the home folder, the host's name.</summary>
internal sealed class CliEnvironment(Func<string, string?> variable)
{
    // Once: what a variable names may be a pipe, which can be read once only.
    private readonly Lazy<CredentialSearch> credentials = new(() => CredentialSearch.In(variable));

    /// <summary>The real one.</summary>
    public static CliEnvironment OfProcess() => new(Environment.GetEnvironmentVariable);

    /// <summary>The layers that are not on the command line: the site's and the user's file, where they are there.</summary>
    public IEnumerable<SpecFile> StandingFiles()
    {
        var site = Set("SPYDRA_SITE_FILE");
        if (site is not null || File.Exists("/etc/spydra/spydra.json")) yield return new SpecFile(site ?? "/etc/spydra/spydra.json", SpecFileKind.Site);
        if (Folder("XDG_CONFIG_HOME", ".config") is { } config && File.Exists(Path.Combine(config, "spydra", "spydra.json")))
            yield return new SpecFile(Path.Combine(config, "spydra", "spydra.json"), SpecFileKind.User);
    }

    /// <summary>The settings of the site, the user and the environment.</summary>
    public CliSettings Settings() => SettingsLoader.Load(StandingFiles().Select(SettingsSection.Read).OfType<string>(), this);

    /// <summary>The user's state folder: XDG's, or ~/.local/state/spydra.</summary>
    public string StateFolder() => Folder("XDG_STATE_HOME", Path.Combine(".local", "state")) is { } state
        ? Path.Combine(state, "spydra")
        : throw new SettingsException("There is no folder for local state: neither HOME nor XDG_STATE_HOME is set.", "Set SPYDRA_DATA_FOLDER to a folder that can be written.");

    /// <summary>The services' addresses: settings first, then the variables that gcloud and the client libraries obey, then Google's.</summary>
    public Endpoints Endpoints(CliSettings settings) => new(
        settings.Dataproc ?? Address("CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC") ?? Gcp.Endpoints.Google.Dataproc,
        settings.Storage ?? Address("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE") ?? Address("STORAGE_EMULATOR_HOST") ?? Gcp.Endpoints.Google.Storage);

    /// <summary>Whether the environment says to call without credentials.</summary>
    public bool CallsWithoutCredentials => Set("CLOUDSDK_AUTH_DISABLE_CREDENTIALS") is { } off && (off == "1" || off.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>The root of the IAM Credentials API, by which calls are made as other accounts; null for Google's.</summary>
    public Uri? Iam => Address("CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS");

    /// <summary>Where credentials are. Files are read; nobody is asked.</summary>
    /// <exception cref="CredentialsException">What a variable names is no credential.</exception>
    public CredentialSearch Credentials() => credentials.Value;

    /// <summary>The facts that a spec is completed with. A <c>--local</c> run has no credentials.</summary>
    public SpecContext Context(Guid runId, bool local) => Context(runId, local, local ? null : Credentials().File?.Source);

    private SpecContext Context(Guid runId, bool local, CredentialSource? credentials) => new()
    {
        RunId = runId,
        HostName = Environment.MachineName,
        Owner = Environment.UserName is { Length: > 0 } user ? user : null,
        Project = Value("GOOGLE_CLOUD_PROJECT") ?? Value("CLOUDSDK_CORE_PROJECT") ?? (credentials?.Project is { } project ? new(project, credentials.Origin) : null),
        Region = Value("CLOUDSDK_DATAPROC_REGION"),
        Zone = Value("CLOUDSDK_COMPUTE_ZONE"),
        // As the original: the cluster is of the key's account too.
        ServiceAccount = credentials is { Kind: CredentialKind.ServiceAccountKey, NamedBy: not null, Account: { } account } ? new(account, credentials.Origin) : null,
        Impersonate = Value("CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT"),
        BillingProject = Value("GOOGLE_CLOUD_QUOTA_PROJECT") ?? (credentials?.QuotaProject is { } quota ? new(quota, credentials.Origin) : null),
        Local = local,
    };

    private Uri? Address(string name)
    {
        if (Set(name) is not { } text) return null;
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(whole, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? Gcp.Endpoints.Base(uri)
            : throw new SettingsException($"The environment variable {name} is '{text}', which is no address.", "Write it as http://127.0.0.1:8470/, or unset it.");
    }

    private ContextValue? Value(string name) => ContextValue.OfVariable(name, Set(name));

    private string? Folder(string variableName, string belowHome) =>
        Set(variableName) ?? ((Set("HOME") ?? Set("USERPROFILE")) is { } home ? Path.Combine(home, belowHome) : null);

    /// <summary>An environment variable; null where it is not set, or empty.</summary>
    public string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
}
