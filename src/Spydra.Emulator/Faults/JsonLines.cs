using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Spydra.Emulator.Faults;

/// <summary>On which line each value of a JSON text begins, by its path (<c>faults[0].effect</c>).</summary>
internal sealed class JsonLines
{
    private readonly Dictionary<string, long> lines = new(StringComparer.Ordinal);

    private JsonLines() { }

    /// <summary>The line, from 1; for a path that is not there, the line of what is around it.</summary>
    public long LineOf(string path)
    {
        while (!lines.ContainsKey(path) && path.Length > 0) path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        return lines.GetValueOrDefault(path, 1);
    }

    public static JsonLines Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var found = new JsonLines();
        var owners = new Stack<(string Path, int Next)>();
        var (path, line, counted) = ("", 1L, 0);
        while (reader.Read())
        {
            for (; counted < reader.TokenStartIndex; counted++)
                if (bytes[counted] == '\n') line++;

            if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                owners.Pop();
                continue;
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var owner = owners.Peek().Path;
                path = owner.Length == 0 ? reader.GetString()! : $"{owner}.{reader.GetString()}";
                found.lines.TryAdd(path, line);
                continue;
            }

            if (owners.TryPeek(out var list) && list.Next >= 0)
            {
                owners.Pop();
                owners.Push((list.Path, list.Next + 1));
                path = $"{list.Path}[{list.Next.ToString(CultureInfo.InvariantCulture)}]";
            }

            found.lines.TryAdd(path, line);
            if (reader.TokenType == JsonTokenType.StartObject) owners.Push((path, -1));
            if (reader.TokenType == JsonTokenType.StartArray) owners.Push((path, 0));
        }

        return found;
    }
}
