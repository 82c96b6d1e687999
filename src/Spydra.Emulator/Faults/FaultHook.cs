using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Faults;

/// <summary>Stands around every handler of both servers: carries out the faults that hit the call, and logs it.</summary>
internal sealed class FaultHook(FaultBook book, CallLog log, TimeProvider time)
{
    private static readonly object OrderedKey = new();

    /// <summary>The faults that hit the call and that the handler itself has to carry out.</summary>
    public static IReadOnlyList<Fault> OrderedFor(Call call) => call.Http.Items[OrderedKey] as IReadOnlyList<Fault> ?? [];

    public async Task AroundAsync(Call call, Func<Task> handler)
    {
        var names = book.LooksAtNames(call.Method) ? await FaultTarget.NamesAsync(call) : [];
        var hit = book.Hit(call.Method, names);
        var transport = hit.FirstOrDefault(fault => FaultEffect.MethodsOf(fault.Effect) is [] && fault.Effect != FaultEffect.Delay);
        call.Http.Items[OrderedKey] = hit;
        var dropped = true;
        try
        {
            foreach (var delay in hit.Select(fault => fault.Delay).OfType<TimeSpan>()) await Task.Delay(delay, time, call.Aborted);
            dropped = !await CarryOutAsync(call, transport, handler);
        }
        finally
        {
            var target = call.Http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? call.Request.Path.ToUriComponent();
            var effects = hit.Count > 0 ? string.Join(", ", hit.Select(fault => fault.Effect)) : null;
            log.Add(call.Method, call.Request.Method, target, dropped ? null : call.Response.StatusCode, effects);
        }
    }

    /// <summary>False when the client gets no whole answer.</summary>
    private static async Task<bool> CarryOutAsync(Call call, Fault? fault, Func<Task> handler)
    {
        switch (fault?.Effect)
        {
            case null:
                await handler();
                return true;

            case FaultEffect.Error:
                if (fault.RetryAfter is { } seconds) call.Response.Headers.RetryAfter = seconds.Invariant();
                var message = fault.Message ?? $"The fault '{fault.Effect}' was ordered for {call.Method}.";
                var error = new ApiError(ApiStatus.OfHttp(fault.Code ?? 503), message);
                // Cloud Storage still speaks the older form of errors; its paths name no project.
                await Answers.JsonAsync(call.Http, error.Status.Http, error.Envelope(olderForm: !call.Path.ContainsKey("project")));
                return true;

            case FaultEffect.Html:
                await Answers.PageAsync(call.Http, fault.Code ?? 502, fault.Message ?? "The server encountered a temporary error.");
                return true;

            case FaultEffect.DropBefore:
                call.Http.Abort();
                return false;

            case FaultEffect.DropAfter:
                await InsteadAsync(call, handler, Stream.Null);
                call.Http.Abort();
                return false;

            case FaultEffect.Truncate:
                await TruncateAsync(call, handler);
                return false;

            default: throw new InvalidOperationException($"no effect {fault.Effect}");
        }
    }

    private static async Task TruncateAsync(Call call, Func<Task> handler)
    {
        using var whole = new MemoryStream();
        await InsteadAsync(call, handler, whole);
        // The length promises all of it; half arrives.
        call.Response.ContentLength = Math.Max(whole.Length, 2);
        await call.Response.Body.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length / 2), call.Aborted);
        await call.Response.Body.FlushAsync(call.Aborted);
        call.Http.Abort();
    }

    private static async Task InsteadAsync(Call call, Func<Task> handler, Stream body)
    {
        var real = call.Http.Features.Get<IHttpResponseBodyFeature>()!;
        call.Http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        try { await handler(); }
        finally { call.Http.Features.Set(real); }
    }
}
