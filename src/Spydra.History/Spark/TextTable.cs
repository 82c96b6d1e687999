namespace Spydra.History.Spark;

/// <summary>Rows under heads, each column as wide as its widest cell.</summary>
internal sealed class TextTable(params string[] heads)
{
    // A name that is longer than this does not push the others away.
    private const int Widest = 60;

    private readonly List<string[]> rows = [];

    public int Count => rows.Count;

    public void Add(params string?[] cells) => rows.Add([.. cells.Select(cell => cell ?? "")]);

    public void Write(TextWriter writer)
    {
        int[] widths = [.. heads.Select((head, column) => Math.Min(Widest, rows.Select(row => row[column].Length).Append(head.Length).Max()))];
        writer.WriteLine(Line(heads, widths));
        writer.WriteLine(new string('-', widths.Sum() + (2 * (widths.Length - 1))));
        foreach (var row in rows) writer.WriteLine(Line(row, widths));
    }

    private static string Line(string[] cells, int[] widths) => string.Join("  ", cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
}
