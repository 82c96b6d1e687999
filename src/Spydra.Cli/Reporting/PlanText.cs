using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Gcp;
using Spydra.Runs;

namespace Spydra.Cli.Reporting;

/// <summary>A plan, printed: for people, or for programs.</summary>
internal static class PlanText
{
    /// <summary><c>{"requests":[{"method","url","body"}...]}</c>.</summary>
    public static string Json(IEnumerable<PlannedRequest> requests)
    {
        var list = new JsonArray();
        foreach (var request in requests)
        {
            var row = new JsonObject { ["method"] = request.Method, ["url"] = request.Url, ["body"] = request.Body?.DeepClone() };
            if (request.Content is { } content) row["content"] = content;
            if (request.OnlyIf is { } condition) row["only_if"] = condition;
            list.Add((JsonNode)row);
        }

        return JsonBytes.Indented(new JsonObject { ["requests"] = list });
    }

    /// <summary><c>{"commands":[["hadoop","jar",...]]}</c>.</summary>
    public static string Json(IEnumerable<ImmutableArray<string>> commands) => JsonBytes.Indented(new JsonObject
    {
        ["commands"] = new JsonArray([.. commands.Select(words => (JsonNode)new JsonArray([.. words.Select(word => (JsonNode)word)]))]),
    });

    /// <summary>Each command as a shell would take it.</summary>
    public static string Text(IEnumerable<ImmutableArray<string>> commands) =>
        "Nothing was started. A run would start:\n\n" + string.Concat(commands.Select(words => string.Join(' ', words.Select(ShellWord.Quote)) + "\n"));

    /// <summary>Each request with its body, in order.</summary>
    public static string Text(IEnumerable<PlannedRequest> requests)
    {
        var text = new StringBuilder("Nothing was sent. A run would send, in this order (what an answer will tell is in braces, polls stand once):\n");
        var number = 0;
        foreach (var request in requests)
        {
            text.Append($"\n{++number}. {request.Method} {request.Url}\n");
            if (request.OnlyIf is { } condition) text.Append($"   only if {condition}\n");
            if (request.Content is { } content) text.Append($"   body: {content}\n");
            if (request.Body is { } body) text.Append("   ").Append(JsonBytes.Indented(body).ReplaceLineEndings("\n   ")).Append('\n');
        }

        return text.ToString();
    }
}
