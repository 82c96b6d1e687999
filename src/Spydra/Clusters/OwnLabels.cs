using System.Collections.Immutable;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Specs;

namespace Spydra.Clusters;

/// <summary>
/// The labels that we put on what a run makes, beside the user's, over which they win. The service takes 32; where the user's own leave no room,
/// those that only tell something are left out, the least needed first.
/// </summary>
/// <param name="Labels">The labels.</param>
/// <param name="LeftOut">The keys for which there was no room.</param>
public sealed record OwnLabels(IReadOnlyDictionary<string, string> Labels, ImmutableArray<string> LeftOut)
{
    /// <summary>The label of the version that made it, with dashes for its dots.</summary>
    public const string Version = "spydra-version";

    /// <summary>The label of the client id, made fit for a label.</summary>
    public const string Client = "spydra-client";

    /// <summary>The label of whoever ran it, made fit for a label.</summary>
    public const string Owner = "spydra-owner";

    private const int Most = 32;

    private static readonly string ThisVersion = typeof(OwnLabels).Assembly.GetName().Version!.ToString(3).Replace('.', '-');

    /// <summary>Those of a cluster. One of a pool, which has labels of its <paramref name="pool"/>, has no lease: it belongs to no single run.</summary>
    public static OwnLabels OfCluster(JobSpec spec, IReadOnlyDictionary<string, string> pool, TimeSpan? createLimit)
    {
        var lease = LeaseLabel.Text(spec.ReadAt + LeaseLabel.Length(createLimit ?? spec.CreateLimit ?? new TimeLimits().Create));
        return Fitted(
            spec.ClusterOptions.Entries("labels"),
            [.. pool, new(RunLabel.Key, spec.RunId.ToString()), new(ClusterBody.Label, "1")],
            [new(LeaseLabel.Key, pool.Count == 0 ? lease : null), new(RunLabel.Of, pool.Count == 0 ? spec.KeyId?.ToString() : null), new(Client, spec.ClientId), new(Owner, spec.Owner), new(Version, ThisVersion)]);
    }

    /// <summary>Those of a job.</summary>
    public static OwnLabels OfJob(JobSpec spec) => Fitted(
        spec.SubmitOptions.Entries("labels"), [new(RunLabel.Key, spec.RunId.ToString())], [new(Client, spec.ClientId), new(Owner, spec.Owner)]);

    /// <summary>A value as it stands in a label: made fit for one.</summary>
    public static string Fit(string value) => PoolNames.Label(value);

    /// <summary>What to tell the user of those that were left out; null when none was.</summary>
    public string? Warning(string option) => LeftOut.IsEmpty ? null
        : $"{option} leaves no room for {string.Join(", ", LeftOut)}: the service takes {Most} labels";

    private static OwnLabels Fitted(
        ImmutableArray<KeyValuePair<string, string>> users, KeyValuePair<string, string>[] needed, KeyValuePair<string, string?>[] telling)
    {
        var ours = new Dictionary<string, string>(needed, StringComparer.Ordinal);
        var all = new HashSet<string>(users.Select(label => label.Key).Concat(ours.Keys), StringComparer.Ordinal);
        List<string> leftOut = [];
        foreach (var (key, value) in telling)
        {
            if (string.IsNullOrEmpty(value)) continue;
            if (all.Contains(key) || all.Count < Most)
            {
                all.Add(key);
                ours[key] = PoolNames.Label(value);
            }
            else
            {
                leftOut.Add(key);
            }
        }

        return new OwnLabels(ours, [.. leftOut]);
    }
}
