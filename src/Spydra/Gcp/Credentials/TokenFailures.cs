using System.Net;
using Google.Apis.Auth.OAuth2;

namespace Spydra.Gcp.Credentials;

/// <summary>The pure function from how asking for a token failed to what is told about it.</summary>
internal static class TokenFailures
{
    /// <summary>What to throw. <paramref name="last"/> is the last request; null where none was sent.</summary>
    public static SpydraException Of(CredentialSource source, TokenCall? last, Exception failure)
    {
        var call = $"access token of {source.Caller}";
        if (failure is SubjectTokenException && last is not { Status: null } && last?.IsPassing is not true) return NoSubjectToken(source, last);
        if (last is null) return new CredentialsException($"The credentials cannot be used: {source.Description}.", "Get a new file for the account, or use other credentials.");
        if (last.Status is null) return new UnreachableException(call, last.Address, Reason(failure is SubjectTokenException ? failure.InnerException ?? failure : failure));
        if (last.IsPassing) return new UnreachableException(call, last.Address, $"it answers {(int)last.Status} to every try");
        if ((int)last.Status < 300) return new UnreachableException(call, last.Address, "the answer held no token (a proxy's page?)");
        return last.IsImpersonation ? Impersonation(source, last) : Refused(source, last);
    }

    private static CredentialsException Impersonation(CredentialSource source, TokenCall last)
    {
        var target = source.Impersonation is [.., var account] ? account : "the service account";
        var chain = source.Impersonation.Length > 1 ? $" through {string.Join(", ", source.Impersonation[..^1])}" : "";
        return last.Status switch
        {
            HttpStatusCode.Forbidden => new(
                $"{source.Caller} may not act as {target}{chain}: {last.Words}.",
                $"Give {source.Caller} the role roles/iam.serviceAccountTokenCreator on "
                + (source.Impersonation is [var first, _, ..] ? $"{first}, and each account of the chain on the next." : $"{target}.")),
            HttpStatusCode.NotFound => new(
                $"{source.Caller} cannot act as {target}{chain}: there is no such service account.", "Check its name in 'impersonate-service-account'."),
            _ => new($"{source.Caller} cannot act as {target}{chain}: {last.Words}.", "Check 'impersonate-service-account' and the credentials."),
        };
    }

    private static CredentialsException Refused(CredentialSource source, TokenCall last) => (source.Kind, last.Error) switch
    {
        (CredentialKind.MetadataServer, _) => new(
            $"The metadata server {last.Address.Authority} gives no access token: {last.Words}.",
            "Give the machine a service account with the scope cloud-platform, or set GOOGLE_APPLICATION_CREDENTIALS."),
        (CredentialKind.ServiceAccountKey, "invalid_grant") => new(
            $"Google did not accept the key of {source.Caller} in {source.Place}: {last.Words}.",
            "The key may be deleted, its account disabled, or this machine's clock wrong. Get a new key, or set the clock."),
        (CredentialKind.User or CredentialKind.ExternalUser, "invalid_grant") => new(
            $"The login in {source.Place} is not valid any more: {last.Words}.", "Run 'gcloud auth application-default login'."),
        (CredentialKind.ImpersonatedAccount, "invalid_grant") => new(
            $"The login in {source.Place} is not valid any more: {last.Words}.",
            "Run 'gcloud auth application-default login --impersonate-service-account=ACCOUNT' again."),
        (CredentialKind.ExternalAccount, _) => new(
            $"{last.Address.Authority} did not accept the external identity of {source.Place}: {last.Words}.",
            "Check the audience and the attribute condition of the workload identity pool, and that the subject token is still valid."),
        _ => new(
            $"{last.Address.Authority} did not accept the credentials in {source.Place}: {last.Words}.",
            "Check the file, or run 'gcloud auth application-default login'."),
    };

    /// <summary>What the identity provider gives is missing or not as described: a file that is not there, a server that refuses.</summary>
    private static CredentialsException NoSubjectToken(CredentialSource source, TokenCall? last) => new(
        $"The subject token that {source.Place} asks for cannot be had: " + last switch
        {
            null => "its file cannot be read, or is not what 'format' says",
            { Status: >= HttpStatusCode.BadRequest } => $"{last.Address.Authority} refuses it ({last.Words})",
            _ => $"the answer of {last.Address.Authority} is not what 'format' says",
        } + ".",
        $"Check 'credential_source' in {source.Place}: it names where the token of the identity provider is.");

    private static string Reason(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is not known",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "the connection was refused or lost",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection could be made",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "the proxy refused",
        HttpRequestException or IOException => "the connection broke",
        _ => "no answer in time",
    };
}
