using System.Globalization;
using System.Text;
using Spydra.Options;
using Spydra.Specs;

namespace Spydra.Cli.Reporting;

/// <summary>An explanation for people: a table a block, a line a value, and below it what else is known; made for 100 columns.</summary>
internal static class ExplainText
{
    private const int Width = 100;
    private const int NameWidth = 28;
    private const int ValueWidth = 40;
    private const int ValueAt = 2 + NameWidth + 1;

    public static string Of(IEnumerable<ExplainedValue> values)
    {
        var text = new StringBuilder();
        foreach (var block in values.GroupBy(Block).OrderBy(block => Rank(block.Key)))
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(block.Key).Append('\n');
            foreach (var key in block.GroupBy(value => value.Key, StringComparer.Ordinal)) Key(text, [.. key]);
        }

        return text.Length == 0 ? "Nothing could be read.\n" : text.ToString();
    }

    private static string Block(ExplainedValue value) =>
        value.Key.Contains('.', StringComparison.Ordinal) ? value.Key[..value.Key.LastIndexOf('.')] : "spec";

    // What the run makes of the spec, then the spec in the order of its documentation, then the settings.
    private static int Rank(string block) =>
        block == "run" ? 0 : block == "spec" ? 1 : 2 + SpecShape.Keys.Select(key => key.Path).ToList().IndexOf(block);

    private static void Key(StringBuilder text, List<ExplainedValue> values)
    {
        var name = values[0].Key[(values[0].Key.LastIndexOf('.') + 1)..];
        if (values is [{ Entry: null, Index: null } single])
        {
            Line(text, "  " + name, single);
            About(text, single);
            return;
        }

        var file = values[0] is { Entry: null, Index: null } whole ? whole : null;
        if (file is not null) Line(text, "  " + name, file);
        else text.Append("  ").Append(name.Length < NameWidth ? name.PadRight(NameWidth) : name + "\n" + new string(' ', NameWidth + 2)).Append(' ');
        About(text, values[0], begun: file is null);
        foreach (var value in values.Skip(file is null ? 0 : 1)) Line(text, "    " + (value.Entry is { } entry ? PlainText.Of(entry) : value.Index?.ToString(CultureInfo.InvariantCulture)), value);
    }

    private static void Line(StringBuilder text, string name, ExplainedValue value)
    {
        var shown = value switch
        {
            { Shape: OptionShape.Flag, Value: not null } => "yes",
            { Value: null } => value.At == ExplainedValue.NotSet ? "-" : "(empty)",
            _ => PlainText.Of(Secrets.Shown(value, value.Value)!),
        };
        var from = PlainText.Of(value.At.ToString());
        text.Append(name.Length < ValueAt ? name.PadRight(ValueAt) : name + "\n" + new string(' ', ValueAt)).Append(shown);
        if (shown.Length <= ValueWidth && from.Length <= Width - ValueAt - ValueWidth - 1) text.Append(' ', ValueWidth + 1 - shown.Length).Append(from).Append('\n');
        else text.Append('\n').Append(' ', ValueAt).Append("from ").Append(from).Append('\n');

        if (value.Written is { } written) Detail(text, $"written {PlainText.Of(Secrets.Shown(value, written)!)}");
        foreach (var before in value.Overrode)
            Detail(text, $"instead of {PlainText.Of(Secrets.Shown(value, before.Text.Length == 0 && value.Shape == OptionShape.Flag ? "the other form" : before.Text)!)} ({PlainText.Of(before.At.ToString())})");
    }

    /// <param name="text">Where it goes to.</param>
    /// <param name="value">What it is about.</param>
    /// <param name="begun">Whether the line has begun with the name already.</param>
    private static void About(StringBuilder text, ExplainedValue value, bool begun = false)
    {
        var way = string.Join(" -> ", new[] { value.GcloudFlag, value.ApiField }.OfType<string>());
        if (way.Length > 0 || begun) Detail(text, way, begun);

        // What gcloud's options mean is known, or in docs/options.md.
        if (value.Help is { } help && (value.Shape is null || value.At == ExplainedValue.NotSet)) Detail(text, help);
        if (value.Note is { } note) Detail(text, note);
    }

    private static void Detail(StringBuilder text, string detail, bool begun = false)
    {
        var column = ValueAt;
        text.Append(' ', begun ? 0 : ValueAt);
        foreach (var word in detail.Split(' '))
        {
            if (column > ValueAt && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', column = ValueAt);
            }
            else if (column > ValueAt)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        text.Append('\n');
    }
}
