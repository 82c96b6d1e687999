using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Storage;

/// <summary>
/// Answers every request of the Cloud Storage server: finds the route, and turns what goes wrong into the API's errors.
/// What its maker passes as <c>around</c> stands between the two: it is given the call, and what would answer it.
/// </summary>
internal sealed class StorageEndpoint
{
    private readonly Router router;
    private readonly Func<Call, Func<Task>, Task> around;

    public StorageEndpoint(ObjectStore store, TimeProvider time, Func<Call, Func<Task>, Task>? around = null)
    {
        this.around = around ?? ((_, answer) => answer());
        router = new Router(Routes.Storage(new StorageApi(store, time, HandleAsync)));
    }

    public async Task HandleAsync(HttpContext http)
    {
        LiftLimits(http);
        if (http.Request.Headers["X-HTTP-Method-Override"].ToString() is { Length: > 0 } method && HttpMethods.IsPost(http.Request.Method))
            http.Request.Method = method.ToUpperInvariant();
        if (router.TryMatch(http, out var route, out var call)) await around(call, () => AnswerAsync(route, call));
        else await StorageAnswer.WriteErrorAsync(http.Response, new StorageError(404, "notFound", "Not Found"));
    }

    private static async Task AnswerAsync(Route route, Call call)
    {
        try
        {
            await route.Handle(call);
        }
        catch (OperationCanceledException) when (call.Aborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception) when (call.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            call.Http.Abort();
        }
        catch (Exception e)
        {
            await StorageAnswer.WriteErrorAsync(call.Response, Error(e));
        }
    }

    private static StorageError Error(Exception e) => e switch
    {
        StorageError error => error,
        BadHttpRequestException bad => new StorageError(bad.StatusCode, "badRequest", e.Message),
        InvalidDataException => StorageError.Invalid($"The request's body cannot be unpacked: {e.Message}"),
        IOException or UnauthorizedAccessException => new StorageError(500, "backendError", $"The emulator's data folder cannot be used: {e.Message}"),
        _ => new StorageError(500, "internalError", $"The emulator failed: {e.GetType().Name}: {e.Message}"),
    };

    /// <summary>Objects may be of any size, and a client in a debugger of any slowness.</summary>
    private static void LiftLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } request) request.MinDataRate = null;
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } response) response.MinDataRate = null;
    }
}
