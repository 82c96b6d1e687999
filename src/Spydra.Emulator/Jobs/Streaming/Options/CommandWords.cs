namespace Spydra.Emulator.Jobs.Streaming.Options;

/// <summary>
/// Splits a mapper's command into words as Hadoop Streaming does: no shell, spaces and quotes only, and a quote always ends a word.
/// </summary>
internal static class CommandWords
{
    // 'a'b is two words and '' is none: a quote is a border, not a character that joins.
    public static IReadOnlyList<string> Split(string command)
    {
        List<string> words = [];
        var quote = '\0';
        var start = 0;
        for (var i = 0; i <= command.Length; i++)
        {
            var last = i == command.Length;
            var ends = last;
            if (!last)
            {
                var c = command[i];
                if (c is '\'' or '"' && (quote == '\0' || quote == c))
                {
                    quote = quote == '\0' ? c : '\0';
                    ends = true;
                }
                else if (c == ' ' && quote == '\0') ends = true;
            }

            if (!ends) continue;
            if (i > start) words.Add(command[start..i]);
            start = i + 1;
        }

        return words;
    }
}
