using System.Text.RegularExpressions;

namespace Spydra.Specs;

/// <summary>Which of a job's files lie on this machine.</summary>
public static partial class LocalFiles
{
    /// <summary>
    /// Whether an address has no scheme, and so is a path here. One letter before the colon is a drive and no scheme; <c>file://</c> is a
    /// path on the cluster's machines.
    /// </summary>
    public static bool IsLocal(string address) => !Scheme().IsMatch(address);

    internal static string Full(string workingFolder, string path) => workingFolder.Length == 0 ? path : Path.Combine(workingFolder, path);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]+:")]
    private static partial Regex Scheme();
}
