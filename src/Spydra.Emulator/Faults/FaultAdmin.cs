using System.Text;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Faults;

/// <summary>The admin routes, on the Dataproc port: order faults and take them back, and see the calls so far.</summary>
internal sealed class FaultAdmin(FaultBook book, CallLog log)
{
    public Task ListFaultsAsync(Call call) =>
        Answers.OkAsync(call, new() { ["faults"] = new JsonArray([.. book.All.Select(Show)]) });

    public async Task OrderFaultsAsync(Call call)
    {
        var text = Encoding.UTF8.GetString((await Bodies.BytesAsync(call)).Span);
        var read = FaultFile.Parse(text, "body");
        if (read.Problems.Count > 0) throw ApiError.Invalid([.. read.Problems.Select(problem => problem.ToString())]);
        book.Order(read.Faults);
        await ListFaultsAsync(call);
    }

    public Task ClearFaultsAsync(Call call)
    {
        book.Clear();
        return Answers.OkAsync(call, []);
    }

    public Task ListCallsAsync(Call call) =>
        Answers.OkAsync(call, new() { ["calls"] = new JsonArray([.. log.All.Select(Show)]) });

    public Task ClearCallsAsync(Call call)
    {
        log.Clear();
        return Answers.OkAsync(call, []);
    }

    private static JsonObject Show(FaultBook.Standing standing)
    {
        var fault = standing.Fault;
        var json = new JsonObject { ["method"] = fault.Method, ["effect"] = fault.Effect };
        if (fault.Name is not null) json["name"] = fault.Name;
        if (fault.Nth is { } nth) json["nth"] = nth;
        if (fault.From is { } from) json["from"] = from;
        if (fault.To is { } to) json["to"] = to;
        if (fault.Every is { } every) json["every"] = every;
        if (fault.Code is { } code) json["code"] = code;
        if (fault.Message is not null) json["message"] = fault.Message;
        if (fault.RetryAfter is { } retryAfter) json["retryAfter"] = retryAfter;
        if (fault.Delay is { } delay) json["delay"] = $"{delay.TotalMilliseconds}ms";
        if (fault.After is { } after) json["after"] = $"{after.TotalMilliseconds}ms";
        if (fault.Attempt is { } attempt) json["attempt"] = attempt;
        if (fault.ExitCode is { } exitCode) json["exitCode"] = exitCode;
        if (fault.Output is not null) json["output"] = fault.Output;
        json["calls"] = standing.Calls;
        json["hits"] = standing.Hits;
        return json;
    }

    private static JsonObject Show(LoggedCall call)
    {
        var json = new JsonObject
        {
            ["number"] = call.Number,
            ["time"] = Timestamps.Of(call.At),
            ["method"] = call.Method,
            ["verb"] = call.Verb,
            ["target"] = call.Target,
        };
        // No status: the connection was dropped.
        if (call.Status is { } status) json["status"] = status;
        if (call.Fault is not null) json["fault"] = call.Fault;
        return json;
    }
}
