using System.Text.Json.Nodes;
using Spydra.Specs;

namespace Spydra.Tests.Specs;

public sealed class BodyTests
{
    [Fact]
    public void The_cluster_carries_the_label_of_spydra_and_those_of_a_pool()
    {
        var spec = SpecFolder.Load(SpecFolder.Job, """{"cluster": {"options": {"labels": {"team": "x", "spydra-cluster": "no"}, "action-on-failed-primary-workers": "no-action", "driver-pool-size": 1}}}""");

        var request = ClusterBody.Create(spec, "c1", new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = "0-1" });

        const string labels = """{"team":"x","spydra-cluster":"1","token":"0-1"}""";
        Assert.Equal(labels, request.Body["labels"]!.ToJsonString());
        Assert.Equal(labels, request.Body["config"]!["auxiliaryNodeGroups"]![0]!["nodeGroup"]!["labels"]!.ToJsonString());
        Assert.Equal("NO_ACTION", request.Query["actionOnFailedPrimaryWorkers"]);
        Assert.Equal(("c1", "proj"), ((string?)request.Body["clusterName"], (string?)request.Body["projectId"]));
    }

    [Fact]
    public void Local_files_stand_in_the_job_as_they_are_and_are_listed_main_file_first()
    {
        using var specs = new SpecFolder().Add("""
            {"cluster_type": "dataproc", "job_type": "pyspark", "region": "r", "log_bucket": "b",
             "submit": {"py_file": "main.py", "options": {"py-files": ["gs://b/x.py", "lib/u.py"], "jars": "a.jar,file:///usr/lib/b.jar", "archives": "z.zip"}, "job_args": ["local.txt"]}}
            """).Write("main.py", "").Write("lib/u.py", "").Write("a.jar", "").Write("z.zip", "");

        var job = JobBody.Create(specs.Load(), "c1", "id-1");
        var files = JobBody.LocalFiles(job);

        Assert.Equal("""{"mainPythonFileUri":"main.py","pythonFileUris":["gs://b/x.py","lib/u.py"],"jarFileUris":["a.jar","file:///usr/lib/b.jar"],"archiveUris":["z.zip"],"args":["local.txt"]}""",
            Sorted(job["pysparkJob"]!, "mainPythonFileUri", "pythonFileUris", "jarFileUris", "archiveUris", "args"));
        Assert.Equal(
            [
                new("pysparkJob.mainPythonFileUri", "main.py"), new("pysparkJob.pythonFileUris[1]", "lib/u.py"),
                new("pysparkJob.jarFileUris[0]", "a.jar"), new("pysparkJob.archiveUris[0]", "z.zip"),
            ],
            files);

        var staged = JobBody.WithStaged(job, files.Select(file => KeyValuePair.Create(file.Field, $"gs://s/{file.Path}#1")));

        Assert.Empty(JobBody.LocalFiles(staged));
        Assert.Equal("gs://s/lib/u.py#1", (string?)staged["pysparkJob"]!["pythonFileUris"]![1]);
        Assert.Equal("main.py", (string?)job["pysparkJob"]!["mainPythonFileUri"]);
    }

    [Fact]
    public void The_same_local_file_named_twice_is_listed_twice()
    {
        var job = JsonNode.Parse("""{"hadoopJob": {"mainJarFileUri": "x.jar", "jarFileUris": ["x.jar", "x.jar"]}}""")!.AsObject();

        Assert.Equal(["hadoopJob.mainJarFileUri", "hadoopJob.jarFileUris[0]", "hadoopJob.jarFileUris[1]"], JobBody.LocalFiles(job).Select(file => file.Field));
    }

    [Theory]
    [InlineData("a.jar", true)]
    [InlineData("dir/we ird#name+%.jar", true)]
    [InlineData("gs://b/a.jar", false)]
    [InlineData("file:///a.jar", false)]
    [InlineData("hdfs:/a.jar", false)]
    public void A_file_is_local_when_it_has_no_scheme(string address, bool local) => Assert.Equal(local, LocalFiles.IsLocal(address));

    [Theory]
    [InlineData(null, "0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("", "0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("a b/ü_1-", "a_b___1--0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-0f8fad5b-d9cb-469f-a165-70867728950e")]
    public void A_job_name_begins_the_jobs_id(string? name, string expected)
    {
        var id = JobIds.From(name, SpecFolder.RunId);

        Assert.Equal(expected, id);
        Assert.True(JobIds.IsValid(id));
    }

    private static string Sorted(JsonNode node, params string[] keys) =>
        new JsonObject(keys.Select(key => KeyValuePair.Create(key, node[key]?.DeepClone()))).ToJsonString();
}
