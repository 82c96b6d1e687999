using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Spydra.HouseRules;

/// <summary>The repository's own files, as the rules read them.</summary>
internal static partial class Source
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file below a folder of the repository, by its path from the root with forward slashes.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path)))
            .OrderBy(file => file.Item1, StringComparer.Ordinal);

    /// <summary>The namespaces of ours that a file uses.</summary>
    public static IEnumerable<string> Uses(string text) => UsingLine().Matches(text).Select(match => match.Groups["name"].Value);

    public static string Namespace(string text) => NamespaceLine().Match(text).Groups["name"].Value;

    [GeneratedRegex(@"^using (?:static )?(?<name>Spydra[\w.]*);", RegexOptions.Multiline, 1000)]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline, 1000)]
    private static partial Regex NamespaceLine();

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = new DirectoryInfo(Path.GetDirectoryName(here)!); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Spydra.sln"))) return folder.FullName;
        throw new InvalidOperationException("The repository's root was not found above " + here);
    }
}
