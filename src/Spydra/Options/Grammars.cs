using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Spydra.Options;

/// <summary>The grammars that many options share: what gcloud accepts and refuses, seen in its requests.</summary>
public static class Grammars
{
    /// <summary>Sent as written.</summary>
    public static readonly Grammar Text = Grammar.OfText("text", text => Reading.Of(text));

    /// <summary>Takes no value.</summary>
    public static readonly Grammar Flag = new("flag", (_, _) => Reading.Nothing);

    /// <summary>Sent as written, item by item.</summary>
    public static readonly Grammar List = Grammar.OfItems("list", item => Reading.Of(item));

    /// <summary>Sent as written, entry by entry.</summary>
    public static readonly Grammar Map = Grammar.OfEntries("map", (_, _) => null);

    /// <summary>Labels of Google Cloud resources.</summary>
    public static readonly Grammar Labels = Grammar.OfEntries("labels", LabelFault);

    /// <summary>A whole number; gcloud checks no range.</summary>
    public static readonly Grammar WholeNumber = Grammar.OfText("integer", text =>
        TryInteger(text, out var number) ? Reading.Of(number) : NoInteger(text));

    /// <summary>A whole number of which zero is the same as absence.</summary>
    public static readonly Grammar WholeNumberNotZero = Grammar.OfText("integer", text =>
        !TryInteger(text, out var number) ? NoInteger(text) : number == 0 ? Reading.Nothing : Reading.Of(number));

    /// <summary>A whole number of which nothing is sent.</summary>
    public static readonly Grammar UnsentNumber = Grammar.OfText("integer", text => TryInteger(text, out _) ? Reading.Nothing : NoInteger(text));

    /// <summary>A positive whole number of 64 bits, which JSON carries as a text.</summary>
    public static readonly Grammar Positive = Grammar.OfText("positive integer", text =>
        !TryInteger(text, out var number) ? NoInteger(text)
        : number <= 0 ? Reading.Wrong($"is {number}; it must be positive.", "Write 1 or more.")
        : Reading.Of(number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>1 or 3.</summary>
    public static readonly Grammar Masters = Grammar.OfText("1 or 3", text =>
        TryInteger(text, out var number) && number is 1 or 3
            ? Reading.Of(number)
            : Reading.Wrong($"is \"{text}\".", "Write 1 (standard) or 3 (high availability)."));

    /// <summary>A number.</summary>
    public static readonly Grammar Number = Grammar.OfText("number", text => TryNumber(text, out var number) ? Reading.Of(number) : NoNumber(text));

    /// <summary>A number from 0 to 1; 0 sends nothing.</summary>
    public static readonly Grammar Fraction = Grammar.OfText("number from 0 to 1", text => !TryNumber(text, out var number) ? NoNumber(text)
        : number is < 0 or > 1 ? Reading.Wrong($"is {text}; it must be between 0 and 1.", "Write a share such as 0.5.")
        : number == 0 ? Reading.Nothing : Reading.Of(number));

    /// <summary>A duration, sent in seconds.</summary>
    public static readonly Grammar Duration = Grammar.OfText("duration", text => ReadDuration(text));

    /// <summary>A duration of which zero is the same as absence.</summary>
    public static readonly Grammar DurationNotZero = Grammar.OfText("duration", text =>
        ReadDuration(text) is { Node: { } node } reading && node.GetValue<string>() != "0s" ? reading
        : ReadDuration(text).Fault is not null ? ReadDuration(text) : Reading.Nothing);

    /// <summary>A duration that nothing is sent of.</summary>
    public static readonly Grammar Wait = Grammar.OfText("duration", text => ReadDuration(text) is { Fault: not null } wrong ? wrong : Reading.Nothing);

    /// <summary>A boot disk's size, sent in GB.</summary>
    public static readonly Grammar DiskSize = Grammar.OfText("size", text =>
    {
        if (SizeText.Parse(text, out var bytes) is { } fault)
            return Reading.Wrong($"is \"{text}\", which {fault}.", "Write a size such as 500GB or 1TB.");
        if (bytes < 10 * SizeText.Gigabyte) return Reading.Wrong($"is {text}; a boot disk has at least 10GB.", "Write 10GB or more.");
        if (bytes / SizeText.Gigabyte > long.MaxValue) return Reading.Wrong($"is {text}, which is too large.", "Write a size such as 500GB or 1TB.");
        return bytes % SizeText.Gigabyte == 0
            ? Reading.Of((long)(bytes / SizeText.Gigabyte))
            : Reading.Wrong($"is {text}; a disk's size is a whole number of GB.", $"Write {(bytes / SizeText.Gigabyte) + 1}GB.");
    });

    /// <summary>One of some words; each sends the word beside it, or nothing where that is null.</summary>
    public static Grammar Choice(params (string Word, string? Sent)[] choices)
    {
        var words = choices.Select(choice => choice.Word).ToImmutableArray();
        return Grammar.OfText(string.Join(" | ", words), text =>
        {
            var found = words.IndexOf(text);
            if (found < 0) return NoChoice(text, words);
            return choices[found].Sent is { } sent ? Reading.Of(sent) : Reading.Nothing;
        });
    }

    /// <summary>One of some words, of which nothing is sent.</summary>
    public static Grammar Unsent(params string[] words) => Choice([.. words.Select(word => (word, (string?)null))]);

    /// <summary>One of some words in capitals, given in any case, with <c>-</c> for <c>_</c>.</summary>
    public static Grammar LooseChoice(params string[] words) => Grammar.OfText(string.Join(" | ", words), text => Loose(text, words));

    /// <summary>A list of words in capitals, given in any case, and with <c>-</c> for <c>_</c> where that is allowed.</summary>
    public static Grammar LooseChoices(bool dashes, params string[] words) => Grammar.OfItems(
        "list of " + string.Join(" | ", words),
        item => !dashes && item.Contains('-', StringComparison.Ordinal) ? NoChoice(item, [.. words]) : Loose(item, words));

    /// <summary>A map of which each value is one of some words, exactly.</summary>
    public static Grammar MapOf(params string[] words) => Grammar.OfEntries("map to " + string.Join(" | ", words), (key, text) =>
        words.Contains(text, StringComparer.Ordinal) ? null : NoChoice(text, [.. words]).Fault! with { Item = key });

    /// <summary>Optional sign, digits of any script with <c>_</c> between them, blanks around.</summary>
    public static bool TryInteger(string text, out long number) =>
        long.TryParse(Digits.Number(text).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>What is wrong with a label; null when it is right.</summary>
    public static OptionFault? LabelFault(string key, string value)
    {
        static bool Lower(Rune rune) => Rune.IsLetter(rune) && !Rune.IsUpper(rune);

        // A digit is what has the value of one: superscripts do, Roman numerals do not.
        static bool Allowed(Rune rune) => Lower(rune) || rune.Value is '_' or '-' || CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) >= 0;

        var runes = key.EnumerateRunes().ToList();
        if (runes.Count is 0 or > 63 || !Lower(runes[0]) || !runes.All(Allowed))
            return new($"has the key \"{key}\", which is no label key.",
                "A key begins with a lowercase letter and has up to 63 lowercase letters, digits, '-' and '_'.", key);
        var values = value.EnumerateRunes().ToList();
        return values.Count <= 63 && values.All(Allowed) ? null
            : new($"has the value \"{value}\" for '{key}', which is no label value.",
                "A value has up to 63 lowercase letters, digits, '-' and '_'.", key);
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(Digits.Number(text), NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static Reading ReadDuration(string text)
    {
        if (DurationText.Parse(text, out var duration) is { } fault)
            return Reading.Wrong($"is \"{text}\", which {fault}.", "Write a duration such as 30m, 2h, 1d12h or PT1H30M.");
        return duration.TotalSeconds < 0
            ? Reading.Wrong($"is {text}; a duration is not negative.", "Write a duration such as 30m.")
            : Reading.Of(duration.Wire);
    }

    private static Reading Loose(string text, string[] words)
    {
        var word = text.ToUpperInvariant().Replace('-', '_');
        return words.Contains(word, StringComparer.Ordinal) ? Reading.Of(word) : NoChoice(text, [.. words]);
    }

    private static Reading NoChoice(string text, ImmutableArray<string> words) => Reading.Wrong(
        $"is \"{text}\", which is none of {string.Join(", ", words)}.",
        NearestNames.Suggest(NearestNames.Of(text, words), "Write one of them."));

    private static Reading NoInteger(string text) => Reading.Wrong($"is \"{text}\"; a whole number is expected.", "Write a number such as 2.");

    private static Reading NoNumber(string text) => Reading.Wrong($"is \"{text}\"; a number is expected.", "Write a number such as 0.5.");
}
