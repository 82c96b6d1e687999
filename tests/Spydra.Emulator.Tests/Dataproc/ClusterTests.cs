using System.Net;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Dataproc;

public sealed class ClusterTests
{
    [Fact]
    public async Task A_cluster_is_created_filled_in_and_deleted()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);

        var operation = await cloud.PostAsync("clusters", """{"clusterName":"c1","labels":{"team":"data"},"config":{"workerConfig":{"numInstances":"3"}}}""");
        Assert.Equal("PENDING", operation.Text("metadata.status.state"));
        Assert.Null(operation.Body["done"]);
        Assert.Equal("Create cluster with 3 workers", operation.Text("metadata.description"));
        var id = operation.Text("name")!.Split('/')[^1];
        var done = await cloud.UntilAsync($"operations/{id}", "metadata.status.state", "DONE");
        var cluster = (await cloud.GetAsync("clusters/c1")).Body;

        Assert.True(done.Flag("done"));
        Assert.Equal(["PENDING", "RUNNING"], done.Children("metadata.statusHistory").Select(entry => entry.Text("state")));
        Assert.Null(done.Children("metadata.statusHistory").First()["innerState"]);
        Assert.Equal("type.googleapis.com/google.cloud.dataproc.v1.Cluster", done.Child("response")!["@type"]!.GetValue<string>());
        Assert.Null(done.At("response.status"));
        Assert.Equal("RUNNING", cluster.Text("status.state"));
        Assert.Equal(["CREATING"], cluster.Children("statusHistory").Select(entry => entry.Text("state")));
        Assert.True(cloud.Objects.BucketExists(cluster.Text("config.configBucket")!));
        Assert.Matches("^dataproc-staging-europe-west1-[0-9]{12}-[a-z0-9]{8}$", cluster.Text("config.configBucket"));
        Assert.Equal("https://www.googleapis.com/compute/v1/projects/p1/zones/europe-west1-b", cluster.Text("config.gceClusterConfig.zoneUri"));
        Assert.Equal(3, cluster.Number("config.workerConfig.numInstances"));
        Assert.Equal(["c1-w-0", "c1-w-1", "c1-w-2"], cluster.At("config.workerConfig.instanceNames")!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal("2.2.63-debian12", cluster.Text("config.softwareConfig.imageVersion"));
        Assert.NotNull(cluster.At("config.endpointConfig"));
        var labels = cluster.Map("labels");
        Assert.Equal("data", labels["team"]);
        Assert.Equal("c1", labels["goog-dataproc-cluster-name"]);
        Assert.Equal(cluster.Text("clusterUuid"), labels["goog-dataproc-cluster-uuid"]);
        Assert.Equal("enabled", labels["goog-dataproc-autozone"]);

        var deleted = await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1");
        Assert.Equal("DELETE", deleted.Text("metadata.operationType"));
        await cloud.UntilGoneAsync("clusters/c1");
        var gone = await cloud.GetAsync("clusters/c1");
        Assert.Equal("Not found: Cluster projects/p1/regions/europe-west1/clusters/c1", gone.Message);
        Assert.Equal("NOT_FOUND", gone.Status);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_in_any_state()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder, options => options with { Steps = LocalCloud.Fast with { Create = TimeSpan.FromHours(1), Delete = TimeSpan.FromHours(1) } });
        await cloud.PostAsync("clusters", """{"clusterName":"c1"}""");

        var whileCreating = await cloud.PostAsync("clusters", """{"clusterName":"c1"}""");
        await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1");
        var whileDeleting = await cloud.PostAsync("clusters", """{"clusterName":"c1"}""");
        var again = await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1");

        Assert.Equal((HttpStatusCode.Conflict, "ALREADY_EXISTS"), (whileCreating.Code, whileCreating.Status));
        Assert.Equal("Already exists: Failed to create cluster: Cluster projects/p1/regions/europe-west1/clusters/c1", whileCreating.Message);
        Assert.Equal(HttpStatusCode.Conflict, whileDeleting.Code);
        Assert.Equal((HttpStatusCode.BadRequest, "FAILED_PRECONDITION"), (again.Code, again.Status));
    }

    [Fact]
    public async Task Several_mistakes_are_told_at_once_and_leave_nothing_behind()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);

        var refused = await cloud.PostAsync("clusters", """
            {"clusterName":"Bad_Name","labels":{"UPPER":"x"},
             "config":{"configBucket":"not-there","workerConfig":{"numInstances":1},"lifecycleConfig":{"idleDeleteTtl":"10s"},"gceClusterConfig":{"zoneUri":"us-east1-b"}}}
            """);

        Assert.Equal("INVALID_ARGUMENT", refused.Status);
        var lines = refused.Message.Split('\n');
        Assert.Equal("Multiple validation errors:", lines[0]);
        Assert.All(lines.Skip(1), line => Assert.StartsWith(" - ", line, StringComparison.Ordinal));
        Assert.Contains("must match pattern (?:[a-z](?:[-a-z0-9]{0,49}[a-z0-9])?)", refused.Message, StringComparison.Ordinal);
        Assert.Equal(7, lines.Length);
        Assert.Empty((await cloud.GetAsync("clusters")).Body);
    }

    [Fact]
    public async Task A_repeated_request_gets_the_first_operation_again()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);

        var first = await cloud.PostAsync("clusters?requestId=r1", """{"clusterName":"c1"}""");
        await cloud.UntilAsync("clusters/c1", "status.state", "RUNNING");
        var again = await cloud.PostAsync("clusters?requestId=r1", """{"clusterName":"other"}""");
        var other = await cloud.PostAsync("clusters?requestId=r2", """{"clusterName":"c1"}""");
        var bad = await cloud.PostAsync("clusters?requestId=a%20b", """{"clusterName":"c3"}""");

        Assert.Equal(first.Text("name"), again.Text("name"));
        Assert.Equal("3", first.Text("name")!.Split('/')[^1].Split('-')[2][..1]);
        Assert.Equal(HttpStatusCode.Conflict, other.Code);
        Assert.Equal(HttpStatusCode.BadRequest, bad.Code);

        var deleted = await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1?requestId=d1");
        await cloud.UntilGoneAsync("clusters/c1");
        var deletedAgain = await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1?requestId=d1");
        Assert.Equal(deleted.Text("name"), deletedAgain.Text("name"));
        Assert.True(deletedAgain.Body.Flag("done"));
    }

    [Fact]
    public async Task Another_clusters_uuid_protects_the_successor()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        var cluster = await cloud.ClusterAsync("c1");

        var delete = await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1?clusterUuid=other");
        var stop = await cloud.PostAsync("clusters/c1:stop", """{"clusterUuid":"other"}""");
        var right = await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1?clusterUuid={cluster.Text("clusterUuid")}");

        Assert.Equal("NOT_FOUND", delete.Status);
        Assert.Equal("NOT_FOUND", stop.Status);
        Assert.Equal(HttpStatusCode.OK, right.Code);
    }

    [Fact]
    public async Task A_stopped_cluster_takes_no_job_and_starts_again()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");

        await cloud.PostAsync("clusters/c1:stop", "{}");
        await cloud.UntilAsync("clusters/c1", "status.state", "STOPPED");
        var job = await cloud.PostAsync("jobs:submit", LocalCloud.JobBody("c1", "j1"));
        var patch = await cloud.SendAsync("PATCH", $"{LocalCloud.Region}/clusters/c1?updateMask=labels", """{"labels":{"a":"b"}}""");
        var stop = await cloud.PostAsync("clusters/c1%3Astop", "{}");
        await cloud.PostAsync("clusters/c1:start", "{}");
        var running = await cloud.UntilAsync("clusters/c1", "status.state", "RUNNING");

        Assert.All([job, patch, stop], answer => Assert.Equal((HttpStatusCode.BadRequest, "FAILED_PRECONDITION"), (answer.Code, answer.Status)));
        Assert.Equal(["CREATING", "RUNNING", "STOPPING", "STOPPED", "STARTING"], running.Children("statusHistory").Select(entry => entry.Text("state")));
    }

    [Fact]
    public async Task A_patch_resizes_relabels_and_clears_what_the_mask_names_and_the_body_lacks()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1", """{"lifecycleConfig":{"autoDeleteTtl":"3600s","idleDeleteTtl":"600s"}}""");

        var mask = "config.worker_config.num_instances,config.secondaryWorkerConfig.numInstances,labels,config.lifecycle_config.auto_delete_ttl";
        var operation = await cloud.SendAsync("PATCH", $"{LocalCloud.Region}/clusters/c1?updateMask={Uri.EscapeDataString(mask)}&gracefulDecommissionTimeout=3600s",
            """{"labels":{"a":"b"},"config":{"workerConfig":{"numInstances":5},"secondary_worker_config":{"num_instances":2}}}""");
        var cluster = await cloud.UntilAsync("clusters/c1", body => body.Number("config.workerConfig.numInstances") == 5, "5 workers");

        Assert.Equal("Add 3 workers. Add 2 secondary workers.", operation.Text("metadata.description"));
        Assert.Equal("b", cluster.Map("labels")["a"]);
        Assert.Contains("goog-dataproc-cluster-uuid", cluster.Map("labels").Keys);
        Assert.Null(cluster.At("config.lifecycleConfig.autoDeleteTime"));
        Assert.Equal("600s", cluster.Text("config.lifecycleConfig.idleDeleteTtl"));
        Assert.Equal("PREEMPTIBLE", cluster.Text("config.secondaryWorkerConfig.preemptibility"));
        Assert.Equal(2, cluster.At("config.secondaryWorkerConfig.instanceNames")!.AsArray().Count);
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("config.software_config.image_version", "{}")]
    [InlineData("config.worker_config.num_instances", """{"config":{"workerConfig":{"numInstances":2}}}""")]
    [InlineData("config.worker_config.num_instances", """{"config":{"workerConfig":{"numInstances":1}}}""")]
    [InlineData("config.worker_config.num_instances", "{}")]
    [InlineData("config.lifecycle_config.idle_delete_ttl", """{"config":{"lifecycleConfig":{"idleDeleteTtl":"30s"}}}""")]
    [InlineData("labels&gracefulDecommissionTimeout=90000s", "{}")]
    public async Task A_patch_that_makes_no_sense_is_refused(string mask, string body)
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");

        var refused = await cloud.SendAsync("PATCH", $"{LocalCloud.Region}/clusters/c1?updateMask={mask}", body);

        Assert.Equal("INVALID_ARGUMENT", refused.Status);
        Assert.Equal("RUNNING", (await cloud.GetAsync("clusters/c1")).Text("status.state"));
    }

    [Fact]
    public async Task Clusters_are_listed_by_name_in_pages_that_hold_still()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        foreach (var name in new[] { "c3", "c1", "c5", "c2", "c4" }) await cloud.ClusterAsync(name);

        var first = await cloud.GetAsync("clusters?pageSize=2");
        await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1");
        await cloud.UntilGoneAsync("clusters/c1");
        var second = await cloud.GetAsync($"clusters?pageSize=2&pageToken={first.Text("nextPageToken")}");
        var last = await cloud.GetAsync($"clusters?page_size=2&page_token={second.Text("nextPageToken")}");
        var elsewhere = await cloud.SendAsync("GET", "v1/projects/p1/regions/us-east1/clusters");
        var bad = await cloud.GetAsync("clusters?pageToken=nonsense");
        var notANumber = await cloud.GetAsync("clusters?pageSize=two");

        Assert.Equal(["c1", "c2"], Names(first));
        Assert.Equal(["c3", "c4"], Names(second));
        Assert.Equal(["c5"], Names(last));
        Assert.Null(last.Body["nextPageToken"]);
        Assert.Empty(elsewhere.Body);
        Assert.Equal("INVALID_ARGUMENT", bad.Status);
        Assert.Equal("INVALID_ARGUMENT", notANumber.Status);
        static IEnumerable<string?> Names(Answer answer) => answer.Body.Children("clusters").Select(cluster => cluster.Text("clusterName"));
    }

    [Fact]
    public async Task Deleting_a_cluster_that_is_being_created_ends_the_create_without_an_error()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder, options => options with { Steps = LocalCloud.Fast with { Create = TimeSpan.FromHours(1) } });

        var create = await cloud.PostAsync("clusters", """{"clusterName":"c1"}""");
        await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1");
        await cloud.UntilGoneAsync("clusters/c1");
        var operation = await cloud.SendAsync("GET", "v1/" + create.Text("name")!.Replace("/regions/", "/locations/", StringComparison.Ordinal));

        Assert.True(operation.Body.Flag("done"));
        Assert.Null(operation.Body["error"]);
    }

    [Fact]
    public async Task Operations_are_found_by_both_grammars_cancelled_and_forgotten()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder, options => options with { Steps = LocalCloud.Fast with { Create = TimeSpan.FromHours(1) } });
        var create = await cloud.PostAsync("clusters", """{"clusterName":"c1"}""");
        await cloud.PostAsync("clusters", """{"clusterName":"c2"}""");

        var older = await cloud.GetAsync("operations?filter=" + Uri.EscapeDataString("""{"cluster_name": "c1"}"""));
        var newer = await cloud.GetAsync("operations?filter=" + Uri.EscapeDataString("clusterName = c1 AND operationType = CREATE AND status.state = ACTIVE"));
        var all = await cloud.GetAsync("operations?filter=%7B%7D&pageSize=100");
        await cloud.SendAsync("POST", $"v1/{create.Text("name")}:cancel");
        var cancelled = await cloud.SendAsync("GET", "v1/" + create.Text("name"));
        var cluster = await cloud.GetAsync("clusters/c1");
        await cloud.SendAsync("DELETE", "v1/" + create.Text("name"));
        var forgotten = await cloud.SendAsync("GET", "v1/" + create.Text("name"));

        Assert.Single(older.Body.Children("operations"));
        Assert.Single(newer.Body.Children("operations"));
        Assert.Equal(2, all.Body.Children("operations").Count());
        Assert.Equal(1, cancelled.Body.Number("error.code"));
        Assert.Equal("ERROR", cluster.Text("status.state"));
        Assert.Equal(HttpStatusCode.NotFound, forgotten.Code);
    }

    [Fact]
    public async Task An_unknown_region_a_query_parameter_and_a_cluster_on_gke_are_refused()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);

        var region = await cloud.SendAsync("GET", "v1/projects/p1/regions/Nowhere/clusters");
        var query = await cloud.GetAsync("clusters?colour=red");
        var gke = await cloud.PostAsync("clusters", """{"clusterName":"c1","virtualClusterConfig":{"stagingBucket":"b"}}""");

        Assert.Equal((HttpStatusCode.Forbidden, "Permission denied on 'locations/Nowhere' (or it may not exist)."), (region.Code, region.Message));
        Assert.Equal("""Invalid JSON payload received. Unknown name "colour": Cannot bind query parameter. Field 'colour' could not be found in request message.""", query.Message);
        Assert.Equal(HttpStatusCode.NotImplemented, gke.Code);
    }

    [Fact]
    public async Task A_single_node_cluster_has_no_workers()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);

        var cluster = await cloud.ClusterAsync("c1", """{"workerConfig":{"numInstances":0,"diskConfig":{}},"softwareConfig":{"imageVersion":"2.1","properties":{"dataproc:dataproc.allow.zero.workers":"true"}}}""");

        Assert.Null(cluster.At("config.workerConfig"));
        Assert.Equal("2.1.95-debian11", cluster.Text("config.softwareConfig.imageVersion"));
    }

    [Fact]
    public async Task Autoscaling_policies_are_kept_checked_and_guarded()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        const string policy = """{"id":"pol-1","basicAlgorithm":{"cooldownPeriod":"120s","yarnConfig":{"scaleUpFactor":0.5,"gracefulDecommissionTimeout":"0s"}},"workerConfig":{"maxInstances":5}}""";

        var created = await cloud.PostAsync("autoscalingPolicies", policy);
        var taken = await cloud.PostAsync("autoscalingPolicies", policy);
        var bad = await cloud.PostAsync("autoscalingPolicies", """{"id":"x","basicAlgorithm":{"yarnConfig":{"scaleUpFactr":1}}}""");
        await cloud.ClusterAsync("c1", """{"autoscalingConfig":{"policyUri":"projects/p1/regions/europe-west1/autoscalingPolicies/pol-1"}}""");
        var used = await cloud.SendAsync("DELETE", "v1/projects/p1/locations/europe-west1/autoscalingPolicies/pol-1");

        Assert.Equal("projects/p1/regions/europe-west1/autoscalingPolicies/pol-1", created.Text("name"));
        Assert.Equal(HttpStatusCode.Conflict, taken.Code);
        Assert.Contains("at 'policy.basic_algorithm.yarn_config'", bad.Message, StringComparison.Ordinal);
        Assert.Equal("FAILED_PRECONDITION", used.Status);
        Assert.Single((await cloud.GetAsync("autoscalingPolicies")).Body["policies"] as JsonArray ?? []);
    }

    [Theory]
    [InlineData("projects/p1/regions/europe-west1/autoscalingPolicies/none", "NOT_FOUND", "Not found: AutoscalingPolicy projects/p1/regions/europe-west1/autoscalingPolicies/none")]
    [InlineData("https://www.googleapis.com/compute/v1/projects/p1/locations/europe-west1/autoscalingPolicies/none", "NOT_FOUND", "Not found: AutoscalingPolicy")]
    [InlineData("projects/p1/regions/us-central1/autoscalingPolicies/none", "INVALID_ARGUMENT", "must be in the cluster's project 'p1' and region 'europe-west1'")]
    [InlineData("none", "INVALID_ARGUMENT", "must have the form")]
    public async Task A_cluster_cannot_name_an_autoscaling_policy_that_is_not_there(string uri, string status, string message)
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");
        var body = """{"clusterName":"c2","config":{"autoscalingConfig":{"policyUri":"URI"}}}""".Replace("URI", uri, StringComparison.Ordinal);

        var create = await cloud.PostAsync("clusters", body);
        var update = await cloud.SendAsync("PATCH", LocalCloud.Region + "/clusters/c1?updateMask=config.autoscaling_config.policy_uri", body);

        foreach (var refused in new[] { create, update })
        {
            Assert.Equal(status, refused.Status);
            Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await cloud.GetAsync("clusters/c2")).Code);
    }
}
