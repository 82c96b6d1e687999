using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Filters;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Tests.Dataproc;

/// <summary>The pure rules, as tables.</summary>
public sealed class RuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("a", true)]
    [InlineData("a1-b", true)]
    [InlineData("spydra-0f8fad5b-d9cb-469f-a165-70867728950e", true)]
    [InlineData("a23456789012345678901234567890123456789012345678901", true)]
    [InlineData("a234567890123456789012345678901234567890123456789012", false)]
    [InlineData("", false)]
    [InlineData("1a", false)]
    [InlineData("a-", false)]
    [InlineData("A", false)]
    [InlineData("a_b", false)]
    [InlineData("a\n", false)]
    public void Cluster_names(string name, bool allowed) => Assert.Equal(allowed, NameRules.Cluster(name) is null);

    [Theory]
    [InlineData("a", "", true)]
    [InlineData("team_x", "data-1", true)]
    [InlineData("straße", "größe", true)]
    [InlineData("1a", "x", false)]
    [InlineData("_a", "x", false)]
    [InlineData("a", "UPPER", false)]
    [InlineData("a.b", "x", false)]
    [InlineData("", "x", false)]
    public void Labels(string key, string value, bool allowed) =>
        Assert.Equal(allowed, !NameRules.Labels(new Dictionary<string, string> { [key] = value }).Any());

    [Fact]
    public void Labels_have_lengths_and_a_number()
    {
        Assert.Empty(NameRules.Labels(new Dictionary<string, string> { [new string('k', 63)] = new string('v', 63) }));
        Assert.Equal(2, NameRules.Labels(new Dictionary<string, string> { [new string('k', 64)] = new string('v', 64) }).Count());
        Assert.Single(NameRules.Labels(Enumerable.Range(0, 33).ToDictionary(i => $"k{i}", _ => "v")));
    }

    [Theory]
    [InlineData("CREATING", "------D")]
    [InlineData("RUNNING", "JPS-D")]
    [InlineData("UPDATING", "J---D")]
    [InlineData("ERROR", "----D")]
    [InlineData("ERROR_DUE_TO_UPDATE", "J---D")]
    [InlineData("STOPPING", "----D")]
    [InlineData("STOPPED", "---TD")]
    [InlineData("STARTING", "----D")]
    [InlineData("REPAIRING", "----D")]
    [InlineData("DELETING", "-----")]
    public void What_a_clusters_state_allows(string state, string allowed)
    {
        var cluster = new JsonObject { ["clusterName"] = "c1", ["projectId"] = "p1", ["status"] = new JsonObject { ["state"] = state } };
        foreach (var (letter, legal) in new[]
        {
            ('J', ClusterStates.TakesJobs), ('P', ClusterStates.Patchable), ('S', ClusterStates.Stoppable), ('T', ClusterStates.Startable), ('D', ClusterStates.Deletable),
        })
        {
            var refused = Record.Exception(() => ClusterStates.Require(legal, "do it to", cluster)) as ApiError;
            Assert.Equal(allowed.Contains(letter, StringComparison.Ordinal), refused is null);
            if (refused is not null) Assert.Equal(ApiStatus.FailedPrecondition, refused.Status);
        }
    }

    [Theory]
    [InlineData(null, "c1 c2 c3 c4")]
    [InlineData("", "c1 c2 c3 c4")]
    [InlineData("clusterName = c1", "c1")]
    [InlineData("clusterName=\"c1\"", "c1")]
    [InlineData("status.state = ACTIVE", "c1 c2")]
    [InlineData("status.state = INACTIVE", "c3")]
    [InlineData("status.state = STARTING", "c4")]
    [InlineData("labels.env = *", "c1 c3")]
    [InlineData("labels.env = prod AND status.state = ACTIVE", "c1")]
    [InlineData("labels.env = prod status.state = ACTIVE", "c1")]
    [InlineData("labels.env = PROD", "")]
    [InlineData("status.state = ERROR AND clusterName = c3", "c3")]
    public void Cluster_filters(string? filter, string expected)
    {
        var wanted = ClusterFilter.Parse(filter);
        JsonObject[] clusters = [Cluster("c1", "RUNNING", "prod"), Cluster("c2", "UPDATING", null), Cluster("c3", "ERROR", "prod"), Cluster("c4", "STARTING", null)];

        Assert.Equal(expected, string.Join(' ', clusters.Where(cluster => wanted(cluster)).Select(cluster => cluster.Text("clusterName"))));
    }

    [Theory]
    [InlineData("clusterName")]
    [InlineData("clusterName =")]
    [InlineData("= c1")]
    [InlineData("clusterName = c1 AND")]
    [InlineData("clusterName = c1 OR clusterName = c2")]
    [InlineData("NOT clusterName = c1")]
    [InlineData("(clusterName = c1)")]
    [InlineData("clusterName != c1")]
    [InlineData("colour = red")]
    [InlineData("status.state = ASLEEP")]
    [InlineData("clusterName = \"c1")]
    public void Malformed_filters_are_refused(string filter)
    {
        var refused = Assert.Throws<ApiError>(() => ClusterFilter.Parse(filter));

        Assert.Equal(ApiStatus.InvalidArgument, refused.Status);
        Assert.StartsWith("Invalid filter: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status.state = ACTIVE", true)]
    [InlineData("status.state = NON_ACTIVE", false)]
    [InlineData("status.state = INACTIVE", false)]
    [InlineData("labels.a = b AND placement.clusterName = 'c1'", true)]
    [InlineData("insertTime <= \"2026-11-22T10:00:00Z\"", true)]
    [InlineData("insertTime < \"2026-11-22T10:00:00Z\"", false)]
    [InlineData("insertTime > \"2026-11-22T09:59:59.999Z\" AND insertTime != \"2026-01-01T00:00:00Z\"", true)]
    public void Job_filters(string filter, bool expected)
    {
        var job = new JsonObject { ["labels"] = new JsonObject { ["a"] = "b" }, ["placement"] = new JsonObject { ["clusterName"] = "c1" } };
        JobStates.Move(job, JobStates.Pending, Now);
        JobStates.Move(job, JobStates.Running, Now.AddMinutes(1));

        Assert.Equal(expected, JobFilter.Parse(filter)(job));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"cluster_name": "c1"}""", true)]
    [InlineData("""{"cluster_name": "c2"}""", false)]
    [InlineData("""{"operation_state_matcher": "ACTIVE"}""", true)]
    [InlineData("""{"operation_state_matcher": "NON_ACTIVE", "clusterName": "c1"}""", false)]
    [InlineData("status.state = RUNNING", true)]
    [InlineData("status.state = PENDING", false)]
    [InlineData("clusterName = c1 AND operationType = CREATE AND labels.a = b", true)]
    public void Operation_filters_in_both_grammars(string filter, bool expected)
    {
        var operation = JsonNode.Parse("""{"metadata":{"clusterName":"c1","operationType":"CREATE","labels":{"a":"b"},"status":{"state":"RUNNING"}}}""")!.AsObject();

        Assert.Equal(expected, OperationFilter.Parse(filter)(operation));
    }

    [Theory]
    [InlineData("n2-standard-4", 4, 16384)]
    [InlineData("https://www.googleapis.com/compute/v1/projects/p/zones/z/machineTypes/n1-highmem-16", 16, 131072)]
    [InlineData("c3-standard-8-lssd", 8, 32768)]
    [InlineData("n2-custom-6-20480-ext", 6, 20480)]
    [InlineData("custom-2-4096", 2, 4096)]
    [InlineData("e2-medium", 2, 8192)]
    [InlineData("a2-highgpu-1g", 4, 16384)]
    [InlineData(null, 4, 16384)]
    public void Machine_types(string? type, int cores, int memory) => Assert.Equal((cores, memory), (MachineTypes.Cores(type), MachineTypes.MemoryMb(type)));

    [Theory]
    [InlineData("""{"config":{"workerConfig":{"numInstances":2,"machineTypeUri":"n2-standard-4"}}}""", 64, 8)]
    [InlineData("""{"config":{"workerConfig":{"numInstances":2,"machineTypeUri":"n2-standard-4"},"secondaryWorkerConfig":{"numInstances":3,"machineTypeUri":"n2-standard-2"}}}""", 64, 14)]
    [InlineData("""{"config":{"masterConfig":{"machineTypeUri":"n2-standard-8"}}}""", 64, 8)]
    [InlineData("""{"config":{"workerConfig":{"numInstances":100,"machineTypeUri":"n2-standard-4"}}}""", 2, 2)]
    public void Slots_are_the_workers_cores_up_to_this_machines(string cluster, int machine, int expected) =>
        Assert.Equal(expected, Slots.Of(JsonNode.Parse(cluster)!.AsObject(), machine));

    [Theory]
    [InlineData(null, "2.2.63", "debian12")]
    [InlineData("2.0", "2.0.146", "debian10")]
    [InlineData("2.2-ubuntu22", "2.2.63", "ubuntu22")]
    [InlineData("1.5.37-debian10", "1.5.37", "debian10")]
    [InlineData("2.1-deb11", "2.1.95", "debian11")]
    public void Image_versions(string? asked, string version, string system) => Assert.Equal((version, system), ImageVersions.Resolve(asked));

    [Theory]
    [InlineData(0, 0, "0", false)]
    [InlineData(2, 0, "0", true)]
    [InlineData(1, 0, "0 30", false)]
    [InlineData(1, 0, "0 61", true)]
    [InlineData(0, 1, "0 300", false)]
    [InlineData(10, 0, "0 1 2", true)]
    [InlineData(10, 0, "0 1 2 3", false)]
    [InlineData(10, 0, "0 11 12 13", true)]
    public void A_job_restarts_within_its_limits_unless_it_thrashes(int perHour, int total, string minutesAgo, bool restarts)
    {
        var scheduling = new JsonObject();
        if (perHour > 0) scheduling["maxFailuresPerHour"] = perHour;
        if (total > 0) scheduling["maxFailuresTotal"] = total;
        var failures = minutesAgo.Split(' ').Select(ago => Now.AddMinutes(-int.Parse(ago, System.Globalization.CultureInfo.InvariantCulture))).ToList();

        Assert.Equal(restarts, RestartRule.Restarts(scheduling, failures, Now));
    }

    [Fact]
    public void Names_that_the_service_makes_up_stay_the_same()
    {
        Assert.Equal(ServiceNames.StagingBucket("p", "us-east1"), ServiceNames.StagingBucket("p", "us-east1"));
        Assert.NotEqual(ServiceNames.StagingBucket("p", "us-east1"), ServiceNames.StagingBucket("p", "us-east4"));
        Assert.NotEqual(ServiceNames.StagingBucket("p", "us-east1")[^8..], ServiceNames.TempBucket("p", "us-east1")[^8..]);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", ServiceNames.NameUuid("a", "b"));
    }

    private static JsonObject Cluster(string name, string state, string? env) => new()
    {
        ["clusterName"] = name,
        ["status"] = new JsonObject { ["state"] = state },
        ["labels"] = env is null ? [] : new JsonObject { ["env"] = env },
    };
}
