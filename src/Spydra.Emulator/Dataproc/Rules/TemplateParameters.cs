using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>The parameters of a workflow template: what may be wrong with them, and the template that comes of their values.</summary>
internal static partial class TemplateParameters
{
    private const int LongestValue = 1000;
    private const int LongestDescription = 1024;

    /// <summary>What is wrong with the parameters themselves.</summary>
    public static IEnumerable<string> Check(JsonObject template)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in template.Children("parameters"))
        {
            var name = parameter.Text("name") ?? "";
            if (!Name().IsMatch(name)) yield return $"Invalid parameter name: '{name}' must match pattern [A-Z_][A-Z0-9_]{{0,39}}";
            if (!names.Add(name)) yield return $"Parameter '{name}' is defined more than once.";
            if (parameter.Text("description")?.Length > LongestDescription)
                yield return $"The description of parameter '{name}' is longer than {LongestDescription} characters.";
            var fields = Texts(parameter, "fields").ToList();
            if (fields.Count == 0) yield return $"Parameter '{name}' names no fields.";
            foreach (var field in fields)
            {
                if (!owners.TryAdd(field, name)) yield return $"Field '{field}' belongs to more than one parameter: '{owners[field]}' and '{name}'.";
                if (TemplateField.Find(template, field) is null)
                    yield return $"Invalid field path '{field}' of parameter '{name}': the template has no single value there.";
            }

            foreach (var pattern in Texts(parameter, "validation.regex.regexes").Where(pattern => Whole(pattern) is null))
                yield return $"Invalid regular expression '{pattern}' of parameter '{name}'.";
        }
    }

    /// <summary>The template with the values in their places, without its parameters.</summary>
    /// <exception cref="ApiError">INVALID_ARGUMENT: a value is missing, not allowed, or of no parameter.</exception>
    public static JsonObject Applied(JsonObject template, IReadOnlyDictionary<string, string> values)
    {
        var problems = new List<string>();
        var applied = template.Copy();
        var parameters = template.Children("parameters").ToList();
        var known = parameters.Select(parameter => parameter.Text("name")!).ToList();
        foreach (var stranger in values.Keys.Except(known))
            problems.Add($"Template has no parameter '{stranger}'. Its parameters are: {(known.Count > 0 ? string.Join(", ", known) : "none")}.");
        foreach (var parameter in parameters)
        {
            var name = parameter.Text("name")!;
            if (!values.TryGetValue(name, out var value)) problems.Add($"Parameter '{name}' has no value.");
            else if (Refusal(parameter, name, value) is { } refusal) problems.Add(refusal);
            else
                problems.AddRange(Texts(parameter, "fields").Where(field => !TemplateField.Find(applied, field)!.Set(value))
                    .Select(field => $"Invalid value '{value}' of parameter '{name}': field '{field}' is a number."));
        }

        if (problems.Count > 0) throw ApiError.Invalid(problems);
        applied.Remove("parameters");
        return applied;
    }

    private static string? Refusal(JsonObject parameter, string name, string value)
    {
        if (value.Length > LongestValue) return $"The value of parameter '{name}' is longer than {LongestValue} characters.";
        var allowed = Texts(parameter, "validation.values.values").ToList();
        if (allowed.Count > 0 && !allowed.Contains(value))
            return $"Invalid value '{value}' of parameter '{name}': it must be one of {string.Join(", ", allowed)}.";
        var patterns = Texts(parameter, "validation.regex.regexes").ToList();
        return patterns.TrueForAll(pattern => Whole(pattern)!.IsMatch(value)) ? null
            : $"Invalid value '{value}' of parameter '{name}': it must match {string.Join(" and ", patterns)}";
    }

    private static IEnumerable<string> Texts(JsonObject json, string path) =>
        (json.At(path) as JsonArray)?.Select(text => text!.GetValue<string>()) ?? [];

    // RE2 has no backtracking either, so what it takes in linear time is taken in linear time here.
    private static Regex? Whole(string pattern)
    {
        try { return new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)); }
        catch (Exception e) when (e is ArgumentException or NotSupportedException) { return null; }
    }

    [GeneratedRegex(@"\A[A-Z_][A-Z0-9_]{0,39}\z")]
    private static partial Regex Name();
}
