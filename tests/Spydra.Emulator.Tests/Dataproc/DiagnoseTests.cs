using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Dataproc;

public sealed class DiagnoseTests
{
    [Fact]
    public async Task A_diagnosis_is_an_archive_of_what_is_known_in_the_clusters_bucket()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        var cluster = await cloud.ClusterAsync("c1");
        await DoneAsync(cloud, "job-1", "print", "hello");

        var operation = await DiagnoseAsync(cloud, "{}");
        var uri = operation.Text("response.outputUri")!;
        var files = Unpack(cloud, uri);

        Assert.Equal("DIAGNOSE", operation.Text("metadata.operationType"));
        Assert.Equal("type.googleapis.com/google.cloud.dataproc.v1.DiagnoseClusterResults", operation.Text("response.@type"));
        Assert.StartsWith($"gs://{cluster.Text("config.configBucket")}/google-cloud-dataproc-metainfo/{cluster.Text("clusterUuid")}/", uri, StringComparison.Ordinal);
        Assert.Equal(["cluster.json", "jobs/job-1/driveroutput", "jobs/job-1/job.json", "operations.json", "summary.txt"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("hello\n", files["jobs/job-1/driveroutput"]);
        Assert.Equal("c1", JsonNode.Parse(files["cluster.json"])!["clusterName"]!.GetValue<string>());
        Assert.Equal("DONE", JsonNode.Parse(files["jobs/job-1/job.json"])!["status"]!["state"]!.GetValue<string>());
        Assert.Equal("RUNNING", (await cloud.GetAsync("clusters/c1")).Text("status.state"));
    }

    [Fact]
    public async Task Beside_the_archive_lies_its_summary_as_gcloud_reads_it()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");
        cloud.Objects.CreateBucket("results");

        var operation = await DiagnoseAsync(cloud, """{"tarballGcsDir":"gs://results/deep/er/","tarballAccess":"GOOGLE_DATAPROC_DIAGNOSE"}""");

        Assert.Equal("gs://results/deep/er/diagnostic.tar.gz", operation.Text("response.outputUri"));
        Assert.Contains("State: RUNNING", Read(cloud, "results", "deep/er/diagnostic.tar.gz.000000000"), StringComparison.Ordinal);
        Assert.Equal(0, cloud.Objects.Find("results", "deep/er/diagnostic.tar.gz.000000001")?.Size);
    }

    [Fact]
    public async Task Only_the_jobs_that_are_asked_for_are_in_it()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");
        var first = await DoneAsync(cloud, "job-1", "print", "1");
        await DoneAsync(cloud, "job-2", "print", "2");
        await DoneAsync(cloud, "job-3", "print", "3");
        var application = first.Children("yarnApplications").Single().Text("trackingUrl")!.TrimEnd('/').Split('/')[^1];

        var named = Unpack(cloud, (await DiagnoseAsync(cloud, """{"jobs":["job-1","projects/p1/regions/europe-west1/jobs/job-3"]}""")).Text("response.outputUri")!);
        var ofApplication = Unpack(cloud, (await DiagnoseAsync(cloud, $$"""{"yarnApplicationIds":["{{application}}"]}""")).Text("response.outputUri")!);
        var before = Unpack(cloud, (await DiagnoseAsync(cloud, """{"diagnosisInterval":{"endTime":"2020-01-01T00:00:00Z"}}""")).Text("response.outputUri")!);

        Assert.Equal(["job-1", "job-3"], Jobs(named));
        Assert.Equal(["job-1"], Jobs(ofApplication));
        Assert.Empty(Jobs(before));
    }

    [Theory]
    [InlineData("c1", """{"jobs":["nope"]}""", "NOT_FOUND", "Not found: Job projects/p1/regions/europe-west1/jobs/nope")]
    [InlineData("c2", "{}", "NOT_FOUND", "Not found: Cluster projects/p1/regions/europe-west1/clusters/c2")]
    [InlineData("c1", """{"tarballGcsDir":"gs://nowhere/x"}""", "INVALID_ARGUMENT", "does not exist 'nowhere'")]
    [InlineData("c1", """{"tarballGcsDir":"/tmp"}""", "INVALID_ARGUMENT", "must be a folder in a bucket")]
    [InlineData("c1", """{"diagnosisInterval":{"startTime":"2026-01-02T00:00:00Z","endTime":"2026-01-01T00:00:00Z"}}""", "INVALID_ARGUMENT", "ends before it starts")]
    [InlineData("c1", """{"tarball":"x"}""", "INVALID_ARGUMENT", "Unknown name")]
    public async Task A_diagnosis_that_makes_no_sense_is_refused(string cluster, string body, string status, string message)
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");

        var refused = await cloud.PostAsync($"clusters/{cluster}:diagnose", body);

        Assert.Equal(status, refused.Status);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_cluster_cannot_be_diagnosed()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");
        await cloud.PostAsync("clusters/c1:stop", "{}");
        await cloud.UntilAsync("clusters/c1", "status.state", "STOPPED");

        var refused = await cloud.PostAsync("clusters/c1:diagnose", "{}");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Code);
        Assert.Contains("Cannot diagnose clusterName 'c1' in projectId 'p1' in state: 'STOPPED'", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<JsonObject> DoneAsync(LocalCloud cloud, string id, params string[] args)
    {
        await cloud.JobAsync("c1", id, args);
        return await cloud.UntilAsync("jobs/" + id, "status.state", "DONE");
    }

    private static async Task<JsonObject> DiagnoseAsync(LocalCloud cloud, string request)
    {
        var begun = await cloud.PostAsync("clusters/c1:diagnose", request);
        Assert.True(begun.Code == HttpStatusCode.OK, begun.Message);
        return await cloud.UntilAsync("operations/" + begun.Text("name")!.Split('/')[^1], operation => operation.Flag("done"), "done");
    }

    private static IEnumerable<string> Jobs(Dictionary<string, string> files) =>
        files.Keys.Where(name => name.EndsWith("/job.json", StringComparison.Ordinal)).Select(name => name.Split('/')[1]).Order(StringComparer.Ordinal);

    private static Dictionary<string, string> Unpack(LocalCloud cloud, string uri)
    {
        var place = uri["gs://".Length..].Split('/', 2);
        using var archive = cloud.Objects.OpenRead(cloud.Objects.Find(place[0], place[1])!);
        using var gzip = new GZipStream(archive, CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        while (tar.GetNextEntry() is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream ?? Stream.Null);
            files[entry.Name] = reader.ReadToEnd();
        }

        return files;
    }

    private static string Read(LocalCloud cloud, string bucket, string name)
    {
        using var reader = new StreamReader(cloud.Objects.OpenRead(cloud.Objects.Find(bucket, name)!));
        return reader.ReadToEnd();
    }
}
