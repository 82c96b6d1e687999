using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Filters;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc;

/// <summary>The methods of projects.regions.operations; projects.locations.operations are the same ones.</summary>
internal sealed class OperationService(DataprocState state, ClusterSteps steps, WorkflowSteps workflows)
{
    public JsonObject Get(string project, string region, string id)
    {
        ClusterService.RequireRegion(region);
        lock (state.Gate) return Find(project, region, id).Resource;
    }

    public JsonObject List(string project, string region, string? filter, Page page)
    {
        ClusterService.RequireRegion(region);
        var wanted = OperationFilter.Parse(filter);
        lock (state.Gate)
        {
            var all = state.Operations.All.Reverse().Where(operation =>
                operation.Project == project && operation.Region == region && !operation.Forgotten && wanted(operation.Resource));
            return page.NewestFirst("operations", all, operation => operation.Number, operation => operation.Resource);
        }
    }

    public JsonObject Cancel(string project, string region, string id)
    {
        ClusterService.RequireRegion(region);
        lock (state.Gate)
        {
            var operation = Find(project, region, id);
            if (operation.Workflow is null) steps.Cancel(operation);
            else workflows.Cancel(operation);
        }

        return [];
    }

    /// <summary>Forgets the record; what the operation does is done all the same.</summary>
    public JsonObject Delete(string project, string region, string id)
    {
        ClusterService.RequireRegion(region);
        lock (state.Gate)
        {
            var operation = Find(project, region, id);
            if (operation.HasEnded) state.Operations.Remove(operation);
            else state.Operations.Put(operation with { Forgotten = true });
            return [];
        }
    }

    private OperationRecord Find(string project, string region, string id)
    {
        var name = $"projects/{project}/regions/{region}/operations/{id}";
        return state.Operations.Find(name) is { Forgotten: false } operation ? operation : throw ApiError.NotFound("Operation", name);
    }
}
