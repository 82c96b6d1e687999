using System.Text.Json.Nodes;

namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>A refusal as the API gives it: the status, the message, and the details that the platform adds.</summary>
internal sealed class ApiError(ApiStatus status, string message, JsonArray? details = null) : Exception(message)
{
    public ApiStatus Status { get; } = status;

    public JsonArray? Details { get; } = details;

    public static ApiError NotFound(string kind, string resourceName) => new(ApiStatus.NotFound, $"Not found: {kind} {resourceName}");

    public static ApiError Invalid(string message) => new(ApiStatus.InvalidArgument, message);

    public static ApiError Refused(string message) => new(ApiStatus.FailedPrecondition, message);

    /// <summary>One refusal for all that is wrong with a request: one text stands alone, several become a list.</summary>
    public static ApiError Invalid(IReadOnlyList<string> problems) =>
        Invalid(problems is [var only] ? only : "Multiple validation errors:\n" + string.Join('\n', problems.Select(problem => " - " + problem)));

    /// <summary>The refusal of a body or query that cannot be read as the request's message.</summary>
    public static ApiError Unreadable(IReadOnlyList<FieldProblem> problems)
    {
        var violations = new JsonArray();
        foreach (var problem in problems)
        {
            var violation = new JsonObject();
            if (problem.Field.Length > 0) violation["field"] = problem.Field;
            violation["description"] = problem.Text;
            violations.Add((JsonNode)violation);
        }

        var details = new JsonObject { ["@type"] = "type.googleapis.com/google.rpc.BadRequest", ["fieldViolations"] = violations };
        return new(ApiStatus.InvalidArgument, string.Join('\n', problems.Select(problem => problem.Text)), [details]);
    }

    /// <summary>The body of the answer. The older form (<c>$.xgafv=1</c>) has <c>errors</c>, the newer has <c>details</c>.</summary>
    public JsonObject Envelope(bool olderForm)
    {
        var error = new JsonObject { ["code"] = Status.Http, ["message"] = Message, ["status"] = Status.Name };
        if (olderForm)
            error["errors"] = new JsonArray(new JsonObject { ["message"] = Message, ["domain"] = "global", ["reason"] = Status.Reason });
        else if (Details is not null)
            error["details"] = Details.DeepClone();
        return new JsonObject { ["error"] = error };
    }
}
