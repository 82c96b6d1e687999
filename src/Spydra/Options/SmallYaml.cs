using System.Collections.Immutable;
using System.Text.Json;

namespace Spydra.Options;

/// <summary>
/// As much of YAML as the configuration files of gcloud's options need: maps of maps by indentation with text values, comments, quotes; or
/// the same as JSON. Keys of inner maps are joined with dots.
/// </summary>
internal static class SmallYaml
{
    /// <summary>The texts by path; the fault says at which line something else stands.</summary>
    public static string? Parse(string text, out ImmutableArray<KeyValuePair<string, string>> entries)
    {
        entries = [];
        if (text.TrimStart().StartsWith('{')) return Json(text, out entries);

        List<KeyValuePair<string, string>> found = [];
        List<(int Indent, string Key)> above = [];
        var number = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var line = WithoutComment(raw).TrimEnd();
            var content = line.TrimStart(' ');
            if (content.Length == 0 || content is "---") continue;
            var indent = line.Length - content.Length;
            if (Divide(content) is not var (key, value)) return $"line {number} is not 'key: value'";

            above.RemoveAll(outer => outer.Indent >= indent);
            if (indent > 0 && above.Count == 0) return $"line {number} is further in than the one before it";
            if (value.Length == 0) above.Add((indent, key));
            else found.Add(new(string.Join('.', above.Select(outer => outer.Key).Append(key)), Plain(value)));
        }

        entries = [.. found];
        return null;
    }

    private static (string Key, string Value)? Divide(string content)
    {
        if (content[0] is '-' or '[' or '{') return null;
        if (content[0] is '"' or '\'')
        {
            var end = content.IndexOf(content[0], 1);
            return end > 0 && content.AsSpan(end + 1).TrimStart().StartsWith(':')
                ? (content[1..end], content[(content.IndexOf(':', end) + 1)..].Trim())
                : null;
        }

        var colon = content.EndsWith(':') ? content.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var inner ? inner : content.Length - 1
            : content.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 ? (content[..colon].TrimEnd(), content[(colon + 1)..].Trim()) : null;
    }

    private static string WithoutComment(string line)
    {
        char? quote = null;
        for (var i = 0; i < line.Length; i++)
        {
            if (quote is not null) quote = line[i] == quote ? null : quote;
            else if (line[i] is '"' or '\'') quote = line[i];
            else if (line[i] == '#' && (i == 0 || line[i - 1] is ' ' or '\t')) return line[..i];
        }

        return line;
    }

    private static string Plain(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;

    private static string? Json(string text, out ImmutableArray<KeyValuePair<string, string>> entries)
    {
        entries = [];
        try
        {
            using var document = JsonDocument.Parse(text);
            entries = [.. Flat("", document.RootElement)];
            return null;
        }
        catch (JsonException e)
        {
            return $"line {e.LineNumber + 1} is not JSON";
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Flat(string path, JsonElement element) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(member => Flat(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value))
        : [new(path, element.ToString())];
}
