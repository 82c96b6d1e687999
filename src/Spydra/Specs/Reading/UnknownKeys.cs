using Spydra.Options;

namespace Spydra.Specs.Reading;

/// <summary>What somebody probably meant who wrote a key that is none.</summary>
internal static class UnknownKeys
{
    /// <summary>For a key of the spec.</summary>
    public static string Advice(string parent, string name)
    {
        var near = NearestNames.Of(name, SpecShape.Below(parent).Select(key => key.Name));
        if (near.Length > 0) return NearestNames.Suggest(near, "");
        if (SpecShape.Find(name) is { } dotted) return $"Write '{dotted.Name}' inside '{dotted.Parent}'.";
        if (SpecShape.Keys.FirstOrDefault(key => key.Name == name) is { } elsewhere)
            return elsewhere.Parent.Length == 0 ? "It belongs at the top of the file." : $"It belongs in '{elsewhere.Parent}'.";
        if (SubmitOptions.FindInAny(name, out _) is not null) return "It belongs in 'submit.options'.";
        return ClusterOptions.Table.Find(name) is not null ? "It belongs in 'cluster.options'."
            : $"Known here are {string.Join(", ", SpecShape.Below(parent).Select(key => key.Name))}.";
    }

    /// <summary>The key that was probably meant, so that it is not missed as well; null when none is near.</summary>
    public static string? Meant(string path)
    {
        var parent = path.Contains('.', StringComparison.Ordinal) ? path[..path.LastIndexOf('.')] : "";
        var near = NearestNames.Of(path[(path.LastIndexOf('.') + 1)..], SpecShape.Below(parent).Select(key => key.Name));
        return near.IsEmpty ? null : parent.Length == 0 ? near[0] : $"{parent}.{near[0]}";
    }

    /// <summary>For an option.</summary>
    public static string OptionAdvice(string path, string name)
    {
        if (OtherNames.Instead(name) is { } instead) return instead;
        if (name.StartsWith("--", StringComparison.Ordinal)) return "Write it without the dashes in front.";
        var cluster = path == "cluster.options";
        if (cluster && SubmitOptions.FindInAny(name, out _) is not null) return "It belongs in 'submit.options'.";
        if (!cluster && ClusterOptions.Table.Find(name) is not null) return "It belongs in 'cluster.options'.";
        var names = cluster
            ? ClusterOptions.Table.Names
            : SubmitOptions.JobTypes.SelectMany(type => SubmitOptions.For(type).Names).Distinct(StringComparer.Ordinal);
        return NearestNames.Suggest(NearestNames.Of(name, names), "Remove it; docs/options.md lists them all.");
    }
}
