using System.Globalization;
using Spydra.Options;

namespace Spydra.Specs.Reading;

/// <summary>Reads the value of a scalar key, as lenient about quotes as the original: "2" is a number and 2 a text.</summary>
internal static class KeyValues
{
    /// <summary>The value in its plain form, or what is wrong with it.</summary>
    public static (string? Text, OptionFault? Fault) Read(SpecKey key, SpecNode node)
    {
        var text = node.ScalarText;
        return key.Type switch
        {
            KeyType.Text => text is null ? Wrong(node, "a string is expected", "Write it in double quotes.") : (text, null),
            KeyType.WholeNumber => Whole(text) is { } whole ? (whole, null) : Wrong(node, "a whole number is expected", "Write a number such as 2."),
            KeyType.Number => Number(text) is { } number ? (number, null) : Wrong(node, "a number is expected", "Write a number such as 0.5."),
            KeyType.Boolean => Boolean(text) is { } yes ? (yes, null) : Wrong(node, "true or false is expected", "Write true or false, without quotes."),
            KeyType.Duration => Duration(key, node) is { } duration
                ? (duration, null)
                : Wrong(node, "a duration is expected", "Write a duration such as 30m, 12h or P1D; a bare number is seconds."),
            KeyType.Choice => Choice(key, node, text),
            KeyType.Address => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? (text, null)
                : Wrong(node, "an address is expected", "Write an address such as http://127.0.0.1:8080."),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key.Type, "is no scalar"),
        };
    }

    private static (string?, OptionFault?) Wrong(SpecNode node, string expected, string nextStep) =>
        (null, new($"is {node.Description}; {expected}.", nextStep));

    private static (string?, OptionFault?) Choice(SpecKey key, SpecNode node, string? text)
    {
        if (text is not null && key.Choices.Contains(text)) return (text, null);
        var known = string.Join(", ", key.Choices.Select(choice => $"\"{choice}\""));
        return (null, new($"is {node.Description}; one of {known} is expected.",
            text is null ? "Write one of them." : NearestNames.Suggest(NearestNames.Of(text, key.Choices), "Write one of them.")));
    }

    private static string? Whole(string? text)
    {
        const NumberStyles styles = NumberStyles.Float;
        return decimal.TryParse(text?.Trim(), styles, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Floor(number) && number is >= int.MinValue and <= int.MaxValue
            ? ((int)number).ToString(CultureInfo.InvariantCulture)
            : null;
    }

    private static string? Number(string? text) =>
        double.TryParse(text?.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? text!.Trim() : null;

    /// <summary>A number is seconds; of a job's keys it may have a fraction, as for the original.</summary>
    private static string? Duration(SpecKey key, SpecNode node)
    {
        var text = node switch
        {
            SpecNode.Number number when !key.IsSetting && !long.TryParse(number.Raw, out _)
                && decimal.TryParse(number.Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) =>
                seconds.ToString("0.#########", CultureInfo.InvariantCulture) + "s",
            SpecNode.Boolean => null,
            _ => node.ScalarText,
        };
        return text is not null && DurationText.Parse(text, out _) is null ? text : null;
    }

    private static string? Boolean(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        "true" or "1" => "true",
        "false" or "0" => "false",
        _ => null,
    };
}
