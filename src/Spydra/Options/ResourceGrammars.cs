using System.Text.RegularExpressions;

namespace Spydra.Options;

/// <summary>Names of resources elsewhere in Google Cloud, completed with the project, region and zone of the cluster as gcloud does.</summary>
public static partial class ResourceGrammars
{
    // The original ran gcloud's beta, which writes compute/beta here; both name the same resource, and v1 is what gcloud writes today.
    private const string Compute = "https://compute.googleapis.com/compute/v1/";

    /// <summary>A VPC network.</summary>
    public static readonly Grammar Network = Grammar.OfText("network", (text, scope) =>
        Reading.Of(Complete(text, FullNetwork(), $"projects/{scope.Project}/global/networks/")));

    /// <summary>A subnetwork; the region of a short name is that of the zone where one is given.</summary>
    public static readonly Grammar Subnet = Grammar.OfText("subnetwork", (text, scope) =>
        Reading.Of(Complete(text, FullSubnet(), $"projects/{scope.Project}/regions/{scope.RegionOfZone}/subnetworks/")));

    /// <summary>A custom image; a family only by its full path.</summary>
    public static readonly Grammar Image = Grammar.OfText("image", (text, scope) =>
        Reading.Of(Complete(text, FullImage(), $"projects/{scope.Project}/global/images/")));

    /// <summary>An autoscaling policy, always sent by its full name.</summary>
    public static readonly Grammar AutoscalingPolicy = Grammar.OfText("autoscaling policy", (text, scope) =>
    {
        var full = FullPolicy().Match(text);
        return Reading.Of(full.Success ? full.Groups["name"].Value : $"projects/{scope.Project}/regions/{scope.Region}/autoscalingPolicies/{text}");
    });

    /// <summary>The id of a project; a number is not one.</summary>
    public static readonly Grammar Project = Grammar.OfText("project id", text => text.All(char.IsAsciiDigit)
        ? Reading.Wrong($"is \"{text}\", which is a project's number.", "Write the project's id.")
        : Reading.Nothing);

    /// <summary>
    /// The full name of a key: given so, or by key, key ring, location and project (the cluster's, where none is named). Null where
    /// something is missing.
    /// </summary>
    public static string? KmsKey(OptionValues values, string option, string prefix, ResourceScope scope)
    {
        if (values.Text(option) is not { } key) return null;
        if (FullKey().IsMatch(key)) return key;
        return values.Text(prefix + "keyring") is { } ring && values.Text(prefix + "location") is { } location
            ? $"projects/{values.Text(prefix + "project") ?? scope.Project}/locations/{location}/keyRings/{ring}/cryptoKeys/{key}"
            : null;
    }

    private static string Complete(string text, Regex full, string prefix) =>
        text.Contains("://", StringComparison.Ordinal) ? text : Compute + (full.IsMatch(text) ? text : prefix + text);

    [GeneratedRegex("^projects/[^/]+/global/networks/[^/]+$")]
    private static partial Regex FullNetwork();

    [GeneratedRegex("^projects/[^/]+/regions/[^/]+/subnetworks/[^/]+$")]
    private static partial Regex FullSubnet();

    [GeneratedRegex("^projects/[^/]+/global/images/(family/)?[^/]+$", RegexOptions.ExplicitCapture)]
    private static partial Regex FullImage();

    [GeneratedRegex("^(https?://[^/]+/[^/]+/)?(?<name>projects/[^/]+/regions/[^/]+/autoscalingPolicies/[^/]+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex FullPolicy();

    [GeneratedRegex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$")]
    private static partial Regex FullKey();
}
