using System.Text;
using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.History.Archive;

public sealed class JobCatalogTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("2.7.2")]
    [InlineData("3.0.0")]
    [InlineData("3.3.6")]
    public async Task Every_golden_application_is_listed_once_with_the_state_that_it_tells(string version)
    {
        if (RepositoryFiles.Shared("hadoop-golden") is not { } golden) return;
        var folder = Path.Combine(golden, version);
        var rows = (await File.ReadAllLinesAsync(Path.Combine(folder, "apps.tsv"))).Select(line => line.Split('\t')).ToList();
        int Column(string name) => Array.IndexOf(rows[0], name);

        // One that was refused by its queue left nothing.
        foreach (var client in rows.Skip(1).Where(row => row[Column("logs")] != "-").GroupBy(row => row[Column("client_id")]))
        {
            List<SpydraException> damages = [];
            var jobs = await new JobCatalog(new FolderSource(Path.Combine(folder, "bucket")), client.Key).ListAsync(null, damages.Add, default);

            Assert.Empty(damages);
            Assert.Equal(client.Select(row => row[0]).Order(StringComparer.Ordinal), jobs.Select(job => job.Id).Distinct().Order(StringComparer.Ordinal));
            foreach (var row in client)
            {
                var job = jobs.First(each => each.Id == row[0]);
                Assert.Equal(row[Column("history")] != "-" ? ArchivedJobKind.MapReduce : version == "3.3.6" && row[Column("spark_events")] != "-" ? ArchivedJobKind.Spark : ArchivedJobKind.Other, job.Kind);
                if (job.Kind == ArchivedJobKind.MapReduce && row[Column("state")] is "SUCCEEDED" or "KILLED") Assert.Equal(row[Column("state")], job.State);
                Assert.Equal(row[Column("user")], job.User);
            }
        }
    }

    [Fact]
    public async Task A_manifest_tells_how_the_Dataproc_job_ended()
    {
        home.Write("logs/c/etl/logs/application_1795306400786_0001/node_8041", "x");
        home.Write("logs/c/etl/logs/application_1795306400786_0002/node_8041", "x");
        home.Write("logs/c/_manifests/nightly.json", """{"version": 9, "new": [], "job_id": "nightly", "job_state": "ERROR", "complete": true, "applications": [{"id": "application_1795306400786_0001", "state": "FAILED"}, {}, 3]}""");
        home.Write("logs/c/_manifests/broken.json", "{");
        home.Write("logs/c/_manifests/list.json", "[1]");

        var jobs = await new JobCatalog(new FolderSource(home.Path), "c").ListAsync(null, _ => { }, default);

        Assert.Equal([("application_1795306400786_0002", "UNKNOWN", null), ("application_1795306400786_0001", "FAILED", "nightly")], jobs.Select(job => (job.Id, job.State, job.JobId)));
        Assert.Equal([false, true], jobs.Select(job => job.HasFailed));
    }

    [Fact]
    public async Task The_manifest_of_a_job_is_found_by_its_whole_id()
    {
        home.Write("logs/c/_manifests/etl-1.json", """{"job_id": "etl-1", "job_state": "DONE", "applications": [{"id": "application_1_0001"}]}""");
        home.Write("logs/c/_manifests/etl-10.json", """{"job_id": "etl-10", "job_state": "DONE"}""");
        var manifests = new JobManifests(new FolderSource(home.Path), "c");

        Assert.Equal(["application_1_0001"], (await manifests.FindAsync("etl-1", default))!.Applications.Select(id => id.ToString()));
        Assert.Null(await manifests.FindAsync("etl", default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"job_id\": 3}")]
    [InlineData("{\"job_id\": \"\"}")]
    public void What_is_no_manifest_is_none(string text) => Assert.Null(JobManifest.Parse(Encoding.UTF8.GetBytes(text)));
}
