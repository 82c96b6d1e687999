using System.Text;

namespace Spydra.Options;

/// <summary>The page docs/options.md, made of the rows; a test holds it and the file together.</summary>
public static class OptionsPage
{
    private const string Head = """
        # Options

        The keys of `cluster.options` and `submit.options`: the options of gcloud, without the dashes. This page is made of the tables in
        `src/Spydra/Options`; change it there.

        A value is written as gcloud takes it on its command line, or as JSON:

        | kind | as a text | as JSON |
        |---|---|---|
        | flag | `""` for the plain form, the name with `no-` for the other | `true`, `false` |
        | value | the text | a string, number or boolean |
        | list | `"a,b"`, or with another delimiter `"^;^a;b,c"` | `["a", "b,c"]` |
        | map | `"k=v,l=w"`, or `"^;^k=v,w;l=x"` | `{"k": "v,w", "l": "x"}` |

        Durations: `30m`, `2h`, `1d12h`, `1.5h`, `PT1H30M`, a bare number for seconds. Sizes: `500GB`, `1TB`, `15360MB`, a bare number for GB.
        Instants: `2030-06-15T12:30:00+02:00`, `2030-06-15`, `+2h` for two hours from now.

        Where several layers set an option, the last one stands, except where *layers* says that they add up: a list gets the later layer's
        items after the others, a map gets its keys, of which the later layer's win.

        """;

    /// <summary>The whole page.</summary>
    public static string Render()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        page.Append("\n## cluster.options\n\nOf `gcloud dataproc clusters create`. A field with `?` is a parameter of the request.\n\n");
        Rows(page, ClusterOptions.Table.Rows);
        page.Append("\n## submit.options\n\nOf `gcloud dataproc jobs submit`. `TYPE` stands for the job type's field: ");
        page.Append(string.Join(", ", SubmitOptions.JobTypes.Select(type => $"`{SubmitOptions.Type(type).Field}`"))).Append(".\n\n");

        Dictionary<string, (OptionRow Row, List<string> Types)> rows = new(StringComparer.Ordinal);
        foreach (var type in SubmitOptions.JobTypes)
        {
            foreach (var row in SubmitOptions.For(type).Rows)
            {
                var own = SubmitOptions.Type(type).Field + ".";
                var general = row with { Fields = [.. row.Fields.Select(field => field.Replace(own, "TYPE.", StringComparison.Ordinal))] };
                if (!rows.TryGetValue(row.Name, out var known)) rows[row.Name] = known = (general, []);
                known.Types.Add(type);
            }
        }

        Rows(page, rows.Values.Select(entry => entry.Types.Count == SubmitOptions.JobTypes.Length
            ? entry.Row
            : entry.Row with { Help = $"{entry.Row.Help} ({string.Join(", ", entry.Types)})" }));
        return page.ToString();
    }

    private static void Rows(StringBuilder page, IEnumerable<OptionRow> rows)
    {
        page.Append("| option | value | field | layers | |\n|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            var name = row.Negatable ? $"`{row.Name}`, `no-{row.Name}`" : $"`{row.Name}`";
            var fields = row.Fields.IsEmpty ? "" : string.Join(", ", row.Fields.Select(field => $"`{field}`"));
            var layers = row.Merge == MergeRule.Replace ? "" : "add up";
            page.Append($"| {name} | {row.Grammar.Name.Replace("|", "\\|", StringComparison.Ordinal)} | {fields} | {layers} | {row.Help} |\n");
        }
    }
}
