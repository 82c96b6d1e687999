using System.Collections.Immutable;

namespace Spydra.Options;

/// <summary>Options as words of a gcloud command line.</summary>
/// <param name="Beta">Whether only <c>gcloud beta</c> has them all.</param>
/// <param name="Words"><c>--name=value</c>, or <c>--name</c> of a flag.</param>
/// <param name="Unsaid">What gcloud cannot be told: sentences that begin with the option's name.</param>
public sealed record GcloudWords(bool Beta, ImmutableArray<string> Words, ImmutableArray<string> Unsaid);

/// <summary>The way back from option values to what gcloud takes: what <see cref="OptionText"/> reads, this writes.</summary>
public static class GcloudText
{
    // Those first that are rare in values.
    private static readonly string[] Delimiters = [";", "|", "#", "@", "~", "%", "!", "+", ":"];

    // With beta, gcloud completes these with addresses of the beta of Compute; only whole addresses are sent as they are.
    private static readonly Grammar[] Completed = [ResourceGrammars.Network, ResourceGrammars.Subnet, ResourceGrammars.Image];

    /// <summary>The options of a command, in the order of their names.</summary>
    /// <param name="table">The command's options.</param>
    /// <param name="values">The options, checked.</param>
    /// <param name="scope">What short resource names are completed with.</param>
    /// <param name="files">The files whose content stands in <paramref name="values"/>, by option.</param>
    public static GcloudWords Of(OptionTable table, OptionValues values, ResourceScope scope, IReadOnlyDictionary<string, string> files)
    {
        var beta = values.Values.Keys.FirstOrDefault(name => table.Find(name)?.Track == GcloudTrack.OnlyBeta);
        var words = ImmutableArray.CreateBuilder<string>();
        var unsaid = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, value) in values.Values)
        {
            var row = table.Find(name) ?? throw new ArgumentException($"{name} is no option of {table.Command}", nameof(values));
            if (value is OptionValue.Map { Entries.IsEmpty: true } && row.Shape == OptionShape.Map)
                continue;
            else if (beta is not null && row.Track == GcloudTrack.NotBeta)
                unsaid.Add($"--{name}: 'gcloud beta' does not have it, and only 'gcloud beta' has --{beta}");
            else if (row.Shape == OptionShape.Flag)
                words.Add($"--{name}");
            else if (Written(row, value, scope, beta is not null, files, out var reason) is { } text)
                words.Add($"--{name}={text}");
            else
                unsaid.Add($"--{name}: {reason}");
        }

        return new(beta is not null, words.ToImmutable(), unsaid.ToImmutable());
    }

    /// <summary>
    /// One text that gcloud splits into these items: with the separator where it can be, else with <c>^X^</c> and a delimiter that occurs in
    /// none of them.
    /// </summary>
    public static string Join(IReadOnlyList<string> items, string separator)
    {
        if (items.Count == 0) return "";
        var further = Enumerable.Range(1, int.MaxValue - 1).Select(n => $"@{n}@");
        return Delimiters.Prepend(separator).Concat(further).Select(With).First(text =>
            OptionText.Split(text, separator, out var again) is null && again.SequenceEqual(items, StringComparer.Ordinal));

        string With(string delimiter) => (delimiter == separator ? "" : $"^{delimiter}^")
            + string.Join(delimiter, items) + (items[^1].Length == 0 ? delimiter : "");
    }

    private static string? Written(
        OptionRow row, OptionValue value, ResourceScope scope, bool beta, IReadOnlyDictionary<string, string> files, out string? reason)
    {
        reason = null;
        switch (value)
        {
            case OptionValue.Scalar scalar:
                return beta && Completed.Contains(row.Grammar) ? row.Grammar.Read(scalar, scope).Node!.GetValue<string>() : scalar.Text;
            case OptionValue.Map when row.Shape == OptionShape.Scalar:
                reason = "its file is empty";
                return files.GetValueOrDefault(row.Name);
            case OptionValue.Map map when row.Shape == OptionShape.List:
                reason = "a user with a colon can only stand in a file";
                return map.Entries.Any(entry => entry.Key.Contains(':', StringComparison.Ordinal))
                    ? null : Written(row, new OptionValue.List([.. map.Entries.Select(entry => $"{entry.Key}:{entry.Value}")]), scope, beta, files, out reason);
            case OptionValue.Map map:
                var impossible = map.Entries.FirstOrDefault(entry => entry.Key is "" || entry.Key.Contains('=', StringComparison.Ordinal));
                if (impossible.Key is null) return Join([.. map.Entries.Select(entry => $"{entry.Key}={entry.Value}")], row.Separator);
                reason = $"a key cannot be empty or hold '=', as \"{impossible.Key}\" does";
                return null;
            case OptionValue.List list:
                reason = "an empty list cannot be said";
                if (list.Items.IsEmpty) return null;
                var text = Join(list.Items, row.Separator);
                if (row.OwnSeparator || !text.StartsWith('^')) return text;
                reason = $"an item cannot hold a '{row.Separator}'";
                return null;
            default:
                throw new ArgumentException($"{value} is of no known kind", nameof(value));
        }
    }
}
