using System.Collections.Immutable;

namespace Spydra.Gcp.Credentials;

/// <summary>Whose credentials are used, and where they were found. It holds no secret, and may be shown.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Place">Where they are: a file's path, or the metadata server's address.</param>
/// <param name="NamedBy">The environment variable that names the place; null for the place where everyone looks.</param>
public sealed record CredentialSource(CredentialKind Kind, string Place, string? NamedBy)
{
    /// <summary>The e-mail address of the account that they are of; null where they do not say.</summary>
    public string? Account { get; init; }

    /// <summary>The project that they belong to; null where they do not say.</summary>
    public string? Project { get; init; }

    /// <summary>The project that they ask to be charged for requests; null for none.</summary>
    public string? QuotaProject { get; init; }

    /// <summary>The service accounts that they act as, one through the other; the last is the one that makes the calls. Empty: none.</summary>
    public ImmutableArray<string> Impersonation { get; init; } = [];

    /// <summary>Where the values of the file come from, to be read after "from".</summary>
    public string Origin => Kind switch
    {
        CredentialKind.MetadataServer => "the metadata server",
        CredentialKind.ServiceAccountKey => $"the key file {Place}{Named}",
        _ => $"the credential file {Place}{Named}",
    };

    /// <summary>Who is asked to act, for a sentence: the account, or the file where it does not say.</summary>
    public string Caller => Account ?? Kind switch
    {
        CredentialKind.User or CredentialKind.ExternalUser => $"the user of {Place}",
        CredentialKind.MetadataServer => "the service account of this machine",
        _ => $"the identity of {Place}",
    };

    /// <summary>All of it in one line.</summary>
    public string Description
    {
        get
        {
            var what = Kind switch
            {
                CredentialKind.ServiceAccountKey => "service-account key",
                CredentialKind.User => "user login",
                CredentialKind.ExternalAccount => "external account",
                CredentialKind.ExternalUser => "external user login",
                CredentialKind.ImpersonatedAccount => "impersonated service account",
                _ => "metadata server",
            };
            return $"{what} {Place}{Named}{(Account is null ? "" : $", {Account}")}{Acting}";
        }
    }

    /// <summary>The same credentials, acting as further accounts.</summary>
    public CredentialSource ActingAs(ImmutableArray<string> accounts) => this with { Impersonation = [.. Impersonation, .. accounts] };

    private string Named => NamedBy is null ? "" : $" named by {NamedBy}";

    private string Acting => Impersonation switch
    {
        [] => "",
        [var target] => $", acting as {target}",
        [.. var through, var target] => $", acting as {target} through {string.Join(", ", through)}",
    };
}
