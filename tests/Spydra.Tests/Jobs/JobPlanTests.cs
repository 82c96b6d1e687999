using System.Text.Json.Nodes;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;

namespace Spydra.Tests.Jobs;

public sealed class JobPlanTests
{
    [Fact]
    public void The_cluster_and_the_staged_addresses_take_their_places()
    {
        var body = (JsonObject)JsonNode.Parse("""{"placement":{"clusterName":"?"},"hadoopJob":{"mainJarFileUri":"a.jar","fileUris":["gs://b/x","lib/y"]}}""")!;
        var plan = new JobPlan.Dataproc(new RegionPath("p", "r"), "j", body,
            [new(new("hadoopJob.mainJarFileUri", "a.jar"), "a.jar"), new(new("hadoopJob.fileUris[1]", "lib/y"), "y")], null, "id");

        var staged = plan.BodyOn("c", ["gs://s/a.jar#1", "gs://s/y#2"]);

        Assert.Equal("""{"placement":{"clusterName":"c"},"hadoopJob":{"mainJarFileUri":"gs://s/a.jar#1","fileUris":["gs://b/x","gs://s/y#2"]}}""", staged.ToJsonString());
        Assert.Equal("a.jar", (string?)body["hadoopJob"]!["mainJarFileUri"]);
    }
}
