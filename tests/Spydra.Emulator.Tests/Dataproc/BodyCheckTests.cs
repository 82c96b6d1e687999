using System.Text.Json;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Dataproc;

public sealed class BodyCheckTests
{
    [Theory]
    [InlineData("""{"foo":1}""", "Invalid JSON payload received. Unknown name \"foo\" at 'cluster': Cannot find field.")]
    [InlineData("""{"config":{"foo":{}}}""", "Invalid JSON payload received. Unknown name \"foo\" at 'cluster.config': Cannot find field.")]
    [InlineData("""{"config":{"workerConfig":{"preemptibility":"FOO"}}}""", "Invalid value at 'cluster.config.worker_config.preemptibility' (type.googleapis.com/google.cloud.dataproc.v1.InstanceGroupConfig.Preemptibility), \"FOO\"")]
    [InlineData("""{"config":{"workerConfig":{"preemptibility":9}}}""", "Invalid value at 'cluster.config.worker_config.preemptibility' (type.googleapis.com/google.cloud.dataproc.v1.InstanceGroupConfig.Preemptibility), 9")]
    [InlineData("""{"config":{"workerConfig":{"numInstances":"two"}}}""", "Invalid value at 'cluster.config.worker_config.num_instances' (TYPE_INT32), \"two\"")]
    [InlineData("""{"config":{"workerConfig":{"numInstances":1.5}}}""", "Invalid value at 'cluster.config.worker_config.num_instances' (TYPE_INT32), 1.5")]
    [InlineData("""{"config":{"workerConfig":{"numInstances":3000000000}}}""", "Invalid value at 'cluster.config.worker_config.num_instances' (TYPE_INT32), 3000000000")]
    [InlineData("""{"clusterName":5}""", "Invalid value at 'cluster.cluster_name' (TYPE_STRING), 5")]
    [InlineData("""{"clusterName":["a"]}""", "Invalid JSON payload received. Unknown name \"clusterName\" at 'cluster': Proto field is not repeating, cannot start list.")]
    [InlineData("""{"config":"x"}""", "Invalid value at 'cluster.config' (type.googleapis.com/google.cloud.dataproc.v1.ClusterConfig), \"x\"")]
    [InlineData("""{"labels":{"a":1}}""", "Invalid value at 'cluster.labels[0].value' (TYPE_STRING), 1")]
    [InlineData("""{"config":{"initializationActions":[{"executableFile":"gs://a/b"},{"exe":1}]}}""", "Invalid JSON payload received. Unknown name \"exe\" at 'cluster.config.initialization_actions[1]': Cannot find field.")]
    [InlineData("""{"config":{"lifecycleConfig":{"idleDeleteTtl":"10m"}}}""", "Invalid value at 'cluster.config.lifecycle_config.idle_delete_ttl' (type.googleapis.com/google.protobuf.Duration), Field 'idleDeleteTtl', Illegal duration format; duration must end with 's'")]
    [InlineData("""{"config":{"lifecycleConfig":{"autoDeleteTime":"soon"}}}""", "Invalid value at 'cluster.config.lifecycle_config.auto_delete_time' (type.googleapis.com/google.protobuf.Timestamp), Field 'autoDeleteTime', Invalid time format: Failed to parse input")]
    [InlineData("""{"config":{"lifecycleConfig":{"autoDeleteTtl":"600s","autoDeleteTime":"2026-01-01T00:00:00Z"}}}""", "Invalid value at 'cluster.config.lifecycle_config' (oneof), oneof field 'ttl' is already set. Cannot set 'autoDeleteTime'")]
    [InlineData("""{"clusterName":"a","cluster_name":"b"}""", "Invalid JSON payload received. Unknown name \"cluster_name\" at 'cluster': The field is already set under its other spelling.")]
    [InlineData("[]", "Invalid value at 'cluster' (type.googleapis.com/google.cloud.dataproc.v1.Cluster), []")]
    public void A_body_that_does_not_fit_is_refused_in_the_platforms_words(string body, string expected)
    {
        var problem = Assert.Single(Check(body).Problems);

        Assert.Equal(expected, problem.Text);
    }

    [Fact]
    public void All_problems_are_found_and_joined_by_newlines()
    {
        var problems = Check("""{"a":1,"config":{"b":2,"masterConfig":{"numInstances":true}}}""").Problems;
        var error = ApiError.Unreadable(problems);

        Assert.Equal(3, problems.Count);
        Assert.Equal(3, error.Message.Split('\n').Length);
        var violations = error.Envelope(olderForm: false).At("error.details")![0]!["fieldViolations"]!.AsArray();
        Assert.Equal(["cluster", "cluster.config", "cluster.config.master_config.num_instances"], violations.Select(violation => violation!["field"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("""{"cluster_name":"c","config":{"worker_config":{"num_instances":"5"}}}""", """{"clusterName":"c","config":{"workerConfig":{"numInstances":5}}}""")]
    [InlineData("""{"labels":{},"config":{"softwareConfig":{"properties":{},"optionalComponents":[]}}}""", """{"config":{"softwareConfig":{}}}""")]
    [InlineData("""{"config":{"workerConfig":{"preemptibility":3},"softwareConfig":{"optionalComponents":[1,17]}}}""", """{"config":{"workerConfig":{"preemptibility":"SPOT"},"softwareConfig":{"optionalComponents":["JUPYTER","TRINO"]}}}""")]
    [InlineData("""{"config":{"workerConfig":{"numInstances":0,"preemptibility":"PREEMPTIBILITY_UNSPECIFIED","isPreemptible":false}}}""", """{"config":{"workerConfig":{}}}""")]
    [InlineData("""{"config":{"gceClusterConfig":{"zoneUri":"","internalIpOnly":false}}}""", """{"config":{"gceClusterConfig":{"internalIpOnly":false}}}""")]
    [InlineData("""{"clusterName":null,"config":{"masterConfig":{"diskConfig":{"bootDiskProvisionedIops":5000}}}}""", """{"config":{"masterConfig":{"diskConfig":{"bootDiskProvisionedIops":"5000"}}}}""")]
    [InlineData("""{"config":{"lifecycleConfig":{"autoDeleteTime":"2026-01-01T02:00:00.123456789+02:00"}}}""", """{"config":{"lifecycleConfig":{"autoDeleteTime":"2026-01-01T00:00:00.123456Z"}}}""")]
    [InlineData("""{"creator":"me","config":{"schedulingConfig":{"anything":[1]}}}""", """{"creator":"me","config":{"schedulingConfig":{"anything":[1]}}}""")]
    public void A_body_is_brought_into_the_one_form_that_is_answered(string body, string expected)
    {
        var read = Check(body);

        Assert.Empty(read.Problems);
        Assert.Equal(expected, read.Body.ToJsonString());
    }

    [Theory]
    [InlineData("Job", """{"hadoopJob":{"mainClass":"A","mainJarFileUri":"gs://b/a.jar"}}""")]
    [InlineData("Job", """{"hadoopJob":{},"sparkJob":{}}""")]
    public void Of_a_oneof_one_field_may_be_set(string message, string body)
    {
        using var json = JsonDocument.Parse(body);

        var problem = Assert.Single(BodyCheck.Check(json.RootElement, message, "job").Problems);

        Assert.Contains("(oneof), oneof field", problem.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"job":{"scheduling":{"ttl":"600s"},"driverRunner":{"yarnDriverRunner":{}},"pyflinkJob":{"mainPythonFileUri":"gs://b/a.py"}}}""")]
    [InlineData("""{"job":{"sparkJob":{"loggingConfig":{"driverLogLevels":{"root":4}},"properties":{"a":"b"}}},"requestId":"r"}""")]
    public void What_clients_send_beyond_the_discovery_document_is_taken(string body)
    {
        using var json = JsonDocument.Parse(body);

        Assert.Empty(BodyCheck.Check(json.RootElement, "SubmitJobRequest", "").Problems);
    }

    [Fact]
    public void The_table_knows_what_the_discovery_document_knows()
    {
        if (RepositoryFiles.Shared("api") is not { } folder)
        {
            Assert.Skip("The discovery document is not beside the checkout.");
            return;
        }

        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "dataproc-v1.discovery.json")))!["schemas"]!.AsObject();
        var compared = 0;
        foreach (var message in MessageTable.Instance.Messages.Values.Where(message => message.Fields.Values.Any(field => !field.Beyond)))
        {
            var known = document[message.Name]?["properties"]?.AsObject() ?? throw new InvalidOperationException($"no {message.Name}");
            var ours = message.Fields.Values.Where(field => !field.Beyond).DistinctBy(field => field.Name).ToDictionary(field => field.Name);
            Assert.Equal(known.Select(field => field.Key).Order(), ours.Keys.Order());
            foreach (var (name, schema) in known)
            {
                Assert.Equal($"{message.Name}.{name} {TypeOf(schema!, ours[name])}", $"{message.Name}.{name} {ours[name].Shape} {ours[name].Type}");
                compared++;
            }
        }

        Assert.InRange(compared, 300, 1000);
        foreach (var root in new[] { "Cluster", "Job", "AutoscalingPolicy", "SubmitJobRequest", "StartClusterRequest", "StopClusterRequest", "DiagnoseClusterRequest", "WorkflowTemplate", "InstantiateWorkflowTemplateRequest" })
            Assert.Contains(root, MessageTable.Instance.Messages.Keys);
    }

    // What the document says, in the table's words; an enum's values are compared on the way.
    private static string TypeOf(JsonNode schema, MessageField ours)
    {
        var shape = FieldShape.Single;
        if (schema["type"]?.GetValue<string>() == "array") (shape, schema) = (FieldShape.List, schema["items"]!);
        else if (schema["type"]?.GetValue<string>() == "object") (shape, schema) = (FieldShape.Map, schema["additionalProperties"]!);
        if (schema["$ref"] is { } message) return $"{shape} {message.GetValue<string>()}";
        if (schema["enum"] is JsonArray values)
        {
            Assert.Equal(values.Select(value => value!.GetValue<string>()), MessageTable.Instance.Enums[ours.Type].Values.Keys);
            return $"{shape} {ours.Type}";
        }

        return $"{shape} " + (schema["format"]?.GetValue<string>() ?? schema["type"]!.GetValue<string>()) switch
        {
            "google-duration" => "duration",
            "google-datetime" => "timestamp",
            "boolean" => "bool",
            var same => same,
        };
    }

    private static CheckedBody Check(string body)
    {
        using var json = JsonDocument.Parse(body);
        return BodyCheck.Check(json.RootElement, "Cluster", "cluster");
    }
}
