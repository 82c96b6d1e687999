using System.Net;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Dataproc;

public sealed class WorkflowTests
{
    private const string Managed = """{"managedCluster":{"clusterName":"nightly","config":{"workerConfig":{"numInstances":2}},"labels":{"own":"yes"}}}""";

    [Fact]
    public async Task A_workflow_makes_its_cluster_runs_its_jobs_in_the_order_of_the_graph_and_deletes_it()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await CreateAsync(cloud, Template("flow", Managed,
            Job("last", ["left", "right"], "print", "3"), Job("left", ["first"], "print", "2"), Job("first", [], "print", "1"), Job("right", ["first"], "print", "2")));

        var begun = await cloud.PostAsync("workflowTemplates/flow:instantiate", "{}");
        var ended = await EndAsync(cloud, begun);

        Assert.Equal("PENDING", begun.Text("metadata.state"));
        Assert.Equal(["BLOCKED", "BLOCKED", "RUNNABLE", "BLOCKED"], States(begun.Body));
        Assert.Equal("type.googleapis.com/google.protobuf.Empty", ended.Text("response.@type"));
        Assert.Equal(["COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED"], States(ended));
        var ran = cloud.Runtime.Runs.Select(run => run.JobId.Split('-')[0]).ToList();
        Assert.Equal(("first", "last"), (ran[0], ran[3]));
        Assert.True(ended.Flag("metadata.createCluster.done") && ended.Flag("metadata.deleteCluster.done"));
        Assert.Equal("projects/p1/regions/europe-west1/workflowTemplates/flow", ended.Text("metadata.template"));
        Assert.Equal(HttpStatusCode.NotFound, (await cloud.GetAsync("clusters/" + ended.Text("metadata.clusterName"))).Code);
    }

    [Fact]
    public async Task Labels_of_the_template_and_the_workflow_are_on_its_cluster_and_jobs()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await CreateAsync(cloud, Template("flow", Managed, Job("only", [], "wait")));

        var begun = await cloud.PostAsync("workflowTemplates/flow:instantiate", "{}");
        var running = await UntilAsync(cloud, begun, operation => States(operation) is ["RUNNING"]);
        var cluster = (await cloud.GetAsync("clusters/" + running.Text("metadata.clusterName"))).Body;
        var job = (await cloud.GetAsync("jobs/" + Nodes(running)[0].Text("jobId"))).Body;
        await cloud.SendAsync("POST", $"v1/{begun.Text("name")}:cancel");
        await EndAsync(cloud, begun);

        Assert.Matches("^nightly-[a-z0-9]{13}$", cluster.Text("clusterName"));
        Assert.Matches("^only-[a-z0-9]{13}$", job.Text("reference.jobId"));
        foreach (var labels in new[] { cluster.Map("labels"), job.Map("labels") })
        {
            Assert.Equal("data", labels["team"]);
            Assert.Equal("flow", labels["goog-dataproc-workflow-template-id"]);
            Assert.Equal(begun.Text("name")!.Split('/')[^1], labels["goog-dataproc-workflow-instance-id"]);
        }

        Assert.Equal("yes", cluster.Map("labels")["own"]);
        Assert.Equal("only", job.Map("labels")["goog-dataproc-workflow-step-id"]);
    }

    [Fact]
    public async Task A_failed_step_fails_the_workflow_and_the_cluster_is_given_back()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await CreateAsync(cloud, Template("flow", Managed, Job("good", [], "wait"), Job("bad", [], "exit", "3"), Job("after", ["bad"], "print", "x")));

        var ended = await EndAsync(cloud, await cloud.PostAsync("workflowTemplates/flow:instantiate", "{}"));

        Assert.Equal(["FAILED", "FAILED", "FAILED"], States(ended));
        Assert.Contains("Step 'bad' failed", ended.Text("error.message"), StringComparison.Ordinal);
        Assert.DoesNotContain(cloud.Runtime.Runs, run => run.JobId.StartsWith("after", StringComparison.Ordinal));
        Assert.True(ended.Flag("metadata.deleteCluster.done"));
        Assert.Empty((await cloud.GetAsync("clusters")).Body);
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_created_stands_in_the_metadata_and_the_operation_has_no_error()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await CreateAsync(cloud, Template("flow", """{"managedCluster":{"clusterName":"nightly","config":{"workerConfig":{"numInstances":1}}}}""", Job("only", [])));

        var ended = await EndAsync(cloud, await cloud.PostAsync("workflowTemplates/flow:instantiate", "{}"));

        Assert.Contains("A minimum of 2 is required", ended.Text("metadata.createCluster.error"), StringComparison.Ordinal);
        Assert.Null(ended.At("error"));
        Assert.Equal(["FAILED"], States(ended));
        Assert.Null(ended.At("metadata.deleteCluster"));
    }

    [Fact]
    public async Task A_selector_sends_the_jobs_to_a_cluster_with_its_labels_which_stays()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.PostAsync("clusters", """{"clusterName":"pool","labels":{"pool":"a"}}""");
        await cloud.UntilAsync("clusters/pool", "status.state", "RUNNING");
        await CreateAsync(cloud, Template("found", """{"clusterSelector":{"clusterLabels":{"pool":"a"}}}""", Job("only", [])));
        await CreateAsync(cloud, Template("lost", """{"clusterSelector":{"clusterLabels":{"pool":"b"}}}""", Job("only", [])));

        var found = await EndAsync(cloud, await cloud.PostAsync("workflowTemplates/found:instantiate", "{}"));
        var lost = await EndAsync(cloud, await cloud.PostAsync("workflowTemplates/lost:instantiate", "{}"));

        Assert.Equal(["COMPLETED"], States(found));
        Assert.Equal("pool", found.Text("metadata.clusterName"));
        Assert.Null(found.At("metadata.createCluster"));
        Assert.Contains("has the labels pool=b", Nodes(lost)[0].Text("error"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await cloud.GetAsync("clusters/pool")).Code);
    }

    [Fact]
    public async Task Parameters_take_the_places_that_their_paths_name()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        var template = Template("flow", Managed, Job("step-1", [], "print", "text"));
        template["parameters"] = JsonNode.Parse("""
            [{"name":"TEXT","fields":["jobs['step-1'].hadoopJob.args[1]"]},
             {"name":"WORKERS","fields":["placement.managedCluster.config.workerConfig.numInstances"]},
             {"name":"TEAM","fields":["labels['team']"],"validation":{"values":{"values":["ads","search"]}}}]
            """);
        await CreateAsync(cloud, template);

        var wrong = await cloud.PostAsync("workflowTemplates/flow:instantiate", """{"parameters":{"TEXT":"a","TEAM":"news","MORE":"x"}}""");
        var noNumber = await cloud.PostAsync("workflowTemplates/flow:instantiate", """{"parameters":{"TEXT":"a","TEAM":"ads","WORKERS":"many"}}""");
        var ended = await EndAsync(cloud, await cloud.PostAsync("workflowTemplates/flow:instantiate", """{"parameters":{"TEXT":"hello","TEAM":"ads","WORKERS":"3"}}"""));

        Assert.Equal(HttpStatusCode.BadRequest, wrong.Code);
        Assert.Contains("no parameter 'MORE'", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("'WORKERS' has no value", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("must be one of ads, search", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("is a number", noNumber.Message, StringComparison.Ordinal);
        var run = Assert.Single(cloud.Runtime.Runs);
        Assert.Equal("hello", run.Job["hadoopJob"]!["args"]![1]!.GetValue<string>());
        Assert.Equal("ads", run.Job["labels"]!["team"]!.GetValue<string>());
        Assert.Equal("3", ended.Text("metadata.parameters.WORKERS"));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_template_is_told_at_once()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        var template = Template("no", """{"managedCluster":{"clusterName":"Nightly"}}""",
            Job("one", ["two"]), Job("two", ["one"]), Job("two", ["nine"]), new JsonObject { ["stepId"] = "-" });
        template["dagTimeout"] = "5s";
        template["parameters"] = JsonNode.Parse("""[{"name":"lower","fields":["jobs['one'].hadoopJob.args[7]"],"validation":{"regex":{"regexes":["("]}}}]""");

        var refused = await cloud.PostAsync("workflowTemplates", template.ToJsonString());

        Assert.Equal("INVALID_ARGUMENT", refused.Status);
        foreach (var part in new[]
        {
            "'id': 'no'", "'Nightly' must match", "circle", "more than one job", "step 'nine'", "'jobs.stepId': '-'", "has no type", "dagTimeout",
            "'lower' must match", "no single value there", "Invalid regular expression '('",
        }) Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_is_kept_with_a_version_that_guards_its_changes()
    {
        using var folder = new TempDir();
        var objects = new MemoryStore();
        await using (var cloud = await LocalCloud.StartAsync(folder, objects: objects))
        {
            await CreateAsync(cloud, new JsonObject { ["id"] = "empty-one" });
            var template = await cloud.GetAsync("workflowTemplates/empty-one");
            template.Body["placement"] = JsonNode.Parse(Managed);
            var updated = await cloud.SendAsync("PUT", "v1/projects/p1/locations/europe-west1/workflowTemplates/empty-one", template.Body.ToJsonString());
            var stale = await cloud.SendAsync("PUT", LocalCloud.Region + "/workflowTemplates/empty-one", template.Body.ToJsonString());
            var again = await cloud.PostAsync("workflowTemplates", """{"id":"empty-one"}""");
            var notRunnable = await cloud.PostAsync("workflowTemplates/empty-one:instantiate", "{}");

            Assert.Equal(1, template.Body.Number("version"));
            Assert.Equal(2, updated.Body.Number("version"));
            Assert.Equal(template.Text("createTime"), updated.Text("createTime"));
            Assert.Equal("ABORTED", stale.Status);
            Assert.Equal("ALREADY_EXISTS", again.Status);
            Assert.Contains("has no jobs", notRunnable.Message, StringComparison.Ordinal);
        }

        await using var later = await LocalCloud.StartAsync(folder, objects: objects);
        var listed = await later.GetAsync("workflowTemplates");
        var deleted = await later.SendAsync("DELETE", LocalCloud.Region + "/workflowTemplates/empty-one?version=2");

        Assert.Equal("empty-one", Assert.Single(listed.Body.Children("templates")).Text("id"));
        Assert.Equal(HttpStatusCode.OK, deleted.Code);
        Assert.Equal("Not found: WorkflowTemplate projects/p1/regions/europe-west1/workflowTemplates/empty-one", (await later.GetAsync("workflowTemplates/empty-one")).Message);
    }

    [Fact]
    public async Task A_cancelled_workflow_cancels_its_jobs_and_deletes_its_cluster()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);

        var begun = await cloud.PostAsync("workflowTemplates:instantiateInline?requestId=tag-1", Template("flow", Managed, Job("only", [], "wait")).ToJsonString());
        var running = await UntilAsync(cloud, begun, operation => States(operation) is ["RUNNING"]);
        var same = await cloud.PostAsync("workflowTemplates:instantiateInline?requestId=tag-1", Template("flow", Managed, Job("only", [])).ToJsonString());
        await cloud.SendAsync("POST", $"v1/{begun.Text("name")}:cancel");
        var ended = await EndAsync(cloud, begun);

        Assert.Equal(begun.Text("name"), same.Text("name"));
        Assert.Equal(1, ended.Number("error.code"));
        Assert.Equal("CANCELLED", (await cloud.GetAsync("jobs/" + Nodes(running)[0].Text("jobId"))).Text("status.state"));
        Assert.Empty((await cloud.GetAsync("clusters")).Body);
    }

    [Fact]
    public async Task A_workflow_that_an_ended_emulator_left_fails_and_gives_its_cluster_back_at_the_next_start()
    {
        using var folder = new TempDir();
        var objects = new MemoryStore();
        Answer begun;
        await using (var cloud = await LocalCloud.StartAsync(folder, objects: objects))
        {
            begun = await cloud.PostAsync("workflowTemplates:instantiateInline", Template("flow", Managed, Job("only", [], "wait")).ToJsonString());
            await UntilAsync(cloud, begun, operation => States(operation) is ["RUNNING"]);
        }

        await using var later = await LocalCloud.StartAsync(folder, objects: objects);
        var ended = await EndAsync(later, begun);

        Assert.Equal(["FAILED"], States(ended));
        Assert.Empty((await later.GetAsync("clusters")).Body);
    }

    [Fact]
    public async Task Jobs_that_take_longer_than_the_dagTimeout_are_cancelled()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        await using var cloud = await LocalCloud.StartAsync(folder, options => options with { Time = clock });
        var template = Template("flow", Managed, Job("only", [], "wait"));
        template["dagTimeout"] = "600s";

        var begun = await cloud.PostAsync("workflowTemplates:instantiateInline", template.ToJsonString());
        var running = await UntilAsync(cloud, begun, operation => States(operation) is ["RUNNING"], () => clock.Advance(TimeSpan.FromMilliseconds(5)));
        clock.Advance(TimeSpan.FromSeconds(600));
        var ended = await UntilAsync(cloud, begun, operation => operation.Flag("done"), () => clock.Advance(TimeSpan.FromMilliseconds(5)));

        Assert.NotNull(running.Instant("metadata.dagStartTime"));
        Assert.Equal(4, ended.Number("error.code"));
        Assert.Contains("dagTimeout of 600s", ended.Text("error.message"), StringComparison.Ordinal);
        Assert.NotNull(ended.Instant("metadata.dagEndTime"));
        Assert.Empty((await cloud.GetAsync("clusters")).Body);
    }

    private static JsonObject Template(string id, string placement, params JsonObject[] jobs) => new()
    {
        ["id"] = id,
        ["labels"] = new JsonObject { ["team"] = "data" },
        ["placement"] = JsonNode.Parse(placement),
        ["jobs"] = new JsonArray([.. jobs]),
    };

    private static JsonObject Job(string step, string[] after, params string[] args) => new()
    {
        ["stepId"] = step,
        ["prerequisiteStepIds"] = new JsonArray([.. after.Select(id => JsonValue.Create(id))]),
        ["hadoopJob"] = new JsonObject { ["mainClass"] = "org.example.Main", ["args"] = new JsonArray([.. args.Select(arg => JsonValue.Create(arg))]) },
    };

    private static async Task CreateAsync(LocalCloud cloud, JsonObject template)
    {
        var created = await cloud.PostAsync("workflowTemplates", template.ToJsonString());
        Assert.True(created.Code == HttpStatusCode.OK, created.Message);
    }

    private static Task<JsonObject> EndAsync(LocalCloud cloud, Answer begun) => UntilAsync(cloud, begun, operation => operation.Flag("done"));

    private static Task<JsonObject> UntilAsync(LocalCloud cloud, Answer begun, Predicate<JsonObject> seen, Action? between = null)
    {
        Assert.True(begun.Code == HttpStatusCode.OK, begun.Message);
        return cloud.UntilAsync("operations/" + begun.Text("name")!.Split('/')[^1], seen, "what was waited for", between);
    }

    private static List<JsonObject> Nodes(JsonObject operation) => [.. operation.Children("metadata.graph.nodes")];

    private static List<string> States(JsonObject operation) => [.. Nodes(operation).Select(node => node.Text("state")!)];
}
