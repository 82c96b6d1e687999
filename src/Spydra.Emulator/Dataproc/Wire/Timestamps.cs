using System.Globalization;
using System.Text.RegularExpressions;

namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>The API's instants: RFC 3339, answered in UTC with six decimals, read with none to nine and any offset.</summary>
internal static partial class Timestamps
{
    public static string Of(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Parse(string? text) =>
        text is not null && Pattern().IsMatch(text)
        && DateTimeOffset.TryParse(Shortened().Replace(text, "${kept}"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$")]
    private static partial Regex Pattern();

    // .NET keeps seven decimals; the rest is cut.
    [GeneratedRegex(@"(?<kept>\.\d{7})\d+")]
    private static partial Regex Shortened();
}
