using System.Net;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Dataproc;

public sealed class UnsupportedTests
{
    [Theory]
    [InlineData("GET", "locations/europe-west1/batches?pageSize=5&filter=state%3DRUNNING&orderBy=create_time", "batches.list")]
    [InlineData("POST", "locations/europe-west1/batches?batchId=b-1", "batches.create")]
    [InlineData("GET", "locations/europe-west1/batches/b-1", "batches.get")]
    [InlineData("DELETE", "locations/europe-west1/batches/b-1", "batches.delete")]
    [InlineData("GET", "locations/europe-west1/batches/b-1/sparkApplications/a:accessJob", "batches.sparkApplications")]
    [InlineData("POST", "locations/europe-west1/sessions/s-1:terminate", "sessions.terminate")]
    [InlineData("PATCH", "locations/europe-west1/sessionTemplates/s-1", "sessionTemplates.patch")]
    [InlineData("POST", "regions/europe-west1/clusters/c/nodeGroups?nodeGroupId=n", "nodeGroups.create")]
    [InlineData("POST", "regions/europe-west1/clusters/c/nodeGroups/n:resize", "nodeGroups.resize")]
    [InlineData("POST", "regions/europe-west1/clusters/c:repair", "clusters.repair")]
    [InlineData("POST", "regions/europe-west1/clusters/c:getIamPolicy", "clusters.getIamPolicy")]
    [InlineData("POST", "locations/europe-west1/autoscalingPolicies/p:setIamPolicy", "autoscalingPolicies.setIamPolicy")]
    public async Task What_the_emulator_does_not_have_is_answered_with_a_sentence_that_says_so(string verb, string path, string method)
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);

        var refused = await cloud.SendAsync(verb, "v1/projects/p1/" + path, verb is "POST" or "PATCH" ? "{}" : null);

        Assert.Equal(HttpStatusCode.NotImplemented, refused.Code);
        Assert.Equal("UNIMPLEMENTED", refused.Status);
        Assert.StartsWith($"'{method}' is unsupported by this emulator.", refused.Message, StringComparison.Ordinal);
    }
}
