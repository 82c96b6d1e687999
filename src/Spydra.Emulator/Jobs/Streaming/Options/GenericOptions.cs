namespace Spydra.Emulator.Jobs.Streaming.Options;

/// <summary>
/// The options that Hadoop's GenericOptionsParser takes from the front of a command line; the first word that is none of them ends it.
/// </summary>
internal static class GenericOptions
{
    private static readonly string[] Names = ["fs", "jt", "conf", "D", "libjars", "files", "archives", "tokenCacheFile"];

    /// <summary>Each option with its value, and the words that are left.</summary>
    public static (IReadOnlyList<KeyValuePair<string, string>> Options, IReadOnlyList<string> Words) Take(IReadOnlyList<string> words)
    {
        List<KeyValuePair<string, string>> options = [];
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (Names.FirstOrDefault(name => word == "-" + name || word == "--" + name) is { } option)
            {
                // An option without its value: Hadoop gives up on all of them and goes on with the words as they are.
                if (i + 1 == words.Count) return ([], words);
                options.Add(new(option, WithoutOuterQuotes(words[++i])));
            }
            else if (word.StartsWith("-D", StringComparison.Ordinal) && word.Contains('=')) options.Add(new("D", WithoutOuterQuotes(word[2..])));
            else if (Assigned(word) is { } assigned) options.Add(assigned);
            else return (options, [.. words.Skip(i)]);
        }

        return (options, []);
    }

    private static KeyValuePair<string, string>? Assigned(string word)
    {
        var equals = word.IndexOf('=');
        if (!word.StartsWith('-') || equals < 0) return null;
        var name = word[..equals].TrimStart('-');
        return Names.Contains(name) ? new(name, WithoutOuterQuotes(word[(equals + 1)..])) : null;
    }

    /// <summary>
    /// Takes a quote off either end, each for itself, so that a value may lose one only: this is what commons-cli 1.2 does.
    /// </summary>
    public static string WithoutOuterQuotes(string value)
    {
        if (value.StartsWith('"')) value = value[1..];
        return value.EndsWith('"') ? value[..^1] : value;
    }
}
