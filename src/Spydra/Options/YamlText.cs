using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Scalar = YamlDotNet.Core.Events.Scalar;

namespace Spydra.Options;

/// <summary>A value of a YAML file.</summary>
internal abstract record YamlValue
{
    /// <summary>A text, a number, a word; <c>Kind</c> says what YAML 1.1 takes it for.</summary>
    public sealed record Plain(string Text, YamlKind Kind) : YamlValue;

    public sealed record List(ImmutableArray<YamlValue> Items) : YamlValue;

    /// <summary>Of keys that are given twice only the first is there, as gcloud's reader has it.</summary>
    public sealed record Map(ImmutableArray<KeyValuePair<YamlValue, YamlValue>> Entries) : YamlValue
    {
        public YamlValue? Find(string key) => Entries.FirstOrDefault(entry => entry.Key is Plain { Kind: YamlKind.Text, Text: var text } && text == key).Value;
    }
}

/// <summary>What YAML 1.1 takes a plain value for.</summary>
internal enum YamlKind
{
    Text,
    WholeNumber,
    Boolean,
    Null,

    /// <summary>A number with a fraction, or a date.</summary>
    Other,
}

/// <summary>Reads YAML as gcloud does: version 1.1, where <c>yes</c> is true and <c>010</c> is eight.</summary>
internal static partial class YamlText
{
    /// <summary>The first document of the text; the fault says at which line something is wrong.</summary>
    public static string? Parse(string text, out YamlValue value)
    {
        value = new YamlValue.Plain("", YamlKind.Null);
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.TryConsume<DocumentStart>(out _)) value = Value(parser, new Dictionary<string, YamlValue>(StringComparer.Ordinal));
            return null;
        }
        catch (YamlException e)
        {
            return $"line {e.Start.Line} is no YAML";
        }
    }

    /// <summary>The number that a <see cref="YamlKind.WholeNumber"/> stands for.</summary>
    public static long Number(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var sign = digits[0] == '-' ? -1 : 1;
        digits = digits.TrimStart('+', '-');
        return sign * (digits switch
        {
            ['0', 'x', .. var hex] => long.Parse(hex, NumberStyles.HexNumber),
            ['0', 'b', .. var bits] => Convert.ToInt64(bits, 2),
            ['0', _, ..] => Convert.ToInt64(digits, 8),
            _ => digits.Split(':').Aggregate(0L, (sum, part) => sum * 60 + long.Parse(part)),
        });
    }

    /// <summary>Whether a <see cref="YamlKind.Boolean"/> stands for true.</summary>
    public static bool IsTrue(string text) => text.ToUpperInvariant() is "Y" or "YES" or "TRUE" or "ON";

    private static YamlValue Value(Parser parser, Dictionary<string, YamlValue> anchors)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.TryGetValue(alias.Value.Value, out var named) ? named : throw new YamlException(alias.Start, alias.End, "unknown alias");

        var node = parser.Accept<NodeEvent>(out var next) ? next : throw new YamlException("a value is expected");
        YamlValue value;
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            value = new YamlValue.Plain(scalar.Value, Kind(scalar));
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = ImmutableArray.CreateBuilder<YamlValue>();
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Value(parser, anchors));
            value = new YamlValue.List(items.ToImmutable());
        }
        else
        {
            parser.Consume<MappingStart>();
            List<KeyValuePair<YamlValue, YamlValue>> entries = [];
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = Value(parser, anchors);
                var below = Value(parser, anchors);
                if (!entries.Exists(entry => entry.Key == key)) entries.Add(new(key, below));
            }

            value = new YamlValue.Map([.. entries]);
        }

        if (!node.Anchor.IsEmpty) anchors[node.Anchor.Value] = value;
        return value;
    }

    private static YamlKind Kind(Scalar scalar)
    {
        if (!scalar.Tag.IsEmpty) return scalar.Tag.Value == "tag:yaml.org,2002:str" ? YamlKind.Text : YamlKind.Other;
        if (scalar.Style != ScalarStyle.Plain) return YamlKind.Text;
        return scalar.Value switch
        {
            "" or "~" or "null" or "Null" or "NULL" => YamlKind.Null,
            var text when Boolean().IsMatch(text) => YamlKind.Boolean,
            var text when Whole().IsMatch(text) => YamlKind.WholeNumber,
            var text when Fraction().IsMatch(text) || Date().IsMatch(text) || text is "=" or "<<" => YamlKind.Other,
            _ => YamlKind.Text,
        };
    }

    [GeneratedRegex("^(y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Boolean();

    [GeneratedRegex("^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*(:[0-5]?[0-9])*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^([-+]?([0-9][0-9_]*\.[0-9_]*([eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9_]+([eE][-+][0-9]+)?|[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*|\.(inf|Inf|INF))|\.(nan|NaN|NAN))$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:?[0-9]{2})?))?)?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Date();
}
