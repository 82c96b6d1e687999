using Spydra.Clusters;

namespace Spydra.Tests.Clusters;

public sealed class ClusterLogTests
{
    private const string Uuid = "7b1c3f0e-0000-4000-8000-000000000001";

    [Theory]
    [InlineData("Initialization action failed. Failed action 'gs://my/x.sh', see output in: gs://dataproc-staging-eu-1-abc/google-cloud-dataproc-metainfo/UUID/c-m/dataproc-initialization-script-0_output", "c-m/dataproc-initialization-script-0_output")]
    [InlineData("Failed to initialize node c-w-1: Component hdfs failed. See output in: gs://b.c_d/google-cloud-dataproc-metainfo/UUID/c-w-1/dataproc-startup-script_output.", "c-w-1/dataproc-startup-script_output")]
    [InlineData("Multiple Errors:\n - see output in: gs://b/google-cloud-dataproc-metainfo/other/c-m/dataproc-startup-script_output\n - see output in: gs://b/google-cloud-dataproc-metainfo/UUID/c-w-0/dataproc-initialization-script-12_output", "c-w-0/dataproc-initialization-script-12_output")]
    public void The_log_is_found_in_the_services_text(string text, string name)
    {
        var found = ClusterLog.Find(text.Replace("UUID", Uuid, StringComparison.Ordinal), Uuid);

        Assert.Equal($"google-cloud-dataproc-metainfo/{Uuid}/{name}", found!.Name);
    }

    [Theory]
    [InlineData("see output in: gs://b/google-cloud-dataproc-metainfo/another-cluster/c-m/dataproc-initialization-script-0_output")]
    [InlineData("see output in: gs://b/secrets/UUID/c-m/dataproc-initialization-script-0_output")]
    [InlineData("see output in: gs://b/google-cloud-dataproc-metainfo/UUID/../../secrets/dataproc-startup-script_output")]
    [InlineData("see output in: gs://b/google-cloud-dataproc-metainfo/UUID/c-m/passwords")]
    [InlineData("see output in: https://b/google-cloud-dataproc-metainfo/UUID/c-m/dataproc-startup-script_output")]
    [InlineData("The zone 'projects/p/zones/z' does not have enough resources available to fulfill the request.")]
    public void Nothing_is_read_that_this_cluster_did_not_write(string text)
    {
        Assert.Null(ClusterLog.Find(text.Replace("UUID", Uuid, StringComparison.Ordinal), Uuid));
    }
}
