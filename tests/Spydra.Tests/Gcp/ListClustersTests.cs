using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Testing;

namespace Spydra.Tests.Gcp;

public sealed class ListClustersTests
{
    [Fact]
    public async Task A_list_goes_on_page_by_page_even_over_an_empty_one()
    {
        using var server = new ScriptedServer(
            new ScriptedAnswer(200, """{"clusters": [{"clusterName": "a"}, {"clusterName": "b"}], "nextPageToken": "t/1"}"""),
            new ScriptedAnswer(200, """{"nextPageToken": "t2"}"""),
            new ScriptedAnswer(200, """{"clusters": [{"clusterName": "c", "status": {"state": "RUNNING"}}]}"""));
        using var http = ApiClient.NewHttpClient();
        var client = new DataprocClient(new ApiClient(http, new NoCredentials(), TimeProvider.System), new Endpoints(server.Url, server.Url));

        List<string> names = [];
        await foreach (var cluster in client.ListClustersAsync(new RegionPath("p", "r"), "labels.a = *", TestContext.Current.CancellationToken)) names.Add(cluster.Name);

        Assert.Equal(["a", "b", "c"], names);
        Assert.Equal(
            [
                "GET /v1/projects/p/regions/r/clusters?filter=labels.a%20%3D%20%2A&pageSize=100 HTTP/1.1",
                "GET /v1/projects/p/regions/r/clusters?filter=labels.a%20%3D%20%2A&pageSize=100&pageToken=t%2F1 HTTP/1.1",
                "GET /v1/projects/p/regions/r/clusters?filter=labels.a%20%3D%20%2A&pageSize=100&pageToken=t2 HTTP/1.1",
            ],
            server.Requests.Select(request => request.Line));
    }
}
