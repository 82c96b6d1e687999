using System.Text.RegularExpressions;

namespace Spydra.Specs;

/// <summary>
/// <c>${CLIENT_ID}</c>, <c>${LOG_BUCKET}</c> and <c>${UUID}</c>, in every string of a spec. Any other <c>${X}</c> is left alone: it may be the
/// user's own, for a shell, Hadoop or a query.
/// </summary>
internal sealed partial class Placeholders
{
    private const string LogBucket = "${LOG_BUCKET}";

    private readonly string uuid;
    private readonly string? client;
    private readonly string? bucket;

    private Placeholders(string uuid, string? client, string? bucket) => (this.uuid, this.client, this.bucket) = (uuid, client, bucket);

    /// <summary>The client id and the log bucket may hold placeholders themselves, but not each other's and their own.</summary>
    public static Placeholders Of(MergedSpec merged, Guid runId, ICollection<SpecProblem> problems)
    {
        var bare = new Placeholders(runId.ToString("D"), null, null);
        var clientId = Own("client_id", bare);
        return new(bare.uuid, clientId, Own("log_bucket", new(bare.uuid, clientId, null)));

        string? Own(string path, Placeholders known)
        {
            if (merged.Values.GetValueOrDefault(path) is not { } value) return null;
            var text = known.Replace(value.Text);
            if (Any().Match(text) is { Success: true } left)
                problems.Add(new(value.At, path, $"holds {left.Value}, which has no value there.", "Write the value itself, or ${UUID}."));
            return text;
        }
    }

    /// <summary>The whole spec with its placeholders replaced.</summary>
    public MergedSpec Replace(MergedSpec merged) => merged with
    {
        Values = merged.Values.SetItems(merged.Values.Values.Select(value =>
            KeyValuePair.Create(value.Path, value with { Text = Replace(value.Text), Written = Written(value.Text) }))),
        ClusterOptions = merged.ClusterOptions.SetItems(merged.ClusterOptions.Values.Select(Replaced)),
        SubmitOptions = merged.SubmitOptions.SetItems(merged.SubmitOptions.Values.Select(Replaced)),
        JobArgs = [.. merged.JobArgs.Select(Replaced)],
    };

    /// <summary>Whether a text still asks for the log bucket, of which there is none.</summary>
    public static bool AsksForLogBucket(string text) => text.Contains(LogBucket, StringComparison.Ordinal);

    private KeyValuePair<string, MergedOption> Replaced(MergedOption option) => KeyValuePair.Create(option.Row.Name, option with
    {
        Items = [.. option.Items.Select(Replaced)],
    });

    private MergedItem Replaced(MergedItem item) =>
        item with { Key = item.Key is { } key ? Replace(key) : null, Text = Replace(item.Text), Written = Written(item.Text) };

    private string? Written(string text) => Replace(text) == text ? null : text;

    // One pass, so that a value that looks like a placeholder is not replaced again.
    private string Replace(string text) => Any().Replace(text, match => match.Groups["name"].Value switch
    {
        "UUID" => uuid,
        "CLIENT_ID" => client ?? match.Value,
        _ => bucket ?? match.Value,
    });

    [GeneratedRegex(@"\$\{(?<name>CLIENT_ID|LOG_BUCKET|UUID)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Any();
}
