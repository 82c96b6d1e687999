using System.Text.RegularExpressions;

namespace Spydra.Options;

/// <summary>Names of resources elsewhere in Google Cloud, completed with the project, region and zone of the cluster as gcloud does.</summary>
public static partial class ResourceGrammars
{
    // The original ran gcloud's beta, which writes compute/beta here; both name the same resource, and v1 is what gcloud writes today.
    private const string Compute = "https://compute.googleapis.com/compute/v1/";

    /// <summary>A VPC network.</summary>
    public static readonly Grammar Network = Grammar.OfText("network", (text, scope) =>
        Complete(text, FullNetwork(), $"projects/{scope.Project}/global/networks/"));

    /// <summary>A subnetwork; the region of a short name is that of the zone where one is given.</summary>
    public static readonly Grammar Subnet = Grammar.OfText("subnetwork", (text, scope) =>
        Complete(text, FullSubnet(), $"projects/{scope.Project}/regions/{scope.RegionOfZone}/subnetworks/"));

    /// <summary>A custom image; a family only by its full path.</summary>
    public static readonly Grammar Image = Grammar.OfText("image", (text, scope) =>
        Complete(text, FullImage(), $"projects/{scope.Project}/global/images/"));

    /// <summary>An autoscaling policy, always sent by its full name.</summary>
    public static readonly Grammar AutoscalingPolicy = Grammar.OfText("autoscaling policy", (text, scope) =>
    {
        var full = FullPolicy().Match(text);
        if (!full.Success && Address().IsMatch(text)) return NoAddress(text);
        return Reading.Of(full.Success ? full.Groups["name"].Value : $"projects/{scope.Project}/regions/{scope.Region}/autoscalingPolicies/{text}");
    });

    /// <summary>The id of a project; a number is not one.</summary>
    public static readonly Grammar Project = Grammar.OfText("project id", text =>
        text.All(char.IsAsciiDigit) ? Reading.Wrong($"is \"{text}\", which is a project's number.", "Write the project's id.")
        : !ProjectId().IsMatch(text) ? Reading.Wrong($"is \"{text}\", which is no id of a project.",
            "Write the project's id (not its name): lowercase letters, digits and '-'.")
        : Reading.Nothing);

    /// <summary>A zone: its short name or its address.</summary>
    public static readonly Grammar Zone = Grammar.OfText("zone", text =>
        text.Contains("://", StringComparison.Ordinal) && !ComputeAddress().IsMatch(text) ? NoAddress(text) : Reading.Of(text));

    /// <summary>
    /// The full name of a key: given so, or by key, key ring, location and project (the cluster's, where none is named). Null where
    /// something is missing.
    /// </summary>
    public static string? KmsKey(OptionValues values, string option, string prefix, ResourceScope scope)
    {
        if (values.Text(option) is not { } key) return null;
        if (FullKey().Match(key) is { Success: true } full) return full.Groups["name"].Value;
        return values.Text(prefix + "keyring") is { } ring && values.Text(prefix + "location") is { } location
            ? $"projects/{values.Text(prefix + "project") ?? scope.Project}/locations/{location}/keyRings/{ring}/cryptoKeys/{key}"
            : null;
    }

    // An address is sent as it is, as long as it is one of such a resource.
    private static Reading Complete(string text, Regex full, string prefix)
    {
        if (!text.Contains("://", StringComparison.Ordinal)) return Reading.Of(Compute + (full.IsMatch(text) ? text : prefix + text));
        return ComputeAddress().Match(text) is { Success: true } address && full.IsMatch(address.Groups["path"].Value)
            ? Reading.Of(text) : NoAddress(text);
    }

    private static Reading NoAddress(string text) => Reading.Wrong($"is \"{text}\", which is no address of such a resource.",
        "Write its name, or its whole address as the console shows it.");

    [GeneratedRegex("^https?://[a-z0-9.-]*googleapis[.]com/(compute/)?(alpha|beta|v1)/(?<path>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex ComputeAddress();

    [GeneratedRegex("^([a-z]+:)?//")]
    private static partial Regex Address();

    [GeneratedRegex(@"^(([-a-z0-9]{1,63}\.)*([a-z]([-a-z0-9]{0,61}[a-z0-9])?):)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectId();

    [GeneratedRegex("^projects/[^/]+/global/networks/[^/]+/?$")]
    private static partial Regex FullNetwork();

    [GeneratedRegex("^projects/[^/]+/regions/[^/]+/subnetworks/[^/]*$")]
    private static partial Regex FullSubnet();

    [GeneratedRegex("^projects/[^/]+/global/images/(family/)?[^/]+$", RegexOptions.ExplicitCapture)]
    private static partial Regex FullImage();

    [GeneratedRegex("^(https?://[^/]+/(dataproc/)?[^/]+/)?(?<name>projects/[^/]+/regions/[^/]+/autoscalingPolicies/[^/]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex FullPolicy();

    [GeneratedRegex("^(https://cloudkms[.]googleapis[.]com/v1/)?(?<name>projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex FullKey();
}
