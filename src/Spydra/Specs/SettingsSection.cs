using System.Text;
using System.Text.Json;
using Spydra.Specs.Reading;

namespace Spydra.Specs;

/// <summary>The settings of a site or user file: of the machine, and not of a job.</summary>
public static class SettingsSection
{
    /// <summary>The <c>settings</c> object as plain JSON, for a configuration reader; null when the file has none.</summary>
    /// <exception cref="SpecException">The file cannot be read, or something in its settings is wrong.</exception>
    public static string? Read(SpecFile file)
    {
        List<SpecProblem> problems = [];
        var member = SpecReader.Read(file.Path, problems)?.Members.FirstOrDefault(member => member.Key == SpecShape.Settings);
        if (member?.Value is SpecNode.Object settings) new LayerReader(file, problems).ReadSettings(settings);
        else if (member is { Value: not SpecNode.Null })
            problems.Add(new(member.Value.At, SpecShape.Settings, $"is {member.Value.Description}; an object is expected.", "Write { } around its keys."));
        if (problems.Count > 0) throw new SpecException(problems);
        return member?.Value is SpecNode.Object found ? Text(found) : null;
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
