namespace Spydra.Cli.Reporting;

/// <summary>A word as a POSIX shell takes it.</summary>
internal static class ShellWord
{
    /// <summary>The word itself where it is harmless, else in single quotes.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_=+.,:/@%".Contains(c, StringComparison.Ordinal))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
