using System.Text.Json.Nodes;
using Spydra.Runs;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Tests.Runs;

public sealed class RunKeyTests : IDisposable
{
    private static readonly RunKey Said = new("nightly-2026-11-21", "--run-key");
    private static readonly RunKey OfTask = new("styx:a/b/2026-11-21/t", "Styx") { IsOfTask = true };

    private readonly TempDir folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_key_has_the_same_id_at_every_start()
    {
        var id = Said.IdOf(Spec());

        Assert.Equal(id, Said.IdOf(Spec()));
        Assert.Equal(id, RunKey.RunId(id, 1));
        Assert.Equal(RunKey.RunId(id, 2), RunKey.RunId(id, 2));
        Assert.Equal(5, Enumerable.Range(1, 5).Select(attempt => RunKey.RunId(id, attempt)).Distinct().Count());
        Assert.Equal(8, id.Version);
    }

    [Fact]
    public void Clients_projects_and_regions_do_not_share_a_key()
    {
        Guid[] ids =
        [
            Said.IdOf(Spec()),
            Said.IdOf(Spec(spec => spec["client_id"] = "other")),
            Said.IdOf(Spec(spec => spec["region"] = "us-east1")),
            Said.IdOf(Spec(project: "q")),
            new RunKey("nightly-2026-11-22", "--run-key").IdOf(Spec()),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void A_client_that_is_only_the_name_of_a_machine_does_not_count()
    {
        JobSpec On(string host) => Spec(spec =>
        {
            spec.Remove("client_id");
            spec["submit"]!["job_args"] = new JsonArray("gs://b/${CLIENT_ID}/x");
        }, host: host);

        Assert.Equal(Said.IdOf(On("pod-1")), Said.IdOf(On("pod-2")));
        Assert.Equal(OfTask.IdOf(On("pod-1")), OfTask.IdOf(On("pod-2")));
        Assert.Equal((RunKey.NoClient, RunKey.NoClient), (RunKey.ClientOf(On("pod-1")), RunKey.ClientOf(On("pod-2"))));
    }

    [Fact]
    public void Two_jobs_of_one_task_are_two_runs_and_a_key_that_was_said_is_one()
    {
        var (first, second) = (Spec(), Spec(spec => spec["submit"]!["job_args"] = new JsonArray("--date", "2026-11-22")));

        Assert.NotEqual(OfTask.IdOf(first), OfTask.IdOf(second));
        Assert.Equal(Said.IdOf(first), Said.IdOf(second));
        Assert.NotEqual(JobDigest.Of(first), JobDigest.Of(second));
    }

    [Fact]
    public void What_is_another_one_for_every_run_makes_no_other_job()
    {
        JobSpec Writing() => Spec(spec => spec["submit"]!["job_args"] = new JsonArray("gs://b/out/${UUID}"));

        Assert.Equal(JobDigest.Of(Writing()), JobDigest.Of(Writing()));
        Assert.Equal(JobDigest.Of(Spec()), JobDigest.Of(Spec(spec => spec["cluster"]!["options"]!["num-workers"] = 9)));
    }

    private JobSpec Spec(Action<JsonObject>? change = null, string project = "p", string host = "some-host")
    {
        var spec = new JsonObject
        {
            ["client_id"] = "me",
            ["cluster_type"] = "dataproc",
            ["region"] = "europe-west1",
            ["log_bucket"] = "logs",
            ["cluster"] = new JsonObject { ["options"] = new JsonObject() },
            ["submit"] = new JsonObject { ["options"] = new JsonObject { ["jar"] = "gs://b/a.jar" }, ["job_args"] = new JsonArray("--date", "2026-11-21") },
        };
        change?.Invoke(spec);
        return SpecLayers.Load([new SpecFile(folder.Write("job.json", spec.ToJsonString()), SpecFileKind.Job)], CommandLineLayer.Empty,
            new SpecContext { RunId = Guid.NewGuid(), HostName = host, Project = project });
    }
}
