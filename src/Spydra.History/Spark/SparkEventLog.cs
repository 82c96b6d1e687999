using System.Text.RegularExpressions;
using Spydra.History.Sources;

namespace Spydra.History.Spark;

/// <summary>The log of one attempt of an application: a file, or a folder of files that were begun one after the other.</summary>
/// <param name="Application">The application, as the name has it.</param>
/// <param name="Attempt">The attempt, as the name has it; null where it has none.</param>
/// <param name="Name">The file's name, or the folder's with a slash.</param>
/// <param name="IsClosed">Whether the writer closed it. One that is not may end in half an event.</param>
/// <param name="Files">What to read, in this order.</param>
/// <param name="Size">All its files together, in bytes, as stored.</param>
/// <param name="Updated">When it was last written.</param>
public sealed partial record SparkEventLog(
    string Application, string? Attempt, string Name, bool IsClosed, IReadOnlyList<ArchivedFile> Files, long Size, DateTimeOffset Updated)
{
    internal const string InProgress = ".inprogress";
    internal const string Compact = ".compact";

    /// <summary>The codec of its last file, by its short name; empty: none.</summary>
    public string Codec => Files is [.., var last] ? CodecOf(last.BaseName) : "";

    /// <summary>The codec that a file's name ends with, by its short name; empty: none.</summary>
    internal static string CodecOf(string name)
    {
        name = Without(Without(name, InProgress), Compact);
        // Spark takes dots out of ids, so that the only one stands before the codec.
        var dot = name.LastIndexOf('.');
        return dot < 0 ? "" : name[(dot + 1)..];
    }

    /// <summary>The application and the attempt of a name without codec: <c>application_1795314636366_0036_1</c>.</summary>
    internal static (string Application, string? Attempt) Split(string name)
    {
        var yarn = YarnName().Match(name);
        if (yarn.Success) return (yarn.Groups["application"].Value, yarn.Groups["attempt"] is { Success: true, Value: var attempt } ? attempt : null);
        var other = OtherName().Match(name);
        return other.Success ? (other.Groups["application"].Value, other.Groups["attempt"].Value) : (name, null);
    }

    internal static string Without(string name, string ending) =>
        name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;

    [GeneratedRegex("^(?<application>application_[0-9]+_[0-9]+)(_(?<attempt>.+))?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex YarnName();

    [GeneratedRegex("^(?<application>.+)_(?<attempt>[0-9]{1,9})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex OtherName();
}
