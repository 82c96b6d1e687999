using System.Text;

namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>The two spellings of a field's name: JSON's camelCase and the proto's snake_case. The API takes both, everywhere.</summary>
internal static class FieldNames
{
    public static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter)) snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }

    public static string Camel(string name)
    {
        var camel = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '_' && i + 1 < name.Length) camel.Append(char.ToUpperInvariant(name[++i]));
            else camel.Append(name[i]);
        }

        return camel.ToString();
    }
}
