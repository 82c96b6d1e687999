using System.Text.Json.Nodes;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;

namespace Spydra.Tests.Jobs;

public sealed class JobPlanTests
{
    [Fact]
    public void Staged_addresses_replace_local_names_where_they_stand()
    {
        var body = (JsonObject)JsonNode.Parse("""{"hadoopJob":{"mainJarFileUri":"a.jar","fileUris":["gs://b/x","lib/y"]}}""")!;
        var plan = new JobPlan(new RegionPath("p", "r"), "j", body,
            [new(new("hadoopJob.mainJarFileUri", "a.jar"), "a.jar"), new(new("hadoopJob.fileUris[1]", "lib/y"), "y")], null, "id");

        var staged = plan.BodyWith(["gs://s/a.jar#1", "gs://s/y#2"]);

        Assert.Equal("""{"hadoopJob":{"mainJarFileUri":"gs://s/a.jar#1","fileUris":["gs://b/x","gs://s/y#2"]}}""", staged.ToJsonString());
        Assert.Equal("a.jar", (string?)body["hadoopJob"]!["mainJarFileUri"]);
    }
}
