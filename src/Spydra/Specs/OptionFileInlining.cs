using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs;

/// <summary>
/// Puts what stands in the files of <c>properties-file</c>, <c>identity-config-file</c>, <c>kerberos-config-file</c> and
/// <c>metric-overrides-file</c> into the options themselves, so that from here on a spec is whole and nothing reads a file any more.
/// </summary>
internal sealed class OptionFileInlining(string workingFolder, ICollection<SpecProblem> problems)
{
    public ImmutableSortedDictionary<string, MergedOption> Cluster(ImmutableSortedDictionary<string, MergedOption> options)
    {
        options = Inline(options, "cluster.options", "metric-overrides-file", "metric-overrides", text => (null, Items(OptionFiles.Metrics(text))));
        options = Inline(options, "cluster.options", "identity-config-file", "secure-multi-tenancy-user-mapping",
            text => (OptionFiles.Identity(text, out var mapping), Items(mapping)));
        return Inline(options, "cluster.options", "kerberos-config-file", "kerberos-config-file",
            text => (OptionFiles.Kerberos(text, out var entries), Items(entries)));
    }

    public ImmutableSortedDictionary<string, MergedOption> Submit(ImmutableSortedDictionary<string, MergedOption> options) =>
        Inline(options, "submit.options", "properties-file", "properties", text => (OptionFiles.Properties(text, out var entries), Items(entries)));

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

        var at = new SpecLocation(option.Text);
        var inlined = items.Select(item => new MergedItem(item.Key, item.Text, at, [])).ToImmutableArray();
        if (name == into) return options.SetItem(name, option with { Items = inlined });

        // Properties of the spec itself win over those of the file; the other two cannot stand beside their file, and the table says so.
        var there = options.GetValueOrDefault(into);
        if (there is not null && into != "properties") return options;
        var row = path == "cluster.options" ? ClusterOptions.Table.Find(into)! : SubmitOptions.FindInAny(into, out _)!;
        var merged = there?.Items ?? [];
        return options.Remove(name).SetItem(into, new(row, into, option.At,
            [.. inlined.Where(item => item.Key is null || merged.All(own => own.Key != item.Key)), .. merged], []));
    }

    private string? Text(MergedOption option, string path)
    {
        void Problem(string what, string nextStep) => problems.Add(new(option.At, path, $"names \"{option.Text}\", which {what}", nextStep));
        if (!LocalFiles.IsLocal(option.Text))
        {
            Problem("is not a file of this machine.", "Copy it here and name the copy.");
            return null;
        }

        try
        {
            return File.ReadAllText(LocalFiles.Full(workingFolder, option.Text));
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
