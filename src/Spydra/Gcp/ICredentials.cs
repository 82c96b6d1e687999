namespace Spydra.Gcp;

/// <summary>Where access tokens come from.</summary>
public interface ICredentials
{
    /// <summary>A token that is valid now, for the scope <c>cloud-platform</c>; null where requests go out without one.</summary>
    /// <exception cref="CredentialsException">There are no credentials, or they are not accepted.</exception>
    ValueTask<AccessToken?> GetTokenAsync(CancellationToken cancellationToken);

    /// <summary>A service answered 401 to this token: the next one that is asked for must be a new one.</summary>
    void Refused(AccessToken token);
}

/// <summary>What a request carries to say who asks.</summary>
/// <param name="Value">The bearer token. Never shown.</param>
/// <param name="QuotaProject">The project that the request is charged to (<c>x-goog-user-project</c>); null for the resource's own.</param>
public sealed record AccessToken(string Value, string? QuotaProject = null)
{
    /// <summary>Without the token: it must not reach a log.</summary>
    public override string ToString() => "AccessToken";
}

/// <summary>No credentials at all: for an emulator, and where <c>CLOUDSDK_AUTH_DISABLE_CREDENTIALS</c> says so.</summary>
public sealed class NoCredentials : ICredentials
{
    /// <inheritdoc/>
    public ValueTask<AccessToken?> GetTokenAsync(CancellationToken cancellationToken) => new((AccessToken?)null);

    /// <inheritdoc/>
    public void Refused(AccessToken token) { }
}

/// <summary>There are no credentials, or they cannot be used.</summary>
public sealed class CredentialsException(string message, string nextStep, Exception? inner = null) : SpydraException(message, nextStep, inner)
{
    /// <summary>Whether it ended a call of which nothing was sent before: then nothing can have come of that.</summary>
    public bool NeverSent { get; init; }
}
