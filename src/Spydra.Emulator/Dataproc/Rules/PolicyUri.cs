using System.Text.RegularExpressions;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>How a cluster names its autoscaling policy: as a full or a partial URI, of a policy in its own project and region.</summary>
internal static partial class PolicyUri
{
    /// <exception cref="ApiError">The name has another form, is of another place, or there is no such policy.</exception>
    public static void Require(DataprocState state, string project, string region, string? uri)
    {
        if (uri is null) return;
        if (Pattern().Match(uri) is not { Success: true } name)
            throw ApiError.Invalid($"Invalid value for field 'config.autoscalingConfig.policyUri': '{uri}' must have the form "
                + "projects/[projectId]/locations/[region]/autoscalingPolicies/[policyId].");
        if (name.Groups["project"].Value != project || name.Groups["region"].Value != region)
            throw ApiError.Invalid($"Autoscaling policy '{uri}' must be in the cluster's project '{project}' and region '{region}'.");
        var id = name.Groups["id"].Value;
        if (state.Policies.Find(PolicyRecord.KeyOf(project, region, id)) is null)
            throw ApiError.NotFound("AutoscalingPolicy", $"projects/{project}/regions/{region}/autoscalingPolicies/{id}");
    }

    [GeneratedRegex(@"\A(https?://[^/]+/[a-z]+/v[0-9a-z]+/|https?://[^/]+/v[0-9a-z]+/|//[^/]+/)?projects/(?<project>[^/]+)/(regions|locations)/(?<region>[^/]+)/autoscalingPolicies/(?<id>[^/]+)\z")]
    private static partial Regex Pattern();
}
