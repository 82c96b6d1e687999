using System.Text;

namespace Spydra.Specs;

/// <summary>The ids of jobs.</summary>
public static class JobIds
{
    private const int LongestName = 51;

    /// <summary>The longest id that Dataproc takes.</summary>
    public const int Longest = 100;

    /// <summary>
    /// The original's rule: the first 51 characters of the name, each that an id cannot hold replaced by <c>_</c>, then <c>-</c> and the
    /// run's id; without a name the run's id.
    /// </summary>
    public static string From(string? jobName, Guid runId)
    {
        if (string.IsNullOrEmpty(jobName)) return runId.ToString("D");
        var id = new StringBuilder();
        foreach (var rune in jobName[..Math.Min(jobName.Length, LongestName)].EnumerateRunes())
            id.Append(rune.IsAscii && IsAllowed((char)rune.Value) ? (char)rune.Value : '_');
        return $"{id}-{runId:D}";
    }

    /// <summary>Whether Dataproc takes this as a job's id.</summary>
    public static bool IsValid(string id) => id.Length is > 0 and <= Longest && id.All(IsAllowed);

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
