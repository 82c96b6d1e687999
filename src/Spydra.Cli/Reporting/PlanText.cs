using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Gcp;
using Spydra.Options;
using Spydra.Runs;

namespace Spydra.Cli.Reporting;

/// <summary>A plan, printed: for people, for programs, or as command lines of gcloud. Secrets are shown as <c>***</c>.</summary>
internal static class PlanText
{
    /// <summary><c>{"requests":[{"method","url","body"}...]}</c>.</summary>
    public static string Json(IEnumerable<PlannedRequest> requests)
    {
        var list = new JsonArray();
        foreach (var request in requests)
        {
            var row = new JsonObject { ["method"] = request.Method, ["url"] = request.Url, ["body"] = Shown(request.Body) };
            if (request.Content is { } content) row["content"] = content;
            if (request.OnlyIf is { } condition) row["only_if"] = condition;
            list.Add((JsonNode)row);
        }

        return JsonBytes.Indented(new JsonObject { ["requests"] = list });
    }

    /// <summary><c>{"commands":[["hadoop","jar",...]]}</c>.</summary>
    public static string Json(IEnumerable<ImmutableArray<string>> commands) => JsonBytes.Indented(new JsonObject
    {
        ["commands"] = new JsonArray([.. commands.Select(words => (JsonNode)new JsonArray([.. SecretText.Shown(words).Select(word => (JsonNode)word)]))]),
    });

    /// <summary>Each command as a shell would take it.</summary>
    public static string Text(IEnumerable<ImmutableArray<string>> commands) =>
        "Nothing was started. A run would start:\n\n" + string.Concat(commands.Select(words => string.Join(' ', SecretText.Shown(words).Select(ShellText.Quote)) + "\n"));

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
            if (Shown(request.Body) is { } body) text.Append("   ").Append(JsonBytes.Indented(body).ReplaceLineEndings("\n   ")).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The command lines that send the same, for a POSIX shell; where the services are not Google's, first the words that say so.</summary>
    public static string Gcloud(IReadOnlyList<GcloudCommand> commands, Endpoints endpoints)
    {
        if (commands.Count == 0) return ShellText.Comment("Nothing runs on Dataproc: there is nothing that gcloud could send.");
        List<string> lines = [];
        if (endpoints.Dataproc != Endpoints.Google.Dataproc) lines.Add($"export CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC={ShellText.Quote(endpoints.Dataproc.AbsoluteUri)}");
        if (endpoints.Storage != Endpoints.Google.Storage) lines.Add($"export CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE={ShellText.Quote(endpoints.Storage.AbsoluteUri + "storage/v1/")}");
        foreach (var command in commands)
        {
            lines.AddRange(command.Remarks.Select(ShellText.Comment));
            lines.Add(ShellText.Command(command.Words));
        }

        return string.Join('\n', lines);
    }

    private static JsonObject? Shown(JsonObject? body) => body is null ? null : SecretText.Shown(body);
}
