using System.Text.RegularExpressions;

namespace Spydra.Specs;

/// <summary>Which of a job's files lie on this machine.</summary>
public static partial class LocalFiles
{
    /// <summary>
    /// Whether an address has no scheme, and so is a path here. On Windows one letter before the colon is a drive and no scheme;
    /// <c>file://</c> is a path on the cluster's machines.
    /// </summary>
    public static bool IsLocal(string address) =>
        Scheme().Match(address) is not { Success: true } match || (OperatingSystem.IsWindows() && match.Groups["scheme"].Length == 1);

    /// <summary>The size of a file in bytes; of the file behind a link, and not of the link.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="NotSupportedException">It is a pipe or the like, which has no size and can be read only once.</exception>
    public static long Length(string path)
    {
        using var handle = File.OpenHandle(path);
        return RandomAccess.GetLength(handle);
    }

    internal static string Full(string workingFolder, string path) => workingFolder.Length == 0 ? path : Path.Combine(workingFolder, path);

    [GeneratedRegex("^ *(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):")]
    private static partial Regex Scheme();
}
