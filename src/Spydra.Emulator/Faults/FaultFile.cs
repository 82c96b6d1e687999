using System.Text.Json;

namespace Spydra.Emulator.Faults;

/// <summary>The faults of an option file, or all that is wrong with it; then there are no faults.</summary>
public sealed record FaultFile(IReadOnlyList<Fault> Faults, IReadOnlyList<FaultProblem> Problems)
{
    /// <summary>Reads the faults of a file: <c>{"faults": [ ... ]}</c> or the list alone, with <c>//</c> comments where you like.</summary>
    public static FaultFile Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new([], [new(path, 0, "", $"cannot be read: {e.Message} Give the path of a file that can be.")]);
        }
    }

    /// <summary>Reads faults from a text; <paramref name="file"/> is what problems call it. One fault alone is taken, too.</summary>
    public static FaultFile Parse(string text, string file)
    {
        JsonLines lines;
        JsonDocument json;
        try
        {
            var lenient = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };
            json = JsonDocument.Parse(text, lenient);
            lines = JsonLines.Of(text);
        }
        catch (JsonException e)
        {
            return new([], [new(file, (e.LineNumber ?? 0) + 1, e.Path ?? "", $"is not JSON: {e.Message}")]);
        }

        using (json)
        {
            var reader = new FaultReader(file, lines);
            var faults = reader.Read(json.RootElement);
            return reader.Problems.Count == 0 ? new(faults, []) : new([], reader.Problems);
        }
    }

    /// <summary>What is wrong with faults that were made in code.</summary>
    internal static IEnumerable<string> Check(Fault fault)
    {
        if (CallNames.Problem(fault.Method) is { } unknown) yield return unknown;
        if (!FaultEffect.All.Contains(fault.Effect))
            yield return $"effect '{fault.Effect}' is not known. Use one of: {string.Join(", ", FaultEffect.All)}.";
        else if (FaultEffect.MethodsOf(fault.Effect) is { Count: > 0 } methods && !methods.Contains(fault.Method))
            yield return $"effect '{fault.Effect}' happens on {string.Join(" or ", methods)}, not on '{fault.Method}'.";
        if (fault.Effect == FaultEffect.Delay && fault.Delay is null) yield return "effect 'delay' needs a 'delay', for example \"2s\".";
        if (fault.Effect is FaultEffect.Error or FaultEffect.Html && fault.Code is < 400 or > 599)
            yield return $"code {fault.Code} is no HTTP code. Use 400 to 599.";
        if (new[] { fault.Nth, fault.From, fault.To, fault.Every, fault.Attempt }.Any(number => number < 1))
            yield return "nth, from, to, every and attempt count from 1.";
    }
}
