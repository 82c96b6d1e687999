namespace Spydra.Gcp;

/// <summary>Where access tokens come from.</summary>
public interface ICredentials
{
    /// <summary>A token that is valid now, for the scope <c>cloud-platform</c>; null where requests go out without one.</summary>
    /// <exception cref="CredentialsException">There are no credentials, or they are not accepted.</exception>
    ValueTask<string?> GetTokenAsync(CancellationToken cancellationToken);
}

/// <summary>No credentials at all: for an emulator, and where <c>CLOUDSDK_AUTH_DISABLE_CREDENTIALS</c> says so.</summary>
public sealed class NoCredentials : ICredentials
{
    /// <inheritdoc/>
    public ValueTask<string?> GetTokenAsync(CancellationToken cancellationToken) => new((string?)null);
}

/// <summary>There are no credentials, or they cannot be used.</summary>
public sealed class CredentialsException(string message, string nextStep, Exception? inner = null) : SpydraException(message, nextStep, inner);
