using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>
/// The place that a parameter's path names in a workflow template: <c>jobs['step-1'].hadoopJob.args[0]</c>, <c>labels['team']</c>. Keys of maps and
/// the step ids of jobs stand in brackets, positions of lists too. Only single values have a place, no whole map, list or message.
/// </summary>
internal sealed partial class TemplateField
{
    private readonly JsonNode owner;
    private readonly string? name;
    private readonly int index;

    private TemplateField(JsonNode owner, string? name, int index) => (this.owner, this.name, this.index) = (owner, name, index);

    private JsonNode? Value => name is null ? owner[index] : owner[name];

    /// <summary>Null when the template has no single value there.</summary>
    public static TemplateField? Find(JsonObject template, string path)
    {
        JsonNode? node = template;
        TemplateField? field = null;
        var at = 0;
        while (at < path.Length)
        {
            if (Part().Match(path, at) is not { Success: true } part) return null;
            field = node switch
            {
                JsonObject json when part.Groups["name"] is { Success: true } wanted => Named(json, wanted.Value),
                JsonObject json when part.Groups["key"] is { Success: true } wanted => new TemplateField(json, wanted.Value, 0),
                JsonArray list when part.Groups["index"] is { Success: true } wanted => Item(list, int.Parse(wanted.Value, CultureInfo.InvariantCulture)),
                JsonArray steps when part.Groups["key"] is { Success: true } wanted => Item(steps, StepOf(steps, wanted.Value)),
                _ => null,
            };
            if ((node = field?.Value) is null) return null;
            at += part.Length;
        }

        return node is JsonValue ? field : null;
    }

    /// <summary>Puts a parameter's value there, as a number where a number was; false when it is none.</summary>
    public bool Set(string value)
    {
        JsonNode? node = JsonValue.Create(value);
        if (Value!.GetValueKind() == System.Text.Json.JsonValueKind.Number)
        {
            if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return false;
            node = JsonValue.Create(number);
        }

        if (name is null) owner[index] = node;
        else owner[name] = node;
        return true;
    }

    // The documentation spells pysparkJob as pySparkJob here, so case does not count where nothing has the very name.
    private static TemplateField? Named(JsonObject json, string wanted)
    {
        var camel = FieldNames.Camel(wanted);
        var key = json.ContainsKey(camel) ? camel : json.Select(field => field.Key).FirstOrDefault(name => name.Equals(camel, StringComparison.OrdinalIgnoreCase));
        return key is null ? null : new TemplateField(json, key, 0);
    }

    private static TemplateField? Item(JsonArray list, int at) => at >= 0 && at < list.Count ? new TemplateField(list, null, at) : null;

    private static int StepOf(JsonArray steps, string id) => steps.Index().Where(step => (step.Item as JsonObject)?.Text("stepId") == id)
        .Select(step => step.Index).FirstOrDefault(-1);

    [GeneratedRegex(@"\G(?:\.?(?<name>[A-Za-z_][A-Za-z0-9_]*)|\[(?:'(?<key>[^']*)'|""(?<key>[^""]*)""|(?<index>\d{1,6})|(?<key>[^\]'""]+))\])")]
    private static partial Regex Part();
}
