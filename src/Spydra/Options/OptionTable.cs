using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Spydra.Options;

/// <summary>What the options of a table make of a request: its body, and the query parameters that some options land in.</summary>
public sealed record AppliedOptions(JsonObject Body, IReadOnlyDictionary<string, string> Query);

/// <summary>A check that looks at several options.</summary>
public delegate IEnumerable<OptionProblem> OptionRule(OptionValues values);

/// <summary>Puts into the body what several options make together, after the simple rows.</summary>
public delegate void OptionDerivation(OptionValues values, ResourceScope scope, JsonObject body);

/// <summary>
/// The options of one gcloud command. Everything about them is in the rows; here they are only looked up, checked and applied. A table
/// knows nothing of files: what is wrong comes back with the option's name, and the caller knows where that stands.
/// </summary>
public sealed class OptionTable
{
    private const string No = "no-";

    private readonly FrozenDictionary<string, OptionRow> byName;
    private readonly ImmutableArray<OptionRule> rules;
    private readonly ImmutableArray<OptionDerivation> derivations;

    /// <summary>A table of these rows.</summary>
    public OptionTable(
        string command, IEnumerable<OptionRow> rows, IEnumerable<ExclusiveOptions> exclusive, IEnumerable<OptionRule> rules,
        IEnumerable<OptionDerivation> derivations)
    {
        Command = command;
        Rows = [.. rows];
        Exclusive = [.. exclusive];
        byName = Rows.ToFrozenDictionary(row => row.Name, StringComparer.Ordinal);
        this.rules = [.. rules];
        this.derivations = [.. derivations];
    }

    /// <summary>The gcloud command: <c>clusters create</c>, <c>jobs submit spark</c>.</summary>
    public string Command { get; }

    /// <summary>The rows, in the order of the documentation.</summary>
    public ImmutableArray<OptionRow> Rows { get; }

    /// <summary>The options that cannot stand together.</summary>
    public ImmutableArray<ExclusiveOptions> Exclusive { get; }

    /// <summary>Every name that may be written, <c>no-</c> forms included.</summary>
    public IEnumerable<string> Names => Rows.SelectMany(row => row.Negatable ? [row.Name, No + row.Name] : new[] { row.Name });

    /// <summary>The row of a name, and whether the name is the row's <c>no-</c> form; null when there is none.</summary>
    public OptionRow? Find(string name, out bool negated)
    {
        negated = false;
        if (byName.TryGetValue(name, out var row)) return row;
        if (!name.StartsWith(No, StringComparison.Ordinal) || !byName.TryGetValue(name[No.Length..], out row) || !row.Negatable) return null;
        negated = true;
        return row;
    }

    /// <summary>The row of a name; null when there is none.</summary>
    public OptionRow? Find(string name) => Find(name, out _);

    /// <summary>Everything that is wrong with these values: unknown names, values that do not read, options at odds with each other.</summary>
    public IEnumerable<OptionProblem> Check(OptionValues values, ResourceScope scope)
    {
        foreach (var (name, value) in values.Values)
        {
            if (Find(name) is not { } row)
                yield return new(name, $"is no option of 'gcloud dataproc {Command}'.", "Remove it.");
            else if (row.Grammar.Read(value, scope).Fault is { } fault)
                yield return new(name, fault.What, fault.NextStep, fault.Item);
        }

        foreach (var problem in Exclusive.SelectMany(group => group.Check(values)).Concat(rules.SelectMany(rule => rule(values))))
            yield return problem;
    }

    /// <summary>
    /// Puts the values into the body.
    /// </summary>
    /// <exception cref="ArgumentException">The values were not checked, and one of them is wrong.</exception>
    public AppliedOptions Apply(OptionValues values, ResourceScope scope, JsonObject body)
    {
        var query = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in Rows)
        {
            if (row.Derived || Node(row, values, scope) is not { } node) continue;
            foreach (var field in row.Fields)
            {
                if (field.StartsWith('?')) query[field[1..]] = node.GetValue<string>();
                else FieldPath.Set(body, field, node.DeepClone());
            }
        }

        foreach (var derive in derivations) derive(values, scope, body);
        return new(body, query);
    }

    private static JsonNode? Node(OptionRow row, OptionValues values, ResourceScope scope)
    {
        if (row.Shape == OptionShape.Flag) return values.Has(row.Name) ? row.On : values.Has(No + row.Name) ? row.Off : null;
        if (!values.Values.TryGetValue(row.Name, out var value)) return null;
        var reading = row.Grammar.Read(value, scope);
        return reading.Fault is { } fault ? throw new ArgumentException($"{row.Name} {fault.What}", nameof(values)) : reading.Node;
    }
}
