using System.Collections.Immutable;
using Spydra.Options;
using Spydra.Specs.Reading;

namespace Spydra.Specs;

/// <summary>
/// Puts what stands in the files of <c>properties-file</c>, <c>identity-config-file</c>, <c>kerberos-config-file</c> and
/// <c>metric-overrides-file</c> into the options themselves, so that from here on a spec is whole and nothing reads a file any more.
/// </summary>
internal sealed class OptionFileInlining(SpecContext context, ICollection<SpecProblem> problems)
{
    private static readonly string[] MayBeInBuckets = ["metric-overrides-file", "identity-config-file", "properties-file"];

    /// <summary>The addresses of the files that are not on this machine.</summary>
    public static ImmutableArray<string> InBuckets(MergedSpec merged) =>
    [
        .. merged.ClusterOptions.Values.Concat(merged.SubmitOptions.Values)
            .Where(option => MayBeInBuckets.Contains(option.Name, StringComparer.Ordinal) && IsInBucket(option.Text))
            .Select(option => option.Text).Distinct(StringComparer.Ordinal),
    ];

    private static bool IsInBucket(string path) => path.StartsWith("gs://", StringComparison.Ordinal);

    public ImmutableSortedDictionary<string, MergedOption> Cluster(ImmutableSortedDictionary<string, MergedOption> options)
    {
        options = Flags(options, "cluster.options");
        options = Inline(options, "cluster.options", "metric-overrides-file", "metric-overrides", text => (null, Items(OptionFiles.Metrics(text))));
        options = Inline(options, "cluster.options", "identity-config-file", "secure-multi-tenancy-user-mapping",
            text => (OptionFiles.Identity(text, out var mapping), Items(mapping)));
        return Inline(options, "cluster.options", "kerberos-config-file", "kerberos-config-file",
            text => (OptionFiles.Kerberos(text, out var entries), Items(entries)));
    }

    public ImmutableSortedDictionary<string, MergedOption> Submit(ImmutableSortedDictionary<string, MergedOption> options) =>
        Inline(Flags(options, "submit.options"), "submit.options", "properties-file", "properties", text => (OptionFiles.Properties(text, out var entries), Items(entries)));

    /// <summary>The options of the flags file, below those of the spec.</summary>
    private ImmutableSortedDictionary<string, MergedOption> Flags(ImmutableSortedDictionary<string, MergedOption> options, string path)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (options.GetValueOrDefault("flags-file") is { } file)
        {
            options = options.Remove("flags-file");
            if (!seen.Add(file.Text) || Text(file, $"{path}.flags-file") is not { } text) return options;
            var (layer, fault) = FlagsFile.Read(text, path, file.Text);
            if (fault is not null)
            {
                problems.Add(new(file.At, $"{path}.flags-file", $"names \"{file.Text}\", which {fault.What}", fault.NextStep));
                return options;
            }

            var below = SpecMerge.Merge([new SpecLayer { ClusterOptions = layer }]).ClusterOptions;
            options = below.SetItems(options);
        }

        return options;
    }

    private ImmutableSortedDictionary<string, MergedOption> Inline(
        ImmutableSortedDictionary<string, MergedOption> options, string path, string name, string into,
        Func<string, (OptionFault? Fault, IEnumerable<(string? Key, string Text)> Items)> read)
    {
        if (options.GetValueOrDefault(name) is not { } option) return options;
        if (Text(option, $"{path}.{name}") is not { } text) return options.Remove(name);
        var (fault, items) = read(text);
        if (fault is not null)
        {
            problems.Add(new(option.At, $"{path}.{name}", $"names \"{option.Text}\", which {fault.What}", fault.NextStep));
            return options.Remove(name);
        }

        var lines = Lines(text, read);
        var inlined = items.Select(item => new MergedItem(item.Key, item.Text,
            lines.TryGetValue(item.Key ?? item.Text, out var line) ? new(option.Text, line, 1) : new(option.Text), [])).ToImmutableArray();
        if (name == into) return options.SetItem(name, option with { Items = inlined });

        // Properties of the spec itself win over those of the file; the other two cannot stand beside their file, and the table says so.
        var there = options.GetValueOrDefault(into);
        if (there is not null && into != "properties") return options;
        var row = path == "cluster.options" ? ClusterOptions.Table.Find(into)! : SubmitOptions.FindInAny(into, out _)!;
        var merged = there?.Items ?? [];
        return options.Remove(name).SetItem(into, new(row, into, option.At,
            [.. inlined.Where(item => item.Key is null || merged.All(own => own.Key != item.Key)), .. merged], []));
    }

    /// <summary>The line of each item, in a file whose lines mean the same alone; of YAML only the file is told.</summary>
    private static Dictionary<string, int> Lines(string text, Func<string, (OptionFault? Fault, IEnumerable<(string? Key, string Text)> Items)> read)
    {
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var (fault, items) = read(line);
            if (fault is not null) continue;
            foreach (var (key, value) in items) lines.TryAdd(key ?? value, number);
        }

        return lines;
    }

    private string? Text(MergedOption option, string path)
    {
        void Problem(string what, string nextStep) => problems.Add(new(option.At, path, $"names \"{option.Text}\", which {what}", nextStep));
        if (IsInBucket(option.Text) && MayBeInBuckets.Contains(option.Name, StringComparer.Ordinal))
        {
            if (context.BucketFiles.TryGetValue(option.Text, out var content)) return content;
            Problem("cannot be read from its bucket.", "Check the address, and that you may read the bucket.");
            return null;
        }

        if (!LocalFiles.IsLocal(option.Text))
        {
            Problem("is not a file of this machine.", "Copy it here and name the copy.");
            return null;
        }

        try
        {
            return File.ReadAllText(LocalFiles.Full(context.WorkingFolder, option.Text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            Problem("cannot be read.", "Check the path and its permissions.");
            return null;
        }
    }

    private static IEnumerable<(string? Key, string Text)> Items(ImmutableArray<string> items) =>
        items.IsDefault ? [] : items.Select(item => ((string?)null, item));

    private static IEnumerable<(string? Key, string Text)> Items(ImmutableArray<KeyValuePair<string, string>> entries) =>
        entries.IsDefault ? [] : entries.Select(entry => ((string?)entry.Key, entry.Value));
}
