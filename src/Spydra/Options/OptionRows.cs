using System.Text.Json.Nodes;

namespace Spydra.Options;

/// <summary>The words in which the tables are written.</summary>
internal static class OptionRows
{
    public static OptionRow Text(string name, string field, string help) => Of(name, Grammars.Text, field, help);

    public static OptionRow Integer(string name, string field, string help) => Of(name, Grammars.WholeNumber, field, help);

    public static OptionRow Duration(string name, string field, string help) => Of(name, Grammars.Duration, field, help);

    /// <summary>An instant; the specs have made it absolute before the grammar sees it, as "now" is not known here.</summary>
    public static OptionRow Instant(string name, string field, string help) =>
        Of(name, Grammar.OfText("instant", text => Reading.Of(text)), field, help);

    public static OptionRow Of(string name, Grammar grammar, string field, string help) => new()
    {
        Name = name,
        Shape = OptionShape.Scalar,
        Grammar = grammar,
        Help = help,
        Fields = field.Length > 0 ? [.. field.Split(" + ")] : [],
    };

    public static OptionRow List(string name, string field, string help, Grammar? grammar = null) =>
        Of(name, grammar ?? Grammars.List, field, help) with { Shape = OptionShape.List };

    public static OptionRow Map(string name, string field, string help, Grammar? grammar = null) =>
        Of(name, grammar ?? Grammars.Map, field, help) with { Shape = OptionShape.Map };

    /// <summary>A flag that sends something when it is given, and nothing in its <c>no-</c> form.</summary>
    public static OptionRow Flag(string name, string field, JsonNode on, string help) => NotSent(name, Grammars.Flag, help) with
    {
        Shape = OptionShape.Flag,
        Fields = [field],
        On = on,
        Negatable = !name.StartsWith("no-", StringComparison.Ordinal),
    };

    /// <summary>A flag that sends true, and false in its <c>no-</c> form.</summary>
    public static OptionRow Switch(string name, string field, string help) => Flag(name, field, true, help) with { Off = false };

    /// <summary>A flag that nothing is sent of.</summary>
    public static OptionRow BareFlag(string name, string help) =>
        NotSent(name, Grammars.Flag, help) with { Shape = OptionShape.Flag, Negatable = true };

    /// <summary>An option that nothing is sent of: Spydra itself acts on it, or gcloud would.</summary>
    public static OptionRow NotSent(string name, Grammar grammar, string help) => Of(name, grammar, "", help);

    public static OptionRow Derived(this OptionRow row) => row with { Derived = true };

    public static OptionRow Appending(this OptionRow row) =>
        row with { Merge = row.Shape == OptionShape.Map ? MergeRule.ByKey : MergeRule.Append };

    /// <summary>A list of which the text is simply divided.</summary>
    public static OptionRow Divided(this OptionRow row, string separator) => row with { Separator = separator, OwnSeparator = false };

    public static OptionRow NotEmpty(this OptionRow row) => row with { NeedsItems = true };

    public static OptionRow OfFiles(this OptionRow row) => row with { NamesFiles = true };

    public static OptionRow In(this OptionRow row, GcloudTrack track) => row with { Track = track };

    /// <summary>The options that every gcloud command has. They are about gcloud's own output and login, and change no request.</summary>
    public static IEnumerable<OptionRow> OfEveryCommand()
    {
        yield return NotSent("project", ResourceGrammars.Project, "The project; of the cluster for a run that makes one.");
        yield return Text("region", "", "The region; the key 'region' is the better place.");
        yield return Text("account", "", "The account that gcloud would act as; Spydra acts as its credentials say.");
        yield return Text("impersonate-service-account", "", "The service account as which every request is made.");
        yield return Text("billing-project", "", "The project that the API's quota is charged to.");
        foreach (var name in new[] { "configuration", "format", "trace-token", "flatten" })
            yield return Text(name, "", "About gcloud itself; accepted, without effect here.");
        yield return NotSent("verbosity", Grammars.Unsent("debug", "info", "warning", "error", "critical", "none"),
            "About gcloud itself; accepted, without effect here.");
        yield return NotSent("http-timeout", Grammars.UnsentNumber, "About gcloud itself; accepted, without effect here.");
        yield return NotSent("universe-domain", Grammars.Unsent("googleapis.com"), "The universe of the APIs: Google's own.");
        foreach (var name in new[] { "log-http", "user-output-enabled" })
            yield return BareFlag(name, "About gcloud itself; accepted, without effect here.");
        yield return BareFlag("quiet", "About gcloud itself; accepted, without effect here.") with { Negatable = false };
        yield return NotSent("flags-file", Grammars.Text, "A local YAML file with further options (--name: value); those of the spec win.");
    }
}
