using Spydra.Emulator.Dataproc;
using Spydra.Emulator.Faults;
using Spydra.Emulator.Http;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator;

/// <summary>Every route of the emulator, on one page. Two servers: one speaks Dataproc, one Cloud Storage.</summary>
internal static class Routes
{
    private const string Region = "/v1/projects/{project}/regions/{region}";
    private const string Location = "/v1/projects/{project}/locations/{region}";

    public static IReadOnlyList<Route> Dataproc(DataprocHandlers on, TemplateHandlers templates) =>
    [
        new("clusters.create", "POST", Region + "/clusters", on.CreateClusterAsync),
        new("clusters.list", "GET", Region + "/clusters", on.ListClustersAsync),
        new("clusters.get", "GET", Region + "/clusters/{cluster}", on.GetClusterAsync),
        new("clusters.patch", "PATCH", Region + "/clusters/{cluster}", on.PatchClusterAsync),
        new("clusters.delete", "DELETE", Region + "/clusters/{cluster}", on.DeleteClusterAsync),
        new("clusters.stop", "POST", Region + "/clusters/{cluster}:stop", on.StopClusterAsync),
        new("clusters.start", "POST", Region + "/clusters/{cluster}:start", on.StartClusterAsync),

        new("clusters.diagnose", "POST", Region + "/clusters/{cluster}:diagnose", on.DiagnoseClusterAsync),

        new("jobs.submit", "POST", Region + "/jobs:submit", on.SubmitJobAsync),
        new("jobs.submitAsOperation", "POST", Region + "/jobs:submitAsOperation", on.SubmitJobAsOperationAsync),
        new("jobs.list", "GET", Region + "/jobs", on.ListJobsAsync),
        new("jobs.get", "GET", Region + "/jobs/{job}", on.GetJobAsync),
        new("jobs.patch", "PATCH", Region + "/jobs/{job}", on.PatchJobAsync),
        new("jobs.cancel", "POST", Region + "/jobs/{job}:cancel", on.CancelJobAsync),
        new("jobs.delete", "DELETE", Region + "/jobs/{job}", on.DeleteJobAsync),

        .. OperationsAndPolicies(on, Region),
        .. OperationsAndPolicies(on, Location),
        .. WorkflowTemplates(templates, Region),
        .. WorkflowTemplates(templates, Location),
        .. UnsupportedMethods.Routes(Region, Location),
    ];

    public static IReadOnlyList<Route> Admin(FaultAdmin on, DataprocRoom room) =>
    [
        new("emulator.faults.list", "GET", "/emulator/faults", on.ListFaultsAsync),
        new("emulator.faults.order", "POST", "/emulator/faults", on.OrderFaultsAsync),
        new("emulator.faults.clear", "DELETE", "/emulator/faults", on.ClearFaultsAsync),
        new("emulator.calls.list", "GET", "/emulator/calls", on.ListCallsAsync),
        new("emulator.calls.clear", "DELETE", "/emulator/calls", on.ClearCallsAsync),
        new("emulator.reset", "POST", "/emulator/reset", room.ResetAsync),
    ];

    /// <summary>
    /// The JSON API below <c>/storage/v1</c>, and without it for Node's client; uploads below the two roots that clients use; media below
    /// <c>/download</c>, and by bucket and object alone, the XML way. What holds <c>{object**}</c> stands last: it takes raw slashes too.
    /// </summary>
    public static IReadOnlyList<Route> Storage(StorageApi api) =>
    [
        new("batch", "POST", "/batch/storage/v1", api.Batch.Run),
        new("batch", "POST", "/batch", api.Batch.Run),
        .. Under(["/upload/storage/v1", "/resumable/upload/storage/v1"],
            new("objects.insert", "POST", "/b/{bucket}/o", api.Uploads.Insert),
            new("objects.insert", "PUT", "/b/{bucket}/o", api.Uploads.Put),
            new("objects.insert", "DELETE", "/b/{bucket}/o", api.Uploads.Cancel)),
        .. Under(["/storage/v1", ""],
            new("buckets.list", "GET", "/b", api.Buckets.List),
            new("buckets.insert", "POST", "/b", api.Buckets.Insert),
            new("buckets.get", "GET", "/b/{bucket}", api.Buckets.Get),
            new("buckets.getStorageLayout", "GET", "/b/{bucket}/storageLayout", api.Buckets.Layout),
            new("buckets.patch", "PATCH", "/b/{bucket}", api.Buckets.Patch),
            new("buckets.update", "PUT", "/b/{bucket}", api.Buckets.Update),
            new("buckets.delete", "DELETE", "/b/{bucket}", api.Buckets.Delete),
            new("objects.list", "GET", "/b/{bucket}/o", api.Objects.List),
            new("objects.compose", "POST", "/b/{bucket}/o/{object}/compose", api.Copies.Compose),
            new("objects.rewrite", "POST", "/b/{bucket}/o/{object}/rewriteTo/b/{targetBucket}/o/{target}", api.Copies.Rewrite),
            new("objects.copy", "POST", "/b/{bucket}/o/{object}/copyTo/b/{targetBucket}/o/{target}", api.Copies.Copy),
            new("objects.move", "POST", "/b/{bucket}/o/{object}/moveTo/o/{target}", api.Copies.Move),
            new("objects.get", "GET", "/b/{bucket}/o/{object**}", api.Objects.Get),
            new("objects.get", "HEAD", "/b/{bucket}/o/{object**}", api.Media.Get),
            new("objects.patch", "PATCH", "/b/{bucket}/o/{object**}", api.Objects.Patch),
            new("objects.update", "PUT", "/b/{bucket}/o/{object**}", api.Objects.Update),
            new("objects.delete", "DELETE", "/b/{bucket}/o/{object**}", api.Objects.Delete)),
        .. Under(["/download/storage/v1", "/download"],
            new("objects.get", "GET", "/b/{bucket}/o/{object**}", api.Media.Download),
            new("objects.get", "HEAD", "/b/{bucket}/o/{object**}", api.Media.Download)),
        new("objects.get", "GET", "/{bucket}/{object**}", api.Media.Get),
        new("objects.get", "HEAD", "/{bucket}/{object**}", api.Media.Get),
    ];

    private static IEnumerable<Route> Under(string[] roots, params Route[] routes) =>
        roots.SelectMany(root => routes.Select(route => route with { Pattern = root + route.Pattern }));

    private static IReadOnlyList<Route> OperationsAndPolicies(DataprocHandlers on, string parent) =>
    [
        new("operations.list", "GET", parent + "/operations", on.ListOperationsAsync),
        new("operations.get", "GET", parent + "/operations/{operation}", on.GetOperationAsync),
        new("operations.cancel", "POST", parent + "/operations/{operation}:cancel", on.CancelOperationAsync),
        new("operations.delete", "DELETE", parent + "/operations/{operation}", on.DeleteOperationAsync),

        new("autoscalingPolicies.create", "POST", parent + "/autoscalingPolicies", on.CreatePolicyAsync),
        new("autoscalingPolicies.list", "GET", parent + "/autoscalingPolicies", on.ListPoliciesAsync),
        new("autoscalingPolicies.get", "GET", parent + "/autoscalingPolicies/{policy}", on.GetPolicyAsync),
        new("autoscalingPolicies.update", "PUT", parent + "/autoscalingPolicies/{policy}", on.UpdatePolicyAsync),
        new("autoscalingPolicies.delete", "DELETE", parent + "/autoscalingPolicies/{policy}", on.DeletePolicyAsync),
    ];

    private static IReadOnlyList<Route> WorkflowTemplates(TemplateHandlers on, string parent) =>
    [
        new("workflowTemplates.create", "POST", parent + "/workflowTemplates", on.CreateAsync),
        new("workflowTemplates.instantiateInline", "POST", parent + "/workflowTemplates:instantiateInline", on.InstantiateInlineAsync),
        new("workflowTemplates.list", "GET", parent + "/workflowTemplates", on.ListAsync),
        new("workflowTemplates.get", "GET", parent + "/workflowTemplates/{template}", on.GetAsync),
        new("workflowTemplates.update", "PUT", parent + "/workflowTemplates/{template}", on.UpdateAsync),
        new("workflowTemplates.delete", "DELETE", parent + "/workflowTemplates/{template}", on.DeleteAsync),
        new("workflowTemplates.instantiate", "POST", parent + "/workflowTemplates/{template}:instantiate", on.InstantiateAsync),
    ];
}
