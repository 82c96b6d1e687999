using System.Globalization;
using System.Text.RegularExpressions;

namespace Spydra.Emulator.Jobs.Streaming.Options;

/// <summary>
/// The properties of a job, by Hadoop's rules: the later one wins, an old name is its new one, <c>${name}</c> in a value is another
/// property.
/// </summary>
internal sealed partial class JobConfiguration
{
    // Hadoop's own limit for names in names.
    private const int MaxExpansions = 20;

    private readonly SortedDictionary<string, string> values = new(StringComparer.Ordinal);

    public void Set(string key, string value) => values[DeprecatedKeys.Current(key)] = value;

    public string? Get(string key)
    {
        if (!values.TryGetValue(DeprecatedKeys.Current(key), out var value)) return null;
        for (var i = 0; i < MaxExpansions; i++)
        {
            if (Variable().Match(value) is not { Success: true } match) break;
            if (!values.TryGetValue(DeprecatedKeys.Current(match.Groups[1].Value), out var inner)) break;
            value = string.Concat(value.AsSpan(0, match.Index), inner, value.AsSpan(match.Index + match.Length));
        }

        return value;
    }

    public string Get(string key, string otherwise) => Get(key) ?? otherwise;

    /// <exception cref="JobLaunchException">The value is no number.</exception>
    public long GetLong(string key, long otherwise)
    {
        var text = Get(key)?.Trim();
        if (string.IsNullOrEmpty(text)) return otherwise;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex)) return hex;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new JobLaunchException(
                $"For input string: \"{text}\" (the property '{key}' must be a whole number)", "java.lang.NumberFormatException");
    }

    public int GetInt(string key, int otherwise) => (int)Math.Clamp(GetLong(key, otherwise), int.MinValue, int.MaxValue);

    /// <summary>As Hadoop: what is neither true nor false is the default.</summary>
    public bool GetBoolean(string key, bool otherwise) => bool.TryParse(Get(key)?.Trim(), out var value) ? value : otherwise;

    /// <summary>Every property with its expanded value, in the order of the keys.</summary>
    public IEnumerable<KeyValuePair<string, string>> All() => values.Keys.Select(key => KeyValuePair.Create(key, Get(key)!));

    [GeneratedRegex(@"\$\{([^\}\$ ]+)\}")]
    private static partial Regex Variable();
}
