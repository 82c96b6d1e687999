using Spydra.Gcp;
using Spydra.Gcp.Credentials;
using Spydra.Specs;

namespace Spydra.Cli.Settings;

/// <summary>What is asked of the world about who we are: tokens, and the project of the machine.</summary>
internal sealed class CliCredentials(CliEnvironment environment, Action<string> say, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private HttpMessageHandler? http;

    /// <summary>Credentials for the calls of a run, or none where the environment says so.</summary>
    public ICredentials For(JobSpec spec) => environment.CallsWithoutCredentials
        ? new NoCredentials()
        : new GoogleCredentials(environment.Credentials(), new CallsAs(spec.Impersonate, spec.BillingProject), Http, environment.Iam, time);

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

    private HttpMessageHandler Http => http ??= GoogleCredentials.NewHandler(environment.Credentials().Metadata);
}
