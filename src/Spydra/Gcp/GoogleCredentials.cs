using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;

namespace Spydra.Gcp;

/// <summary>
/// Application default credentials by Google's own library: the file that GOOGLE_APPLICATION_CREDENTIALS names, gcloud's, or the
/// metadata server. They are looked for when the first token is needed, and the library renews what expires.
/// </summary>
public sealed class GoogleCredentials : ICredentials
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    private readonly Lazy<Task<ITokenAccess>> tokens = new(async () => (await GoogleCredential.GetApplicationDefaultAsync()).CreateScoped(Scope));

    /// <inheritdoc/>
    public void Refused(AccessToken token) { }

    /// <inheritdoc/>
    public async ValueTask<AccessToken?> GetTokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new AccessToken(await (await tokens.Value.WaitAsync(cancellationToken)).GetAccessTokenForRequestAsync(cancellationToken: cancellationToken));
        }
        catch (TokenResponseException e)
        {
            throw new CredentialsException(
                $"Google did not accept the credentials: {e.Error?.Error ?? "no reason given"}.",
                "Check the key file or run 'gcloud auth application-default login'.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new CredentialsException(
                "There are no Google credentials: GOOGLE_APPLICATION_CREDENTIALS, gcloud's application default credentials and the metadata server were tried.",
                "Set GOOGLE_APPLICATION_CREDENTIALS to a key file, run 'gcloud auth application-default login', or try the job with --local.", e);
        }
    }
}
