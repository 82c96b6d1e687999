using System.Text;
using System.Text.Json.Nodes;

namespace Spydra.Options;

/// <summary>
/// A place in a JSON body: <c>config.workerConfig.numInstances</c>, <c>config.auxiliaryNodeGroups[0].nodeGroupId</c>,
/// <c>config.softwareConfig.properties["core:fs.x"]</c>.
/// </summary>
public static class FieldPath
{
    /// <summary>Puts a value at the path, making what is missing on the way. Where an object stands already, the new one's fields are added.</summary>
    public static void Set(JsonObject root, string path, JsonNode value)
    {
        var steps = Steps(path);
        JsonNode at = root;
        for (var i = 0; i < steps.Count - 1; i++) at = Enter(at, steps[i], steps[i + 1] is int);

        if (steps[^1] is int index)
        {
            Extend((JsonArray)at, index);
            at.AsArray()[index] = value;
        }
        else if (value is JsonObject added && ((JsonObject)at)[(string)steps[^1]] is JsonObject there)
        {
            foreach (var (key, node) in added) there[key] = node?.DeepClone();
        }
        else
        {
            ((JsonObject)at)[(string)steps[^1]] = value;
        }
    }

    /// <summary>What stands at the path, or null.</summary>
    public static JsonNode? Get(JsonObject root, string path)
    {
        JsonNode? at = root;
        foreach (var step in Steps(path))
        {
            at = (at, step) switch
            {
                (JsonObject o, string key) => o[key],
                (JsonArray a, int index) when index < a.Count => a[index],
                _ => null,
            };
        }

        return at;
    }

    private static JsonNode Enter(JsonNode at, object step, bool nextIsIndex)
    {
        JsonNode Made() => nextIsIndex ? new JsonArray() : new JsonObject();
        if (step is int index)
        {
            Extend((JsonArray)at, index);
            return at[index] ??= Made();
        }

        return at[(string)step] ??= Made();
    }

    private static void Extend(JsonArray array, int index)
    {
        while (array.Count <= index) array.Add((JsonNode?)null);
    }

    private static List<object> Steps(string path)
    {
        List<object> steps = [];
        var word = new StringBuilder();
        void End()
        {
            if (word.Length > 0) steps.Add(word.ToString());
            word.Clear();
        }

        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '.')
            {
                End();
            }
            else if (path[i] == '[')
            {
                End();
                var quoted = path[i + 1] == '"';
                var end = quoted ? path.IndexOf("\"]", i + 2, StringComparison.Ordinal) : path.IndexOf(']', i);
                steps.Add(quoted ? path[(i + 2)..end] : int.Parse(path.AsSpan(i + 1, end - i - 1)));
                i = quoted ? end + 1 : end;
            }
            else
            {
                word.Append(path[i]);
            }
        }

        End();
        return steps;
    }
}
