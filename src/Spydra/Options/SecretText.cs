using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Spydra.Options;

/// <summary>
/// Values that are shown as <c>***</c> wherever a plan or a spec is printed: those of keys that hold <c>password</c>, <c>passphrase</c>,
/// <c>secret</c> or <c>token</c>, or end in <c>.key</c>, unless the key ends in a word that says where or how (<c>uri</c>, <c>file</c>,
/// <c>enabled</c>), and unless the value is a boolean. Labels are never secret. What is sent is not touched.
/// </summary>
public static partial class SecretText
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Mask = "***";

    // Labels are there to be read by everyone who lists a project's clusters and jobs.
    private static readonly string[] Open = ["labels", "clusterLabels", "cluster-labels", "resourceManagerTags", "resource-manager-tags"];

    /// <summary>Whether the value of this key is one that nobody should read.</summary>
    public static bool IsSecret(string key) => Telling().IsMatch(key) && !Harmless().IsMatch(key);

    /// <summary>The value of a key as it is shown.</summary>
    public static string Shown(string key, string value) =>
        value.Length > 0 && !bool.TryParse(value, out _) && IsSecret(key) ? Mask : Shown(value);

    /// <summary>
    /// A text as it is shown: <c>-Ddb.password=x</c> and <c>jdbc:...?password=x</c> hold a secret, too, and so does what looks like one of a
    /// known service (<see cref="SecretTokens"/>).
    /// </summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        var taken = 0;
        for (var equals = text.IndexOf('=', StringComparison.Ordinal); equals >= 0; equals = text.IndexOf('=', equals + 1))
        {
            var (start, end) = (equals, equals + 1);
            while (start > taken && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or '_' or ':' or '-')) start--;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not (',' or ';' or '&' or '"' or '\'')) end++;
            var value = text[(equals + 1)..end];
            if (value.Length == 0 || bool.TryParse(value, out _) || !IsSecret(text[start..equals])) continue;
            shown.Append(text, taken, equals + 1 - taken).Append(Mask);
            (taken, equals) = (end, end - 1);
        }

        return SecretTokens.Shown(shown.Append(text, taken, text.Length - taken).ToString());
    }

    /// <summary>Arguments as they are shown: the one after <c>--password</c> is a secret, too.</summary>
    public static ImmutableArray<string> Shown(IReadOnlyList<string> arguments) =>
        [.. arguments.Select((argument, i) => i > 0 && NamesSecret(arguments[i - 1]) && argument is not ("" or ['-', ..]) ? Mask : Shown(argument))];

    /// <summary>Options as they are shown.</summary>
    public static OptionValues Shown(OptionValues options) => new(options.Values.SetItems(
        options.Values.Where(option => !Open.Contains(option.Key)).Select(option => KeyValuePair.Create(option.Key, Shown(option.Value)))));

    /// <summary>A copy of a request's body as it is shown.</summary>
    public static JsonObject Shown(JsonObject body)
    {
        JsonObject shown = [];
        foreach (var (key, value) in body)
        {
            shown[key] = value switch
            {
                _ when Open.Contains(key) => value?.DeepClone(),
                JsonObject inner => Shown(inner),
                JsonArray list => List(list),
                JsonValue text when text.GetValueKind() == JsonValueKind.String => Shown(key, text.GetValue<string>()),
                _ => value?.DeepClone(),
            };
        }

        return shown;
    }

    private static OptionValue Shown(OptionValue value) => value switch
    {
        OptionValue.Map map => new OptionValue.Map([.. map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Shown(entry.Key, entry.Value)))]),
        OptionValue.List list => new OptionValue.List([.. list.Items.Select(Shown)]),
        OptionValue.Scalar scalar => new OptionValue.Scalar(Shown(scalar.Text)),
        _ => value,
    };

    private static JsonArray List(JsonArray list)
    {
        var texts = list.Select(item => item is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null).ToList();
        return texts.Contains(null)
            ? [.. list.Select(item => item is JsonObject inner ? Shown(inner) : item?.DeepClone())]
            : [.. Shown(texts!).Select(text => (JsonNode)text)];
    }

    private static bool NamesSecret(string argument) =>
        argument.StartsWith('-') && !argument.Contains('=', StringComparison.Ordinal) && IsSecret(argument.TrimStart('-'));

    [GeneratedRegex("password|passwd|passphrase|secret|token|(api|access|account|private)[._-]?key|[._-]key$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Telling();

    [GeneratedRegex("(uri|url|path|file|class|enabled|provider|interval|lifetime)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Harmless();
}
