using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc;

/// <summary>
/// The methods of projects.regions.workflowTemplates
/// (https://docs.cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.workflowTemplates). Only the current version of a template is kept.
/// </summary>
internal sealed class WorkflowService(DataprocState state, WorkflowSteps workflows, TimeProvider time)
{
    public JsonObject Create(string project, string region, JsonObject template)
    {
        Check(region, template, [.. Id(template)]);
        lock (state.Gate)
        {
            var id = template.Text("id")!;
            if (state.Templates.Find(TemplateRecord.KeyOf(project, region, id)) is not null)
                throw new ApiError(ApiStatus.AlreadyExists, $"Already exists: WorkflowTemplate {NameOf(project, region, id)}");
            if (template.Number("version") is { } given) throw ApiError.Invalid($"A new workflow template has no version yet; leave out version {given.Invariant()}.");
            return Put(new TemplateRecord(state.NextNumber(), project, region, template), id, 1, Timestamps.Of(time.GetUtcNow()));
        }
    }

    public JsonObject Get(string project, string region, string id, string? version)
    {
        lock (state.Gate)
        {
            var template = Find(project, region, id);
            if (version is not null && version != "0" && version != template.Version.Invariant())
                throw ApiError.NotFound("WorkflowTemplate", $"{NameOf(project, region, id)} with version {version}");
            return template.Resource;
        }
    }

    public JsonObject List(string project, string region, Page page)
    {
        ClusterService.RequireRegion(region);
        lock (state.Gate)
        {
            var all = state.Templates.All.Where(template => template.Project == project && template.Region == region);
            return page.Of("templates", all.OrderBy(template => template.Id, StringComparer.Ordinal), template => template.Id,
                (template, last) => string.CompareOrdinal(template.Id, last) > 0, template => template.Resource);
        }
    }

    public JsonObject Update(string project, string region, string id, JsonObject template)
    {
        Check(region, template, []);
        lock (state.Gate)
        {
            var before = Find(project, region, id);
            RequireVersion(before, template.Number("version") ?? 0);
            return Put(before with { Resource = template }, id, before.Version + 1, before.Resource.Text("createTime")!);
        }
    }

    public JsonObject Delete(string project, string region, string id, string? version)
    {
        lock (state.Gate)
        {
            var template = Find(project, region, id);
            if (int.TryParse(version, out var wanted) && wanted != 0) RequireVersion(template, wanted);
            state.Templates.Remove(template);
            return [];
        }
    }

    public JsonObject Instantiate(string project, string region, string id, JsonObject request)
    {
        lock (state.Gate)
        {
            var template = Find(project, region, id);
            if (request.Number("version") is { } version) RequireVersion(template, version);
            return Run(project, region, template.Resource, request.Map("parameters"), request.Text("requestId"));
        }
    }

    public JsonObject InstantiateInline(string project, string region, JsonObject template, string? requestId)
    {
        Check(region, template, template.ContainsKey("id") ? [.. Id(template)] : []);
        lock (state.Gate) return Run(project, region, template, new Dictionary<string, string>(), requestId);
    }

    private JsonObject Run(string project, string region, JsonObject template, IReadOnlyDictionary<string, string> values, string? tag)
    {
        if (tag is not null && NameRules.Request(tag) is { } badTag) throw ApiError.Invalid(badTag);
        if (workflows.Running(project, region, tag) is { } running) return running.Resource;
        if (TemplateChecks.Runnable(template).ToList() is { Count: > 0 } missing) throw ApiError.Invalid(missing);
        var applied = TemplateParameters.Applied(template, values);
        // A value may have made it wrong.
        Check(region, applied, []);

        var metadata = new JsonObject { ["@type"] = "type.googleapis.com/google.cloud.dataproc.v1.WorkflowMetadata" };
        if (template.Text("name") is { } name) metadata["template"] = name;
        if (template.Number("version") is { } version) metadata["version"] = version;
        metadata["graph"] = new JsonObject { ["nodes"] = WorkflowGraph.Nodes(applied) };
        metadata["state"] = "PENDING";
        if (values.Count > 0)
            metadata["parameters"] = new JsonObject(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)JsonValue.Create(value.Value))));
        metadata["startTime"] = Timestamps.Of(time.GetUtcNow());
        if (applied.Text("dagTimeout") is { } timeout) metadata["dagTimeout"] = timeout;
        return workflows.Begin(project, region, metadata, new WorkflowOrder(applied, tag)).Resource;
    }

    private JsonObject Put(TemplateRecord template, string id, int version, string createTime)
    {
        var resource = template.Resource;
        resource["id"] = id;
        resource["name"] = NameOf(template.Project, template.Region, id);
        resource["version"] = version;
        resource["createTime"] = createTime;
        resource["updateTime"] = Timestamps.Of(time.GetUtcNow());
        state.Templates.Put(template);
        return resource;
    }

    private TemplateRecord Find(string project, string region, string id)
    {
        ClusterService.RequireRegion(region);
        return state.Templates.Find(TemplateRecord.KeyOf(project, region, id)) ?? throw ApiError.NotFound("WorkflowTemplate", NameOf(project, region, id));
    }

    private static void RequireVersion(TemplateRecord template, int wanted)
    {
        if (wanted != template.Version)
            throw new ApiError(ApiStatus.Aborted, $"Workflow template '{template.Id}' has version {template.Version.Invariant()}, not {wanted.Invariant()}. "
                + "Get the template again, and repeat the request with its version.");
    }

    private static void Check(string region, JsonObject template, IReadOnlyList<string> problems)
    {
        ClusterService.RequireRegion(region);
        problems = [.. problems, .. TemplateChecks.Check(template)];
        if (problems.Count > 0) throw ApiError.Invalid(problems);
    }

    private static IEnumerable<string> Id(JsonObject template) => NameRules.Id(template.Text("id")) is { } badId ? [badId] : [];

    private static string NameOf(string project, string region, string id) => $"projects/{project}/regions/{region}/workflowTemplates/{id}";
}
