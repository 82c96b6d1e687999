using Spydra.Emulator.Dataproc;

namespace Spydra.Emulator.Faults;

/// <summary>The names that calls have, which faults choose them by. A test holds them against <see cref="Routes"/>.</summary>
internal static class CallNames
{
    public static readonly IReadOnlyList<string> All =
    [
        .. Of("clusters", "create", "list", "get", "patch", "delete", "stop", "start", "diagnose"),
        .. Of("jobs", "submit", "submitAsOperation", "list", "get", "patch", "cancel", "delete"),
        .. Of("operations", "list", "get", "cancel", "delete"),
        .. Of("autoscalingPolicies", "create", "list", "get", "update", "delete"),
        .. Of("workflowTemplates", "create", "list", "get", "update", "delete", "instantiate", "instantiateInline"),
        .. UnsupportedMethods.Names,
        "batch",
        .. Of("buckets", "list", "insert", "get", "getStorageLayout", "patch", "update", "delete"),
        .. Of("objects", "insert", "list", "compose", "rewrite", "copy", "move", "get", "patch", "update", "delete"),
    ];

    /// <summary>What is wrong with a fault's method; null when calls have it.</summary>
    public static string? Problem(string method)
    {
        string[] allowed = ["*", .. All.Where(name => name.Contains('.', StringComparison.Ordinal)).Select(name => name[..(name.LastIndexOf('.') + 1)] + "*").Distinct(), .. All];
        if (allowed.Contains(method)) return null;
        var nearest = allowed.Where(name => name.Length > 1).MinBy(name => Distance(name, method))!;
        return $"method '{method}' is not known: no call has it. The nearest is '{nearest}'; 'jobs.*' is all of jobs, '*' all.";
    }

    private static IEnumerable<string> Of(string collection, params string[] methods) => methods.Select(method => $"{collection}.{method}");

    // How many letters have to be put in, taken out or changed.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        foreach (var (i, letter) in one.Index())
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (char.ToLowerInvariant(letter) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
