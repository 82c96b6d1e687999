using System.Net;

namespace Spydra.Emulator.Storage;

/// <summary>What may be a bucket's name: the rules of the service.</summary>
internal static class BucketName
{
    /// <exception cref="StorageError">400, with the rule that is broken.</exception>
    public static void Check(string name)
    {
        if (Fault(name) is { } fault) throw StorageError.Invalid($"Invalid bucket name: '{name}': {fault}.");
    }

    /// <summary>The rule that is broken, or null.</summary>
    public static string? Fault(string name)
    {
        var longest = name.Contains('.', StringComparison.Ordinal) ? 222 : 63;
        if (name.Length < 3 || name.Length > longest) return $"it has {name.Length} characters, and 3 to 63 are allowed (222 with dots)";
        if (name.Split('.').Any(part => part.Length is 0 or > 63)) return "the parts between its dots have 1 to 63 characters";
        if (!name.All(IsAllowed)) return "only lower-case letters, digits, dashes, underscores and dots are allowed";
        if (!char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1])) return "it begins and ends with a letter or a digit";
        if (name.StartsWith("goog", StringComparison.Ordinal) || name.Contains("google", StringComparison.Ordinal))
            return "it may not begin with 'goog' or contain 'google'";
        return name.Count(one => one == '.') == 3 && IPAddress.TryParse(name, out _) ? "it may not be an IP address" : null;
    }

    private static bool IsAllowed(char one) => char.IsAsciiLetterLower(one) || char.IsAsciiDigit(one) || one is '-' or '_' or '.';
}
