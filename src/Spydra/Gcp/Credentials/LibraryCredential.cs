using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;

namespace Spydra.Gcp.Credentials;

/// <summary>
/// Credentials as Google's library has them. It is asked for new tokens only: they are kept above it, where there is a clock, a time
/// limit and a way to say that a token was refused.
/// </summary>
internal sealed class LibraryCredential
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private const string TokenPath = "computeMetadata/v1/instance/service-accounts/default/token";

    private readonly ICredential credential;

    private LibraryCredential(GoogleCredential credential, ImmutableArray<string> chain, TokenWire wire)
    {
        credential = credential.CreateWithHttpClientFactory(wire);
        if (chain is [.. var through, var target])
            credential = credential.Impersonate(new ImpersonatedCredential.Initializer(target) { DelegateAccounts = through, HttpClientFactory = wire });
        this.credential = credential.CreateScoped(Scope).UnderlyingCredential;
    }

    /// <summary>The credentials of a file. Accounts that they act as by the file come before those of <paramref name="accounts"/>.</summary>
    /// <exception cref="CredentialsException">The library can make nothing of it.</exception>
    public static LibraryCredential Of(CredentialFile file, ImmutableArray<string> accounts, Uri? iam, HttpMessageHandler wire, out TokenWire watched)
    {
        var content = file.Content;
        ImmutableArray<string> chain = accounts;
        if (file.Source.Kind == CredentialKind.ImpersonatedAccount || (file.Source.Impersonation.Length > 0 && accounts.Length > 0))
        {
            // The library acts as another account from a plain credential only. Through the same accounts one after the other is the
            // same: each needs the same role on the next.
            chain = [.. file.Source.Impersonation, .. accounts];
            iam ??= OwnIam(content);
            content = Plain(content);
        }

        watched = new TokenWire(wire, iam);
        try
        {
            return new LibraryCredential(CredentialFactory.FromJson(content.ToJsonString(), (string)content["type"]!), chain, watched);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or NotSupportedException or FormatException
            or System.Security.Cryptography.CryptographicException or IndexOutOfRangeException or OverflowException or IOException)
        {
            // Not its message, nor itself: nobody has checked that they never quote the key.
            throw new CredentialsException(file.Source.Kind == CredentialKind.ServiceAccountKey
                    ? $"The credentials cannot be used: the 'private_key' of {file.Source.Place} cannot be read as a key in PEM."
                    : $"The credentials cannot be used: {file.Source.Description}: credentials of this form cannot be used{(chain.Length > 0 ? " to act as another account" : "")}.",
                "Get a new file for the account, or use other credentials.");
        }
    }

    /// <summary>The machine's own account.</summary>
    public static LibraryCredential OfMetadata(Uri server, ImmutableArray<string> accounts, TokenWire wire)
    {
        // The universe is named because the library would else ask a server for it that cannot be told to be another.
        var machine = new ComputeCredential(new ComputeCredential.Initializer(new Uri(server, TokenPath).AbsoluteUri));
        return new LibraryCredential(GoogleCredential.FromComputeCredential(machine).CreateWithUniverseDomain("googleapis.com"), accounts, wire);
    }

    /// <summary>A new token, and for how long it can be used; null for both where the answer held none.</summary>
    public async Task<(string? Token, TimeSpan? Lifetime)> RequestAsync(CancellationToken cancellationToken)
    {
        TokenResponse? answer;
        switch (credential)
        {
            case ServiceCredential service:
                await service.RequestAccessTokenAsync(cancellationToken);
                answer = service.Token;
                break;
            case UserCredential user:
                await user.RefreshTokenAsync(cancellationToken);
                answer = user.Token;
                break;
            case var other:
                throw new InvalidOperationException($"No way to ask {other.GetType().Name} for a token.");
        }

        return (answer?.AccessToken, answer?.ExpiresInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    /// <summary>The credential that stands below what a file acts as.</summary>
    private static JsonObject Plain(JsonObject content)
    {
        while (content["source_credential"] is JsonObject below) content = below;
        var plain = (JsonObject)content.DeepClone();
        plain.Remove("service_account_impersonation_url");
        return plain;
    }

    /// <summary>Where the file's own impersonation is asked for, which is not always at Google's public address.</summary>
    private static Uri? OwnIam(JsonObject content) =>
        (string?)content["service_account_impersonation_url"] is { } url ? new Uri(new Uri(url).GetLeftPart(UriPartial.Authority) + "/") : null;
}
