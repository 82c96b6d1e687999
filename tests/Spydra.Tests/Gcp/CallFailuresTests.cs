using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Spydra.Gcp;

namespace Spydra.Tests.Gcp;

public sealed class CallFailuresTests
{
    [Theory]
    [InlineData(400, "invalid", false)]
    [InlineData(401, "authError", false)]
    [InlineData(403, "forbidden", false)]
    [InlineData(403, "rateLimitExceeded", true)]
    [InlineData(403, "userRateLimitExceeded", true)]
    [InlineData(403, "quotaExceeded", true)]
    [InlineData(403, "RATE_LIMIT_EXCEEDED", true)]
    [InlineData(404, "notFound", false)]
    [InlineData(408, "", true)]
    [InlineData(409, "rateLimitExceeded", false)]
    [InlineData(412, "conditionNotMet", false)]
    [InlineData(429, "", true)]
    [InlineData(500, "", true)]
    [InlineData(501, "", false)]
    [InlineData(502, "", true)]
    [InlineData(503, "backendError", true)]
    [InlineData(504, "", true)]
    [InlineData(505, "", false)]
    public void A_status_passes_or_not(int status, string reason, bool passes) =>
        Assert.Equal(passes, CallFailures.Passes((HttpStatusCode)status, reason));

    public static TheoryData<Exception, bool, string> Broken() => new()
    {
        { new HttpRequestException(HttpRequestError.ConnectionError, inner: new SocketException((int)SocketError.ConnectionRefused)), true, "the connection was refused" },
        { new HttpRequestException(HttpRequestError.NameResolutionError), true, "its name is not known" },
        { new HttpRequestException(HttpRequestError.ResponseEnded), true, "the connection broke" },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, inner: new IOException()), true, "no secure connection could be made" },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, inner: new AuthenticationException()), false, "no secure connection could be made" },
        { new IOException(), true, "the connection broke" },
        { new CredentialsException("There are none.", "Get some."), false, "There are none." },
    };

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void A_connection_that_fails_passes_unless_it_is_refused_for_a_reason(Exception failure, bool passes, string words) =>
        Assert.Equal((passes, words), (CallFailures.Passes(failure), CallFailures.InShort(failure)));

    [Theory]
    [InlineData("""{"error":{"code":403,"message":"m","status":"PERMISSION_DENIED","errors":[{"reason":"rateLimitExceeded"}]}}""", "PERMISSION_DENIED", "rateLimitExceeded", "m")]
    [InlineData("""{"error":{"code":404,"message":"m","errors":[{"domain":"global","reason":"notFound"}]}}""", "notFound", "notFound", "m")]
    [InlineData("""{"error":{"code":403,"message":"m","status":"S","details":[{"@type":"x"},{"reason":"SERVICE_DISABLED"}]}}""", "S", "SERVICE_DISABLED", "m")]
    [InlineData("""{"error":{"code":403,"message":"m","errors":[]}}""", "", "", "m")]
    [InlineData("""{"error":"invalid_grant"}""", "", "", null)]
    [InlineData("""{"error":{"message":5}}""", "", "", """{"error":{"message":5}}""")]
    [InlineData("No such object: b/n", "", "", "No such object: b/n")]
    [InlineData("<html>gateway</html>", "", "", "a page of HTML instead of the API's answer")]
    public void An_error_is_read_in_both_of_its_forms(string body, string code, string reason, string? detail) =>
        Assert.Equal(new ApiError(code, reason, detail), ApiError.Parse(body));

    [Theory]
    [InlineData("37", 37)]
    [InlineData("Sun, 22 Nov 2026 10:01:30 GMT", 90)]
    [InlineData("Sun, 22 Nov 2026 09:00:00 GMT", 0)]
    public void Retry_After_is_read_in_both_of_its_forms(string header, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ApiError.RetryAfter(RetryConditionHeaderValue.Parse(header), new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero)));
}
