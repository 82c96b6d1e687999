using Spydra.Gcp;
using Spydra.Gcp.Credentials;
using Spydra.Runs.Journal;
using Spydra.Specs;

namespace Spydra.Cli.Settings;

/// <summary>What is asked of the world about who we are: tokens, and the project of the machine.</summary>
internal sealed class CliCredentials(CliEnvironment environment, Action<string> say, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private HttpMessageHandler? http;

    /// <summary>Credentials for the calls of a run, or none where the environment says so.</summary>
    public ICredentials For(JobSpec spec) => As(new CallsAs(spec.Impersonate, spec.BillingProject));

    /// <summary>Credentials for the calls of a run that was begun.</summary>
    public ICredentials For(RunFacts facts) => As(new CallsAs(facts.Impersonate, facts.BillingProject));

    /// <summary>Whose credentials a run uses, and where they were found; looked up without asking anyone for a token.</summary>
    public ExplainedValue Explain(JobSpec spec)
    {
        const string help = "As whom every call is made. See docs/credentials.md.";
        if (environment.CallsWithoutCredentials) return new("run.credentials", "none", new("environment variable CLOUDSDK_AUTH_DISABLE_CREDENTIALS")) { Help = help };
        var search = environment.Credentials();
        return search.Source is { } source
            ? new("run.credentials", source.ActingAs(spec.Impersonate).Description, new(source.Origin)) { Help = help }
            : new("run.credentials", "none found", new("nowhere")) { Help = help, Note = string.Join("; ", search.Tried.Select(tried => $"{tried.Place}: {tried.Finding}")) };
    }

    /// <summary>Credentials for reading what a spec is made of, before it is known as whom the run will call.</summary>
    public ICredentials ForReading() => As(CallsAs.Themselves);

    /// <summary>Credentials for the calls of a command without a spec, as the site's and the user's files and the environment say.</summary>
    public ICredentials OfFiles(LoadedSpec said, SpecContext context) => As(new CallsAs(
        [.. (said.OfRun("impersonate-service-account") ?? context.Impersonate?.Text)?.Split(',', StringSplitOptions.TrimEntries) ?? []],
        said.OfRun("billing-project") ?? context.BillingProject?.Text));

    /// <summary>The project of the machine of Google Cloud that this is; null where it is none, or nobody may ask.</summary>
    public async Task<ContextValue?> ProjectOfMachineAsync(CancellationToken cancellationToken)
    {
        if (environment.Credentials().Metadata is not { } server) return null;
        var answer = new MetadataServer(server, Http, time).ProjectAsync(cancellationToken);
        if (await Task.WhenAny(answer, Task.Delay(Patience, time, cancellationToken)) != answer)
            say($"spydra: no project is named; asking the metadata server {server.Authority} for the machine's");
        return (await answer).Text is { } project ? new ContextValue(project, "the metadata server") : null;
    }

    public void Dispose() => http?.Dispose();

    /// <summary>Credentials for calls that are made as this caller, or none where the environment says so.</summary>
    public ICredentials As(CallsAs caller) => environment.CallsWithoutCredentials
        ? new NoCredentials()
        : new GoogleCredentials(environment.Credentials(), caller, Http, environment.Iam, time);

    private HttpMessageHandler Http => http ??= GoogleCredentials.NewHandler(environment.Credentials().Metadata);
}
