using Microsoft.AspNetCore.Http;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Dataproc;

/// <summary>Answers one request of the Dataproc port: route, what stands around every call, handler, refusal.</summary>
internal sealed class DataprocEndpoint(IReadOnlyList<Route> routes, IReadOnlyList<Route> admin, Func<Call, Func<Task>, Task> around)
{
    private readonly Router router = new(routes);
    private readonly Router adminRouter = new(admin);

    public Task HandleAsync(HttpContext http)
    {
        if (router.TryMatch(http, out var route, out var call)) return around(call, () => AnswerAsync(route, call));
        // Faults are not for the routes that order them, nor are these logged.
        if (adminRouter.TryMatch(http, out route, out call)) return AnswerAsync(route, call);
        return Answers.UnknownPathAsync(http);
    }

    private static async Task AnswerAsync(Route route, Call call)
    {
        try
        {
            QueryCheck.Check(route.Name, call.Request.Query);
            await route.Handle(call);
        }
        catch (ApiError refusal)
        {
            await Answers.ErrorAsync(call.Http, refusal);
        }
        catch (BadHttpRequestException e)
        {
            await Answers.ErrorAsync(call.Http, ApiError.Invalid(e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !call.Aborted.IsCancellationRequested)
        {
            await Answers.ErrorAsync(call.Http, new ApiError(ApiStatus.Internal,
                $"The emulator could not write its data folder: {e.Message} Make room or permit writing there, and try again."));
        }
    }
}
