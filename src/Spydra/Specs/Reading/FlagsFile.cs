using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs.Reading;

/// <summary>gcloud's <c>flags-file</c>: YAML with <c>--name: value</c>, in one map or in a list of them.</summary>
internal static class FlagsFile
{
    /// <summary>Its options; of those given twice the last one stands.</summary>
    public static (ImmutableArray<LayerOption> Options, OptionFault? Fault) Read(string text, string path, string file)
    {
        if (YamlText.Parse(text, out var yaml) is { } broken) return ([], new($"does not read as YAML: {broken}.", "Write --name: value lines."));
        YamlValue[] maps = yaml is YamlValue.List { Items: var items } ? [.. items] : [yaml];
        Dictionary<string, LayerOption> options = new(StringComparer.Ordinal);
        var at = new SpecLocation(file);
        foreach (var map in maps)
        {
            if (map is not YamlValue.Map { Entries: var entries }) return ([], new("holds no options.", "Write --name: value lines."));
            foreach (var (key, value) in entries)
            {
                var name = (key as YamlValue.Plain)?.Text ?? "";
                if (!name.StartsWith("--", StringComparison.Ordinal)) return ([], new($"has \"{name}\" in place of an option.", "Write its name with -- in front."));
                name = name[2..];
                var row = path == "cluster.options" ? ClusterOptions.Table.Find(name) : SubmitOptions.FindInAny(name, out _);
                if (row is null) return ([], new($"has --{name}, which is no option.", UnknownKeys.OptionAdvice(path, name)));
                var (option, fault, _) = OptionReader.Read(row, name, Node(value, row, at), at);
                if (fault is not null) return ([], new($"has --{name}, which {fault.What}", fault.NextStep));
                if (option is not null) options[row.Name] = option;
            }
        }

        return ([.. options.Values], null);
    }

    private static SpecNode Node(YamlValue value, OptionRow row, SpecLocation at) => value switch
    {
        YamlValue.Map { Entries: var entries } => new SpecNode.Object(
            [.. entries.Select(entry => new SpecMember((entry.Key as YamlValue.Plain)?.Text ?? "", at, Node(entry.Value, row, at)))], at),
        YamlValue.List { Items: var items } => new SpecNode.Array([.. items.Select(item => Node(item, row, at))], at),
        YamlValue.Plain { Kind: YamlKind.Null } => new SpecNode.Text("", at),
        YamlValue.Plain { Kind: YamlKind.Boolean, Text: var text } when row.Shape == OptionShape.Flag => new SpecNode.Boolean(YamlText.IsTrue(text), at),
        YamlValue.Plain { Text: var text } => new SpecNode.Text(text, at),
        _ => new SpecNode.Null(at),
    };
}
