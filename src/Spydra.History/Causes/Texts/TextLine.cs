namespace Spydra.History.Causes.Texts;

/// <summary>A line of a text.</summary>
/// <param name="Start">Where it begins in the window.</param>
/// <param name="Next">Where the next one begins.</param>
/// <param name="Offset">Where it begins in the file, in bytes.</param>
/// <param name="Text">The line without its end, terminal escapes and NUL bytes; a long one is cut.</param>
internal readonly record struct TextLine(int Start, int Next, long Offset, string Text)
{
    /// <summary>Whether nothing but blanks is in it.</summary>
    public bool IsBlank => string.IsNullOrWhiteSpace(Text);
}
