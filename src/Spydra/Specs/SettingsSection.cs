using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Spydra.Specs.Reading;

namespace Spydra.Specs;

/// <summary>The settings of a site or user file: of the machine, and not of a job.</summary>
public static class SettingsSection
{
    /// <summary>The <c>settings</c> object as plain JSON, for a configuration reader; null when the file has none.</summary>
    /// <exception cref="SpecException">The file cannot be read, or something in its settings is wrong.</exception>
    public static string? Read(SpecFile file) => Load(file) is var (settings, _) ? Text(settings) : null;

    /// <summary>Each setting of the file with its place, by path: <c>settings.poll.first</c>.</summary>
    /// <exception cref="SpecException">The file cannot be read, or something in its settings is wrong.</exception>
    public static IReadOnlyList<MergedValue> Values(SpecFile file) =>
        Load(file) is var (_, values) ? [.. values.Select(value => new MergedValue(value.Key, value.Value.Text, value.Value.At, []))] : [];

    private static (SpecNode.Object Settings, ImmutableDictionary<string, Located> Values)? Load(SpecFile file)
    {
        List<SpecProblem> problems = [];
        var values = ImmutableDictionary<string, Located>.Empty;
        var member = SpecReader.Read(file.Path, problems)?.Members.FirstOrDefault(member => member.Key == SpecShape.Settings);
        if (member?.Value is SpecNode.Object settings) values = new LayerReader(file, problems).ReadSettings(settings);
        else if (member is { Value: not SpecNode.Null })
            problems.Add(new(member.Value.At, SpecShape.Settings, $"is {member.Value.Description}; an object is expected.", "Write { } around its keys."));
        if (problems.Count > 0) throw new SpecException(problems);
        return member?.Value is SpecNode.Object found ? (found, values) : null;
    }

    private static string Text(SpecNode.Object settings)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) Write(writer, settings);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, SpecNode node)
    {
        switch (node)
        {
            case SpecNode.Object block:
                writer.WriteStartObject();
                foreach (var member in block.Members)
                {
                    writer.WritePropertyName(member.Key);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case SpecNode.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(node.ScalarText);
                break;
        }
    }
}
