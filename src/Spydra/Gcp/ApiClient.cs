using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Spydra.Gcp;

/// <summary>
/// Sends one logical call: with a token, with tries again where the failure passes by itself (<see cref="CallFailures"/>), within one budget
/// (<see cref="CallBudget"/>), with a time limit a try. Every call is made safe to repeat by its caller (a request id, a fixed name, a
/// precondition), so a try whose answer was lost is tried again too.
/// </summary>
public sealed class ApiClient
{
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(15);
    private static readonly ResiliencePropertyKey<ApiCall> CallKey = new("call");

    /// <summary>A line on which fewer bytes than this pass in a second is taken for broken.</summary>
    private const double SlowestUploadPerSecond = 50_000;

    private readonly HttpClient http;
    private readonly ICredentials credentials;
    private readonly ResiliencePipeline pipeline;
    private readonly FirstContact contact = new();

    /// <summary>A client with the ordinary budget, which tells nobody of troubles. The caller disposes <paramref name="http"/>.</summary>
    public ApiClient(HttpClient http, ICredentials credentials, TimeProvider time, Random? random = null)
    {
        (this.http, this.credentials, Time, Clock) = (http, credentials, time, new ServiceClock(time));
        random ??= Random.Shared;
        pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is { } failure && CallOf(attempt.Context).IsTriedAgainAfter(failure)),
                DelayGenerator = attempt => ValueTask.FromResult<TimeSpan?>(CallOf(attempt.Context).PauseAfter(attempt.Outcome.Exception!, random.NextDouble())),
                OnRetry = attempt =>
                {
                    CallOf(attempt.Context).IsTriedAgain(attempt.Outcome.Exception!, attempt.RetryDelay);
                    return default;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = attempt => ValueTask.FromResult(CallOf(attempt.Context).TryLimit) })
            .Build();
    }

    private ApiClient(ApiClient other) =>
        (http, credentials, Time, Clock, pipeline, contact, Budget, Troubles) =
            (other.http, other.credentials, other.Time, other.Clock, other.pipeline, other.contact, other.Budget, other.Troubles);

    /// <summary>What time it is for the services that this client calls.</summary>
    public ServiceClock Clock { get; }

    internal TimeProvider Time { get; }

    internal CallBudget Budget { get; private init; } = CallBudget.Ordinary;

    internal ServiceTroubles? Troubles { get; private init; }

    /// <summary>An HTTP client with the settings that the services want: no cookies, no redirects (308 means something else there), no time limit of its own.</summary>
    public static HttpClient NewHttpClient() => new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The same client, with this budget for each call.</summary>
    public ApiClient For(CallBudget budget) => new(this) { Budget = budget };

    /// <summary>The same client, which tells of troubles there.</summary>
    public ApiClient Telling(ServiceTroubles troubles) => new(this) { Troubles = troubles };

    /// <summary>Sends a call and reads its JSON answer.</summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached.</exception>
    public Task<JsonObject> SendAsync(string call, HttpMethod method, Uri uri, JsonNode? body, CancellationToken cancellationToken) =>
        SendAsync(call, method, uri, body, json => json, cancellationToken);

    /// <summary>
    /// Sends a call, and has its JSON answer read. Where that fails because of another shape than the API promises, the answer counts as
    /// none, and the call is tried again as any that was not answered.
    /// </summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached, or did not answer as it promises.</exception>
    public Task<T> SendAsync<T>(string call, HttpMethod method, Uri uri, JsonNode? body, Func<JsonObject, T> read, CancellationToken cancellationToken)
    {
        var bytes = body is null ? null : JsonBytes.Of(body);
        return ForJsonAsync(NewCall(call, 0), () => Request(method, uri, bytes), read, cancellationToken);
    }

    /// <summary>
    /// Sends a call whose body is not JSON, and reads its JSON answer. <paramref name="request"/> is asked anew for each try; call and try may
    /// take the longer, the more <paramref name="bytes"/> are sent.
    /// </summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached.</exception>
    public Task<JsonObject> SendAsync(string call, Func<HttpRequestMessage> request, long bytes, CancellationToken cancellationToken) =>
        SendAsync(call, request, bytes, json => json, cancellationToken);

    /// <summary>The same, and has the answer read: one that cannot be read counts as none.</summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached, or did not answer as it promises.</exception>
    public Task<T> SendAsync<T>(string call, Func<HttpRequestMessage> request, long bytes, Func<JsonObject, T> read, CancellationToken cancellationToken) =>
        ForJsonAsync(NewCall(call, bytes), request, read, cancellationToken);

    /// <summary>
    /// Sends a call and returns the answer as it came, its body unread, answers that are no success included, but for those that pass by
    /// themselves. <paramref name="request"/> is asked anew for each try. The caller disposes the answer.
    /// </summary>
    /// <exception cref="ApiException">The service kept failing.</exception>
    /// <exception cref="UnreachableException">The service could not be reached.</exception>
    public Task<HttpResponseMessage> SendRawAsync(string call, Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        var state = NewCall(call, 0);
        return TryAsync(state, async token =>
        {
            var response = await SendOnceAsync(state, request, HttpCompletionOption.ResponseHeadersRead, token);
            try
            {
                if (IsPage(response)) throw new NoJsonException(null);
                if ((int)response.StatusCode < 400) return response;

                // The text belongs to the try, too, and the caller may want to read it again.
                await response.Content.LoadIntoBufferAsync(token);
                var error = await ApiError.OfAsync(call, response, Time, token);
                if (CallFailures.Passes(error) || state.IsTriedAgainAfter(error)) throw error;
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }, cancellationToken);
    }

    /// <summary>Turns an answer that is not a success into the exception that tells what the service said.</summary>
    public static async Task ThrowIfFailedAsync(string call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode) throw await ApiError.OfAsync(call, response, null, cancellationToken);
    }

    private Task<T> ForJsonAsync<T>(ApiCall call, Func<HttpRequestMessage> request, Func<JsonObject, T> read, CancellationToken cancellationToken) =>
        TryAsync(call, async token =>
        {
            // The whole answer belongs to the try: one that is cut off in the middle, or is a page of a proxy, is as lost as one that never came.
            using var response = await SendOnceAsync(call, request, HttpCompletionOption.ResponseContentRead, token);
            if (!response.IsSuccessStatusCode) throw await ApiError.OfAsync(call.Name, response, Time, token);
            var answer = Read(response.StatusCode == HttpStatusCode.NoContent ? [] : Json(await response.Content.ReadAsByteArrayAsync(token)), read);
            Clock.Saw(response.Headers.Date);
            return answer;
        }, cancellationToken);

    private async Task<T> TryAsync<T>(ApiCall call, Func<CancellationToken, Task<T>> once, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(CallKey, call);
        var well = false;
        try
        {
            var answer = await pipeline.ExecuteAsync(async attempt =>
            {
                call.Begins();
                return await once(attempt.CancellationToken);
            }, context);
            well = true;
            return answer;
        }
        catch (Exception e) when (e is ApiException or CredentialsException or NoJsonException or HttpRequestException or IOException or TimeoutRejectedException)
        {
            throw call.Told(e);
        }
        finally
        {
            call.Ended(well);
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>One try; two requests where the token is no longer accepted and is renewed.</summary>
    private async Task<HttpResponseMessage> SendOnceAsync(
        ApiCall call, Func<HttpRequestMessage> request, HttpCompletionOption whenIsItRead, CancellationToken cancellationToken)
    {
        for (var renewed = false; ; renewed = true)
        {
            using var message = request();
            call.Address = message.RequestUri;
            var token = await credentials.GetTokenAsync(cancellationToken);
            if (token is not null)
            {
                if (!Ascii.IsValid(token.Value + token.QuotaProject) || (token.Value + token.QuotaProject).Any(char.IsControl))
                    throw new CredentialsException("The access token, or the project to be charged (quota_project_id, billing-project), holds characters that no request can carry.",
                        "Look for a line break or an accent in it; 'spydra explain' says where it comes from.");
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
                if (token.QuotaProject is { } quota) message.Headers.Add("x-goog-user-project", quota);
            }

            var response = await SendAsync(call, message, whenIsItRead, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized || token is null || renewed) return response;
            response.Dispose();
            credentials.Refused(token);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ApiCall call, HttpRequestMessage message, HttpCompletionOption whenIsItRead, CancellationToken cancellationToken)
    {
        try
        {
            var response = await http.SendAsync(message, whenIsItRead, cancellationToken);
            call.Sent(null);
            return response;
        }
        catch (Exception e)
        {
            call.Sent(e);
            throw;
        }
    }

    /// <summary>Whether a success is not the service's: something on the way shows a page of its own, as the sign-in page of a network does.</summary>
    private static bool IsPage(HttpResponseMessage response) =>
        response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/html"
        && !response.Headers.Any(header => header.Key.StartsWith("x-goog-", StringComparison.OrdinalIgnoreCase));

    private ApiCall NewCall(string name, long bytes)
    {
        var transfer = TimeSpan.FromSeconds(bytes / SlowestUploadPerSecond);
        return new ApiCall(name, Budget with { Limit = Budget.Limit + transfer }, TryLimit + transfer, contact, Troubles, Time);
    }

    private static ApiCall CallOf(ResilienceContext context) => context.Properties.GetValue(CallKey, null!);

    private static HttpRequestMessage Request(HttpMethod method, Uri uri, byte[]? body)
    {
        var message = new HttpRequestMessage(method, uri);
        if (body is not null)
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        return message;
    }

    private static T Read<T>(JsonObject json, Func<JsonObject, T> read)
    {
        try { return read(json); }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException or OverflowException) { throw new NoJsonException(e); }
    }

    private static JsonObject Json(byte[] bytes)
    {
        try { return JsonNode.Parse(bytes, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw new NoJsonException(null); }
        catch (JsonException e) { throw new NoJsonException(e); }
    }
}
