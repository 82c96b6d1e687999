using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Dataproc;

/// <summary>One method a route of workflow templates.</summary>
internal sealed class TemplateHandlers(WorkflowService workflows)
{
    public async Task CreateAsync(Call call) => await Answers.OkAsync(call, workflows.Create(call["project"], call["region"], await TemplateAsync(call)));

    public Task GetAsync(Call call) => Answers.OkAsync(call,
        workflows.Get(call["project"], call["region"], call["template"], call.Request.Query.Parameter("version")));

    public Task ListAsync(Call call) => Answers.OkAsync(call, workflows.List(call["project"], call["region"], Page.Of(call.Request.Query, 100)));

    public async Task UpdateAsync(Call call) => await Answers.OkAsync(call,
        workflows.Update(call["project"], call["region"], call["template"], await TemplateAsync(call)));

    public Task DeleteAsync(Call call) => Answers.OkAsync(call,
        workflows.Delete(call["project"], call["region"], call["template"], call.Request.Query.Parameter("version")));

    public async Task InstantiateAsync(Call call) => await Answers.OkAsync(call, workflows.Instantiate(
        call["project"], call["region"], call["template"], await Bodies.ReadAsync(call, "InstantiateWorkflowTemplateRequest", "")));

    public async Task InstantiateInlineAsync(Call call) => await Answers.OkAsync(call, workflows.InstantiateInline(
        call["project"], call["region"], await TemplateAsync(call), call.Request.Query.Parameter("requestId")));

    private static Task<System.Text.Json.Nodes.JsonObject> TemplateAsync(Call call) => Bodies.ReadAsync(call, "WorkflowTemplate", "template");
}
