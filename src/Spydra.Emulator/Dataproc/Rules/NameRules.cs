using System.Text.RegularExpressions;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>What names, ids and labels may look like; each check gives the refusal's text, or null.</summary>
internal static partial class NameRules
{
    public const string ClusterPattern = "(?:[a-z](?:[-a-z0-9]{0,49}[a-z0-9])?)";
    public const int MostLabels = 32;

    private const string LabelKeyPattern = @"[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}";
    private const string LabelValuePattern = @"[\p{Ll}\p{Lo}\p{N}_-]{0,63}";

    public static string? Cluster(string? name) =>
        ClusterName().IsMatch(name ?? "") ? null : $"Invalid value for field 'clusterName': '{name}' must match pattern {ClusterPattern}";

    public static string? Job(string id) =>
        JobId().IsMatch(id) ? null : $"Invalid value for field 'job.reference.jobId': '{id}' must match pattern [a-zA-Z0-9_-]{{1,100}}";

    public static string? Request(string id) =>
        RequestId().IsMatch(id) ? null : $"Invalid value for field 'requestId': '{id}' must match pattern [a-zA-Z0-9_-]{{1,40}}";

    /// <summary>The id of an autoscaling policy or a workflow template.</summary>
    public static string? Id(string? id) => Id(id, "id");

    /// <summary>The id of a workflow's step.</summary>
    public static string? Step(string? id) => Id(id, "jobs.stepId");

    /// <summary>The name of a workflow's own cluster, to which the service adds a suffix.</summary>
    public static string? ManagedCluster(string? name) => ManagedClusterName().IsMatch(name ?? "") ? null
        : $"Invalid value for field 'placement.managedCluster.clusterName': '{name}' must match pattern [a-z][-a-z0-9]{{0,33}}[a-z0-9]";

    public static string? Region(string region) =>
        RegionName().IsMatch(region) ? null : $"Permission denied on 'locations/{region}' (or it may not exist).";

    public static IEnumerable<string> Labels(IReadOnlyDictionary<string, string> labels)
    {
        if (labels.Count > MostLabels) yield return $"No more than {MostLabels} labels are allowed; there are {labels.Count}.";
        foreach (var (key, value) in labels)
        {
            if (!LabelKey().IsMatch(key)) yield return $"Invalid label key: '{key}' must match pattern {LabelKeyPattern}";
            if (!LabelValue().IsMatch(value)) yield return $"Invalid label value: '{value}' of key '{key}' must match pattern {LabelValuePattern}";
        }
    }

    private static string? Id(string? id, string field) => IdPattern().IsMatch(id ?? "") ? null
        : $"Invalid value for field '{field}': '{id}' must be 3 to 50 of the characters [a-zA-Z0-9_-] and must not begin or end with '_' or '-'";

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]{0,49}[a-z0-9])?\z")]
    private static partial Regex ClusterName();

    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,100}\z")]
    private static partial Regex JobId();

    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,40}\z")]
    private static partial Regex RequestId();

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_-]{1,48}[a-zA-Z0-9]\z")]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"\A[a-z][-a-z0-9]{0,33}[a-z0-9]\z")]
    private static partial Regex ManagedClusterName();

    [GeneratedRegex(@"\A([a-z]+(-[a-z]+)+[0-9]+|global)\z")]
    private static partial Regex RegionName();

    [GeneratedRegex(@"\A" + LabelKeyPattern + @"\z")]
    private static partial Regex LabelKey();

    [GeneratedRegex(@"\A" + LabelValuePattern + @"\z")]
    private static partial Regex LabelValue();
}
