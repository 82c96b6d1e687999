using System.Text;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Filters;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Faults;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Dataproc;

/// <summary>The methods of projects.regions.clusters (https://docs.cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.clusters).</summary>
internal sealed class ClusterService(
    DataprocState state, ClusterBook clusters, OperationBook operations, ClusterSteps steps, IObjectStore objects, StepTimes times, TimeProvider time)
{
    private static readonly TimeSpan LongestDecommission = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestTermination = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestTermination = TimeSpan.FromHours(6);

    public async Task<JsonObject> CreateAsync(
        string project, string region, JsonObject asked, string? requestId, IReadOnlyList<Fault> faults, CancellationToken cancellationToken)
    {
        RequireRegion(region);
        if (asked.At("virtualClusterConfig") is not null)
            throw new ApiError(ApiStatus.Unimplemented, "This emulator has no clusters on GKE ('virtualClusterConfig'). Describe the cluster with 'config'.");
        var (operation, bucket) = Create(project, region, asked, requestId, faults);
        if (operation.Failure?.OutputObject is { } output && !operation.HasEnded)
        {
            using var text = new MemoryStream(Encoding.UTF8.GetBytes(operation.Failure.Output));
            await objects.WriteAsync(bucket, output, text, "text/plain", cancellationToken);
        }

        return operation.Resource;
    }

    public JsonObject Get(string project, string region, string name)
    {
        RequireRegion(region);
        lock (state.Gate) return clusters.Get(project, region, name).Resource;
    }

    public JsonObject List(string project, string region, string? filter, Page page)
    {
        RequireRegion(region);
        var wanted = ClusterFilter.Parse(filter);
        lock (state.Gate)
        {
            var all = state.Clusters.All.Where(cluster => cluster.Project == project && cluster.Region == region && wanted(cluster.Resource));
            return page.Of("clusters", all.OrderBy(cluster => cluster.Name, StringComparer.Ordinal), cluster => cluster.Name,
                (cluster, last) => string.CompareOrdinal(cluster.Name, last) > 0, cluster => cluster.Resource);
        }
    }

    public JsonObject Patch(string project, string region, string name, JsonObject body, string? mask, string? gracefully, string? requestId)
    {
        RequireRegion(region);
        Within("gracefulDecommissionTimeout", gracefully, TimeSpan.Zero, LongestDecommission);
        lock (state.Gate)
        {
            if (operations.Known(project, region, "clusters.patch", requestId) is { } known) return known.Resource;
            var cluster = clusters.Get(project, region, name);
            var change = PatchMask.ForCluster(mask);
            ClusterStates.Require(ClusterStates.Patchable, "update", cluster.Resource);
            var problems = change.Check(cluster.Resource, body, time.GetUtcNow()).ToList();
            if (problems.Count > 0) throw ApiError.Invalid(problems);
            PolicyUri.Require(state, project, region, body.Text("config.autoscalingConfig.policyUri"));
            return steps.Update(cluster, new OperationOrder("UPDATE", "clusters.patch", requestId, times.Update)
            {
                Description = change.Describe(cluster.Resource, body),
                Labels = cluster.Resource.Child("labels"),
                Patch = new PatchOrder(string.Join(',', change.Paths), body),
            }).Resource;
        }
    }

    public JsonObject Delete(string project, string region, string name, string? uuid, string? gracefully, string? requestId)
    {
        RequireRegion(region);
        if (Durations.Parse(gracefully) != TimeSpan.Zero) Within("gracefulTerminationTimeout", gracefully, ShortestTermination, LongestTermination);
        lock (state.Gate)
        {
            if (operations.Known(project, region, "clusters.delete", requestId) is { } known) return known.Resource;
            var cluster = Guarded(project, region, name, uuid);
            ClusterStates.Require(ClusterStates.Deletable, "delete", cluster.Resource);
            return steps.Delete(cluster, requestId).Resource;
        }
    }

    public JsonObject Stop(string project, string region, string name, JsonObject body)
    {
        RequireRegion(region);
        lock (state.Gate)
        {
            var requestId = body.Text("requestId");
            if (operations.Known(project, region, "clusters.stop", requestId) is { } known) return known.Resource;
            var cluster = Guarded(project, region, name, body.Text("clusterUuid"));
            ClusterStates.Require(ClusterStates.Stoppable, "stop", cluster.Resource);
            return steps.Stop(cluster, requestId).Resource;
        }
    }

    public JsonObject Start(string project, string region, string name, JsonObject body)
    {
        RequireRegion(region);
        lock (state.Gate)
        {
            var requestId = body.Text("requestId");
            if (operations.Known(project, region, "clusters.start", requestId) is { } known) return known.Resource;
            var cluster = Guarded(project, region, name, body.Text("clusterUuid"));
            ClusterStates.Require(ClusterStates.Startable, "start", cluster.Resource);
            return steps.Start(cluster, requestId).Resource;
        }
    }

    /// <summary>The create that has begun, and the bucket of its output.</summary>
    public (OperationRecord Operation, string Bucket) Create(
        string project, string region, JsonObject asked, string? requestId, IReadOnlyList<Fault> faults)
    {
        lock (state.Gate)
        {
            var bucket = asked.Text("config.configBucket") ?? ServiceNames.StagingBucket(project, region);
            if (operations.Known(project, region, "clusters.create", requestId) is { } known) return (known, bucket);
            var now = time.GetUtcNow();
            var problems = ClusterChecks.Check(asked, project, region, now, objects.BucketExists).ToList();
            if (problems.Count > 0) throw ApiError.Invalid(problems);
            PolicyUri.Require(state, project, region, asked.Text("config.autoscalingConfig.policyUri"));
            if (clusters.Find(project, region, asked.Text("clusterName")!) is { } taken)
                throw new ApiError(ApiStatus.AlreadyExists, $"Already exists: Failed to create cluster: Cluster {taken.ResourceName}");

            var resource = FilledIn.Cluster(asked, new ClusterBirth(project, region, Guid.NewGuid().ToString(), now));
            objects.CreateBucket(bucket);
            objects.CreateBucket(resource.Text("config.tempBucket")!);

            var later = faults.FirstOrDefault(fault => fault.Effect == FaultEffect.ClusterError);
            var cluster = new ClusterRecord(state.NextNumber(), region, resource)
            {
                FailsAt = later is null ? null : now + times.Create + (later.After ?? TimeSpan.Zero),
                FailsWith = later?.Message,
            };
            var order = new OperationOrder("CREATE", "clusters.create", requestId, times.Create)
            {
                Description = $"Create cluster with {(resource.Number("config.workerConfig.numInstances") ?? 0).Invariant()} workers",
                Labels = asked.Child("labels"),
                Warnings = [.. CreateWarnings.Of(asked)],
                Failure = CreateFailures.Of(cluster, faults),
            };
            return (steps.Create(cluster, order), bucket);
        }
    }

    /// <exception cref="ApiError">PERMISSION_DENIED, as the platform says for a region that is none.</exception>
    public static void RequireRegion(string region)
    {
        if (NameRules.Region(region) is { } problem) throw new ApiError(ApiStatus.PermissionDenied, problem);
    }

    private ClusterRecord Guarded(string project, string region, string name, string? uuid)
    {
        var cluster = clusters.Get(project, region, name);
        return uuid is null || uuid == cluster.Uuid ? cluster : throw ApiError.NotFound("Cluster", $"{cluster.ResourceName} with uuid {uuid}");
    }

    private static void Within(string name, string? duration, TimeSpan least, TimeSpan most)
    {
        if (duration is null) return;
        if (Durations.Parse(duration) is not { } value)
        {
            var field = FieldNames.Snake(name);
            throw ApiError.Unreadable([new(field, $"Invalid value at '{field}' ({Scalars.PlatformName("duration")}), "
                + $"Field '{name}', Illegal duration format; duration must end with 's'")]);
        }

        if (value < least || value > most)
            throw ApiError.Invalid($"Invalid value for field '{name}': {duration} must be from {least.TotalSeconds}s to {most.TotalSeconds}s.");
    }
}
