using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc;

/// <summary>The methods of projects.regions.autoscalingPolicies. Policies are kept and checked; nothing scales by them.</summary>
internal sealed class PolicyService(DataprocState state)
{
    public JsonObject Create(string project, string region, JsonObject policy)
    {
        Check(region, policy);
        lock (state.Gate)
        {
            var id = policy.Text("id")!;
            if (state.Policies.Find(PolicyRecord.KeyOf(project, region, id)) is not null)
                throw new ApiError(ApiStatus.AlreadyExists, $"Already exists: AutoscalingPolicy {NameOf(project, region, id)}");
            return Put(state.NextNumber(), project, region, id, policy);
        }
    }

    public JsonObject Get(string project, string region, string id)
    {
        lock (state.Gate) return Find(project, region, id).Resource;
    }

    public JsonObject List(string project, string region, Page page)
    {
        ClusterService.RequireRegion(region);
        lock (state.Gate)
        {
            var all = state.Policies.All.Where(policy => policy.Project == project && policy.Region == region);
            return page.Of("policies", all.OrderBy(policy => policy.Id, StringComparer.Ordinal), policy => policy.Id,
                (policy, last) => string.CompareOrdinal(policy.Id, last) > 0, policy => policy.Resource);
        }
    }

    public JsonObject Update(string project, string region, string id, JsonObject policy)
    {
        policy["id"] = id;
        Check(region, policy);
        lock (state.Gate) return Put(Find(project, region, id).Number, project, region, id, policy);
    }

    public JsonObject Delete(string project, string region, string id)
    {
        lock (state.Gate)
        {
            var policy = Find(project, region, id);
            var user = state.Clusters.All.FirstOrDefault(cluster => cluster.Project == project && cluster.Region == region
                && cluster.Resource.Text("config.autoscalingConfig.policyUri")?.Split('/')[^1] == id);
            if (user is not null) throw ApiError.Refused($"Cannot delete autoscaling policy '{id}': it is in use by cluster '{user.Name}'.");
            state.Policies.Remove(policy);
            return [];
        }
    }

    private JsonObject Put(long number, string project, string region, string id, JsonObject policy)
    {
        policy["name"] = NameOf(project, region, id);
        state.Policies.Put(new PolicyRecord(number, project, region, policy));
        return policy;
    }

    private PolicyRecord Find(string project, string region, string id)
    {
        ClusterService.RequireRegion(region);
        return state.Policies.Find(PolicyRecord.KeyOf(project, region, id)) ?? throw ApiError.NotFound("AutoscalingPolicy", NameOf(project, region, id));
    }

    private static void Check(string region, JsonObject policy)
    {
        ClusterService.RequireRegion(region);
        var problems = new List<string>();
        if (NameRules.Id(policy.Text("id")) is { } badId) problems.Add(badId);
        if (policy.Duration("basicAlgorithm.cooldownPeriod") is { } cooldown && (cooldown < TimeSpan.FromMinutes(2) || cooldown > TimeSpan.FromDays(1)))
            problems.Add("Invalid value for field 'basicAlgorithm.cooldownPeriod': it must be from 120s to 86400s.");
        var graceful = policy.Duration("basicAlgorithm.yarnConfig.gracefulDecommissionTimeout");
        if (graceful < TimeSpan.Zero || graceful > TimeSpan.FromDays(1))
            problems.Add("Invalid value for field 'basicAlgorithm.yarnConfig.gracefulDecommissionTimeout': it must be from 0s to 86400s.");
        if (problems.Count > 0) throw ApiError.Invalid(problems);
    }

    private static string NameOf(string project, string region, string id) => $"projects/{project}/regions/{region}/autoscalingPolicies/{id}";
}
