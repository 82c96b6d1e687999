using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Spydra.Gcp;

/// <summary>
/// Sends one logical call: with a token, with tries again where the failure passes by itself, with a time limit a try. Every call is
/// made safe to repeat by its caller (a request id, a fixed name, a precondition), so a try whose answer was lost is tried again too.
/// </summary>
public sealed class ApiClient(HttpClient http, ICredentials credentials, TimeProvider time)
{
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(60);
    private static readonly ResiliencePropertyKey<TimeSpan> TryTimeoutKey = new("try-timeout");

    /// <summary>A line on which fewer bytes than this pass in a second is taken for broken.</summary>
    private const double SlowestUploadPerSecond = 50_000;

    private readonly ResiliencePipeline<HttpResponseMessage> pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = 6,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(250),
            MaxDelay = TimeSpan.FromSeconds(10),
            ShouldHandle = attempt => ValueTask.FromResult(IsPassing(attempt.Outcome)),
            DelayGenerator = attempt => ValueTask.FromResult(RetryAfter(attempt.Outcome.Result, time)),
            OnRetry = attempt =>
            {
                attempt.Outcome.Result?.Dispose();
                return default;
            },
        })
        .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = attempt => ValueTask.FromResult(attempt.Context.Properties.GetValue(TryTimeoutKey, TryTimeout)) })
        .Build();

    /// <summary>An HTTP client with the settings that the services want: no cookies, no redirects (308 means something else there), no time limit of its own.</summary>
    public static HttpClient NewHttpClient() => new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Sends a call and reads its JSON answer.</summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached.</exception>
    public async Task<JsonObject> SendAsync(string call, HttpMethod method, Uri uri, JsonNode? body, CancellationToken cancellationToken)
    {
        var bytes = body is null ? null : JsonBytes.Of(body);
        return await SendAsync(call, () => Request(method, uri, bytes), bytes?.Length ?? 0, cancellationToken);
    }

    /// <summary>
    /// Sends a call whose body is not JSON, and reads its JSON answer. <paramref name="request"/> is asked anew for each try; a try may take
    /// the longer, the more <paramref name="bytes"/> it sends.
    /// </summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached.</exception>
    public async Task<JsonObject> SendAsync(string call, Func<HttpRequestMessage> request, long bytes, CancellationToken cancellationToken)
    {
        // The whole answer belongs to the try: one that is cut off in the middle is as lost as one that never came.
        using var response = await SendAsync(
            call, request, HttpCompletionOption.ResponseContentRead, TryTimeout + TimeSpan.FromSeconds(bytes / SlowestUploadPerSecond), cancellationToken);
        await ThrowIfFailedAsync(call, response, cancellationToken);
        return await ReadAsync(call, response, cancellationToken);
    }

    /// <summary>Sends a call and returns the answer as it came, its body unread, failures included. <paramref name="request"/> is asked anew for each try.</summary>
    /// <exception cref="UnreachableException">The service could not be reached.</exception>
    public Task<HttpResponseMessage> SendRawAsync(string call, Func<HttpRequestMessage> request, CancellationToken cancellationToken) =>
        SendAsync(call, request, HttpCompletionOption.ResponseHeadersRead, TryTimeout, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(
        string call, Func<HttpRequestMessage> request, HttpCompletionOption whenIsItRead, TimeSpan tryTimeout, CancellationToken cancellationToken)
    {
        Uri? address = null;
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(TryTimeoutKey, tryTimeout);
        try
        {
            return await pipeline.ExecuteAsync(async attempt =>
            {
                using var message = request();
                address = message.RequestUri;
                if (await credentials.GetTokenAsync(attempt.CancellationToken) is { } token)
                {
                    message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
                    if (token.QuotaProject is { } quota) message.Headers.Add("x-goog-user-project", quota);
                }

                return await http.SendAsync(message, whenIsItRead, attempt.CancellationToken);
            }, context);
        }
        catch (HttpRequestException e)
        {
            throw new UnreachableException(call, address!, Reason(e), e);
        }
        catch (TimeoutRejectedException e)
        {
            throw new UnreachableException(call, address!, $"no answer within {tryTimeout.TotalSeconds:0} s", e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Turns an answer that is not a success into the exception that tells what the service said.</summary>
    public static async Task ThrowIfFailedAsync(string call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        var (code, detail) = ErrorIn(await TextAsync(response, cancellationToken));
        throw new ApiException(call, response.StatusCode, code, detail ?? response.ReasonPhrase ?? "no text");
    }

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try { return await response.Content.ReadAsStringAsync(cancellationToken); }
        catch (Exception e) when (e is HttpRequestException or IOException) { return ""; }
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri uri, byte[]? body)
    {
        var message = new HttpRequestMessage(method, uri);
        if (body is not null)
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        return message;
    }

    private static async Task<JsonObject> ReadAsync(string call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (bytes.Length == 0) return [];
            return JsonNode.Parse(bytes) as JsonObject ?? throw new JsonException("not an object");
        }
        catch (JsonException e)
        {
            throw new UnreachableException(call, response.RequestMessage!.RequestUri!, "the answer was not the JSON that the API promises (a proxy's page?)", e);
        }
    }

    private static (string Code, string? Detail) ErrorIn(string body)
    {
        try
        {
            if (JsonNode.Parse(body)?["error"] is not JsonObject error) return ("", null);
            var code = (string?)error["status"] ?? (string?)error["errors"]?[0]?["reason"] ?? "";
            return (code, (string?)error["message"]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            // A page of HTML from something on the way: its text would not help anyone.
            return ("", body.TrimStart().StartsWith('<') ? "a page of HTML instead of the API's answer" : body.Length > 200 ? body[..200] : body);
        }
    }

    private static bool IsPassing(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result.StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => true,
        _ => false,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage? response, TimeProvider time)
    {
        var asked = response?.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return asked is null ? null : TimeSpan.FromSeconds(Math.Clamp(asked.Value.TotalSeconds, 0, 60));
    }

    private static string Reason(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name is not known",
        HttpRequestError.ConnectionError => "the connection was refused or lost",
        HttpRequestError.SecureConnectionError => "no secure connection could be made",
        HttpRequestError.ProxyTunnelError => "the proxy refused",
        _ => "the connection broke",
    };
}
