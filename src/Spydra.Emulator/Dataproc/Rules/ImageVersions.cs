using System.Text.RegularExpressions;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>What an image version is resolved to: <c>2.2</c> becomes <c>2.2.63-debian12</c>.</summary>
internal static partial class ImageVersions
{
    public const string Default = "2.2";

    private static readonly Dictionary<string, (string Version, string System)> Newest = new(StringComparer.Ordinal)
    {
        ["1.3"] = ("1.3.95", "debian10"),
        ["1.4"] = ("1.4.80", "debian10"),
        ["1.5"] = ("1.5.90", "debian10"),
        ["2.0"] = ("2.0.146", "debian10"),
        ["2.1"] = ("2.1.95", "debian11"),
        ["2.2"] = ("2.2.63", "debian12"),
        ["2.3"] = ("2.3.10", "debian12"),
    };

    /// <summary>The version and the name of the image's operating system, or null when it is no version. A sub-minor version is kept as given.</summary>
    public static (string Version, string System)? Resolve(string? asked)
    {
        if (asked is "preview" or "latest") asked = Default;
        var match = Pattern().Match(string.IsNullOrEmpty(asked) ? Default : asked);
        if (!match.Success) return null;
        if (!Newest.TryGetValue(match.Groups["minor"].Value, out var newest)) newest = (match.Groups["minor"].Value + ".0", "debian12");
        var system = SystemOf(match.Groups["system"].Value, newest.System);
        return (match.Groups["sub"].Success ? match.Groups["minor"].Value + match.Groups["sub"].Value : newest.Version, system);
    }

    private static string SystemOf(string asked, string newest) => asked switch
    {
        "" or "debian" => newest,
        _ when asked.StartsWith("deb", StringComparison.Ordinal) && !asked.StartsWith("debian", StringComparison.Ordinal) => "debian" + asked[3..],
        _ => asked,
    };

    [GeneratedRegex(@"^(?<minor>\d{1,2}\.\d{1,2})(?<sub>\.\d{1,4})?(?:-(?:RC|rc)\d{1,3})?"
        + @"(?:-(?<system>deb\d*|debian\d*|ubuntu\d*|rocky\d*|ml-ubuntu\d*)(?:-arm)?)?$")]
    private static partial Regex Pattern();
}
