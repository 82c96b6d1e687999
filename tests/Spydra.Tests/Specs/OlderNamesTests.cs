using Spydra.Options;
using Spydra.Specs;
using Spydra.Specs.Reading;

namespace Spydra.Tests.Specs;

/// <summary>What users of the original wrote for the gcloud of 2016 to 2020: taken as gcloud takes it today, or told what it is called now.</summary>
public sealed class OlderNamesTests
{
    [Theory]
    [InlineData("\"num-preemptible-workers\": 2", "\"num-secondary-workers\": 2")]
    [InlineData("\"preemptible-worker-boot-disk-size\": \"500GB\"", "\"secondary-worker-boot-disk-size\": \"500GB\"")]
    [InlineData("\"preemptible-worker-boot-disk-type\": \"pd-ssd\"", "\"secondary-worker-boot-disk-type\": \"pd-ssd\"")]
    [InlineData("\"preemptible-worker-accelerator\": \"type=t4\", \"num-preemptible-workers\": 1", "\"secondary-worker-accelerator\": {\"type\": \"t4\"}, \"num-secondary-workers\": 1")]
    [InlineData("\"num-preemptible-worker-local-ssds\": 1", "\"num-secondary-worker-local-ssds\": 1")]
    [InlineData("\"master-boot-disk-size-gb\": 100", "\"master-boot-disk-size\": \"100GB\"")]
    [InlineData("\"worker-boot-disk-size-gb\": \"100\"", "\"worker-boot-disk-size\": \"100\"")]
    [InlineData("\"max-idle\": \"1h\", \"max-age\": \"1d\"", "\"delete-max-idle\": \"1h\", \"delete-max-age\": \"1d\"")]
    [InlineData("\"expiration-time\": \"2030-01-01T00:00:00Z\"", "\"delete-expiration-time\": \"2030-01-01T00:00:00Z\"")]
    public void Older_names_of_an_option_send_the_same(string older, string newer) => Assert.Equal(Body(newer), Body(older));

    [Theory]
    [InlineData("\"num-master-local-ssds\": 1, \"num-worker-local-ssds\": \"2\"", "\"numLocalSsds\":1", "\"numLocalSsds\":2")]
    [InlineData("\"enable-component-gateway\": \"\"", "\"enableHttpPortAccess\":true")]
    [InlineData("\"single-node\": \"\"", "\"dataproc:dataproc.allow.zero.workers\":\"true\"")]
    [InlineData("\"bucket\": \"b\", \"temp-bucket\": \"t\"", "\"configBucket\":\"b\"", "\"tempBucket\":\"t\"")]
    [InlineData("\"initialization-actions\": \"gs://b/i.sh\", \"initialization-action-timeout\": \"20m\"", "\"executionTimeout\":\"1200s\"")]
    [InlineData("\"image\": \"projects/p/global/images/i\"", "/projects/p/global/images/i\"")]
    [InlineData("\"image-version\": 1.2", "\"imageVersion\":\"1.2\"")]
    [InlineData("\"image-version\": \"preview\"", "\"imageVersion\":\"preview\"")]
    [InlineData("\"no-address\": \"\"", "\"internalIpOnly\":true")]
    [InlineData("\"async\": \"\", \"quiet\": \"\", \"verbosity\": \"debug\", \"account\": \"a@b\", \"configuration\": \"c\"", "\"clusterName\":\"c\"")]
    public void What_was_written_then_is_still_sent(string options, params string[] sent)
    {
        var body = Body(options);

        Assert.All(sent, part => Assert.Contains(part, body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cluster", "allocation-affinity", "Write 'reservation-affinity', with any, none or specific.")]
    [InlineData("cluster", "preemptible-worker-boot-disk-size-gb", "Write 'secondary-worker-boot-disk-size', with GB behind the number.")]
    [InlineData("cluster", "num-local-ssds", "Write 'num-master-local-ssds' or 'num-worker-local-ssds'.")]
    [InlineData("cluster", "z", "Write 'zone'.")]
    [InlineData("cluster", "num-preemptible", "Did you mean 'num-preemptible-workers' or 'num-preemptible-worker-local-ssds'?")]
    [InlineData("cluster", "initialization-actions-timeout", "Did you mean 'initialization-action-timeout' or 'initialization-actions'?")]
    [InlineData("cluster", "driver-log-levels", "It belongs in 'submit.options'.")]
    [InlineData("submit", "job-id", "Write 'id'.")]
    [InlineData("submit", "max-failures", "Did you mean 'max-failures-total' or 'max-failures-per-hour'?")]
    [InlineData("submit", "driver-log-level", "Did you mean 'driver-log-levels'?")]
    [InlineData("submit", "num-workers", "It belongs in 'cluster.options'.")]
    public void A_name_that_is_gone_is_answered_with_what_to_write(string block, string name, string advice)
    {
        var problem = Assert.Single(SpecFolder.Problems(SpecFolder.Job, "{\"" + block + "\": {\"options\": {\"" + name + "\": \"1\"}}}"));

        Assert.EndsWith(". " + advice, problem);
    }

    [Fact]
    public void An_empty_zone_is_told_to_be_left_out() => Assert.Equal(
        "job2.json:1:34: cluster.options.zone: is empty; a value is expected. Write the value, or remove the option.",
        Assert.Single(SpecFolder.Problems(SpecFolder.Job, """{"cluster": {"options": {"zone": ""}}}""")));

    [Fact]
    public void No_other_name_hides_an_option_and_what_is_advised_exists()
    {
        var options = ClusterOptions.Table.Names.Concat(SubmitOptions.JobTypes.SelectMany(type => SubmitOptions.For(type).Names)).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(OtherNames.All, name => options.Contains(name.Key));
        Assert.All(OtherNames.All.Where(name => name.Value.StartsWith("Write '", StringComparison.Ordinal)),
            name => Assert.Contains(name.Value.Split('\'')[1], options));
    }

    private static string Body(string options)
    {
        using var specs = new SpecFolder().Add(SpecFolder.Job).Add("{\"cluster\": {\"options\": {" + options + "}}}");
        specs.Context = specs.Context with { NoDefaults = true };
        return ClusterBody.Create(specs.Load(), "c").Body.ToJsonString();
    }
}
