namespace Spydra.History.Causes.Texts;

/// <summary>A line and those behind it, as far as a block may reach: read when they are asked for.</summary>
/// <param name="window">The text.</param>
/// <param name="first">The line.</param>
/// <param name="prefix">Who logs every line of the block on its own, as one does who passes on what another program prints; null where nobody does.</param>
internal sealed class BlockLines(LineWindow window, TextLine first, LoggedLine? prefix = null)
{
    private readonly List<TextLine> lines = [Without(first, prefix)];

    /// <summary>The line at this distance; null where the text or what a block may hold ends.</summary>
    public TextLine? this[int index]
    {
        get
        {
            while (lines.Count <= index)
            {
                var last = lines[^1];
                if (last.Next - first.Start >= LineWindow.Longest || window.After(last) is not { } next) return null;
                lines.Add(Without(next, prefix));
            }

            return lines[index];
        }
    }

    /// <summary>The text of that line; null where there is none.</summary>
    public string? Text(int index) => this[index]?.Text;

    /// <summary>The line before the first.</summary>
    public TextLine? Before => window.Before(first.Start);

    /// <summary>The logged line nearest before the first, within a few lines.</summary>
    public (TextLine Line, LoggedLine Logged)? LoggedBefore(int within)
    {
        var start = first.Start;
        for (var i = 0; i < within && window.Before(start) is { } line; i++)
        {
            if (LoggedLine.Of(line.Text) is { Level: not null } logged) return (line, logged);
            start = line.Start;
        }

        return null;
    }

    /// <summary>The same block, but for what the logger puts before each line.</summary>
    public BlockLines Without(LoggedLine logged) => new(window, first, logged);

    private static TextLine Without(TextLine line, LoggedLine? prefix) =>
        prefix is not null && LoggedLine.Of(line.Text) is { } logged && logged.Level == prefix.Level && logged.Logger == prefix.Logger ? line with { Text = logged.Message } : line;

    /// <summary>Whether the line is there, and blank.</summary>
    public bool IsBlank(int index) => this[index] is { IsBlank: true };
}
