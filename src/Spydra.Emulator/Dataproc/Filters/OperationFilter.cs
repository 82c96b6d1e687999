using System.Text.Json;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Filters;

/// <summary>
/// The filter of operations.list in both its grammars: terms joined by AND, and the older JSON object (<c>{"cluster_name": "c1"}</c>), which
/// gcloud's flags still send.
/// </summary>
internal static class OperationFilter
{
    private const string Known = "status.state, clusterName, operationType, labels.KEY";

    public static Predicate<JsonObject> Parse(string? filter)
    {
        var terms = (filter?.TrimStart().StartsWith('{') == true ? Older(filter) : FilterTerm.Parse(filter)).Select(Term).ToList();
        return operation => terms.TrueForAll(term => term(operation));
    }

    private static IEnumerable<FilterTerm> Older(string filter)
    {
        JsonObject json;
        try { json = JsonNode.Parse(filter)!.AsObject(); }
        catch (JsonException) { throw ApiError.Invalid($"Invalid filter: '{filter}' is neither terms nor a JSON object."); }

        foreach (var (key, value) in json)
        {
            if (value is JsonObject labels && key == "labels")
                foreach (var (label, wanted) in labels) yield return new("labels." + label, "=", wanted?.ToString() ?? "");
            else
                yield return new(key, "=", value?.ToString() ?? "");
        }
    }

    private static Predicate<JsonObject> Term(FilterTerm term)
    {
        term.RequireEquals();
        if (term.IsLabel) return operation => term.MatchesLabel(operation.Map("metadata.labels"));
        return FieldNames.Camel(term.Field) switch
        {
            "clusterName" => operation => operation.Text("metadata.clusterName") == term.Value,
            "clusterUuid" => operation => operation.Text("metadata.clusterUuid") == term.Value,
            "operationType" => operation => operation.Text("metadata.operationType") == term.Value,
            "status.state" or "operationStateMatcher" => State(term),
            _ => throw term.Unsupported(Known),
        };
    }

    private static Predicate<JsonObject> State(FilterTerm term) => term.Value switch
    {
        "ALL" => _ => true,
        "ACTIVE" => operation => !operation.Flag("done"),
        "NON_ACTIVE" or "DONE" => operation => operation.Flag("done"),
        "PENDING" or "RUNNING" => operation => StateOf(operation) == term.Value,
        _ => throw term.BadValue("PENDING, RUNNING, DONE, ACTIVE, NON_ACTIVE"),
    };

    private static string? StateOf(JsonObject operation) =>
        operation.At("metadata.status") is JsonObject status ? status.Text("state") : operation.Text("metadata.state");
}
