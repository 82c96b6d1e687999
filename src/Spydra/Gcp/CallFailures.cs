using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Polly.Timeout;

namespace Spydra.Gcp;

/// <summary>
/// Which failures of a call pass by themselves, and how they are called. The one place that decides it; see "What passes" in docs/failures.md.
/// Every call is made safe to repeat by its caller (a request id, a fixed name, a precondition), so it does not matter which call it was.
/// </summary>
public static class CallFailures
{
    /// <summary>Reasons by which a 403 is no question of permission, but of too many calls.</summary>
    private static readonly string[] TooMany = ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "RATE_LIMIT_EXCEEDED"];

    /// <summary>Whether an answer with this status, and this reason of the service beside it, may be another one in a while.</summary>
    public static bool Passes(HttpStatusCode status, string reason) => status switch
    {
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => true,

        // The APIs never redirect: something on the way wants the user to sign in.
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect => true,
        HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported => false,
        >= HttpStatusCode.InternalServerError => true,
        _ => IsTooMany(status, reason),
    };

    /// <summary>Whether the service refuses because of too many calls, in whichever of its words.</summary>
    public static bool IsTooMany(HttpStatusCode status, string reason) =>
        status == HttpStatusCode.TooManyRequests || (status == HttpStatusCode.Forbidden && TooMany.Contains(reason, StringComparer.Ordinal));

    /// <summary>Whether a try that ended like this may end otherwise in a while.</summary>
    public static bool Passes(Exception failure) => failure switch
    {
        ApiException e => Passes(e.Status, e.Reason),
        HttpRequestException e => e.HttpRequestError switch
        {
            // A certificate that is refused now is refused later; a handshake that breaks off is a connection that breaks off.
            HttpRequestError.SecureConnectionError => e.InnerException is not AuthenticationException,
            HttpRequestError.UserAuthenticationError or HttpRequestError.VersionNegotiationError or HttpRequestError.ConfigurationLimitExceeded => false,
            _ => true,
        },
        NoJsonException or IOException or TimeoutRejectedException or UnreachableException => true,
        _ => false,
    };

    /// <summary>Whether there was no connection on which a request could have been sent.</summary>
    public static bool IsBeforeSending(Exception failure) => failure is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>Whether the service certainly did not do what was asked: it refused, or never heard of it.</summary>
    public static bool IsNotDone(Exception failure) => failure is ApiException { IsRefusal: true } or UnreachableException { NeverSent: true } or CredentialsException { NeverSent: true };

    /// <summary>The failure in a few words, which go after "cannot be reached" and in brackets.</summary>
    public static string InShort(Exception failure) => failure switch
    {
        ApiException { RetryAfter: { } wait } e => $"{Code(e)}, to be asked again in {Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture)} s",
        ApiException e => Code(e),
        HttpRequestException e => e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "its name is not known",
            HttpRequestError.ConnectionError when e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "the connection was refused",
            HttpRequestError.ConnectionError => "no connection could be made",
            HttpRequestError.SecureConnectionError => "no secure connection could be made",
            HttpRequestError.ProxyTunnelError => "the proxy refused",
            _ => "the connection broke",
        },
        NoJsonException e => e.Message,
        TimeoutRejectedException e => $"no answer within {e.Timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s",
        UnreachableException e => e.Reason,
        CredentialsException e => e.Message,
        _ => "the connection broke",
    };

    private static string Code(ApiException e) => e.Code.Length > 0 ? $"{(int)e.Status} {e.Code}" : $"{(int)e.Status}";
}

/// <summary>An answer said that all is well, but was not the JSON that the API promises.</summary>
internal sealed class NoJsonException(Exception? inner) : Exception("the answer was not the JSON that the API promises (a proxy's page?)", inner);
