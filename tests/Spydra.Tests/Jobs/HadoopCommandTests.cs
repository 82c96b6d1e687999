using Spydra.Jobs;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Tests.Jobs;

public sealed class HadoopCommandTests
{
    [Theory]
    [InlineData("before", "hadoop|jar|/x/a.jar|com.example.Main|-D|a=b|-D|c=d,e|in|out 1")]
    [InlineData("after", "hadoop|jar|/x/a.jar|com.example.Main|in|out 1|-D|a=b|-D|c=d,e")]
    public void Properties_stand_where_the_position_says(string position, string words)
    {
        var spec = Spec($$$"""
            {"client_id": "c", "cluster_type": "onpremise", "on_premise": {"property_position": "{{{position}}}"},
             "submit": {"options": {"jar": "/x/a.jar", "class": "com.example.Main", "properties": {"a": "b", "c": "d,e"}}, "job_args": ["in", "out 1"]}}
            """);

        Assert.Equal(words.Split('|'), HadoopCommand.Words(spec));
    }

    [Fact]
    public void A_prefix_that_names_a_file_of_Hadoops_goes_and_every_other_colon_stays()
    {
        var spec = Spec("""
            {"client_id": "c", "submit": {"options": {"jar": "a.jar",
             "properties": "^#^core:fs.defaultFS=hdfs://nn:8020#mapred:x=1#yarn:y=a:b#hdfs:z=2#spark:s=3#my:own=4#plain=c:d"}}}
            """);

        Assert.Equal(
            ["fs.defaultFS=hdfs://nn:8020", "x=1", "y=a:b", "z=2", "spark:s=3", "my:own=4", "plain=c:d"],
            HadoopCommand.Words(spec).Where(word => word.Contains('=')));
    }

    [Fact]
    public void Options_that_only_Dataproc_knows_are_named()
    {
        var spec = Spec("""{"client_id": "c", "submit": {"options": {"jar": "a.jar", "labels": "a=b", "max-failures-per-hour": 1, "class": "M"}}}""");

        Assert.Equal(["labels", "max-failures-per-hour"], HadoopCommand.WithoutEffect(spec));
    }

    private static JobSpec Spec(string json)
    {
        using var folder = new TempDir();
        return SpecLayers.Load([new SpecFile(folder.Write("spec.json", json), SpecFileKind.Job)], CommandLineLayer.Empty,
            new SpecContext { RunId = Guid.NewGuid(), HostName = "host" });
    }
}
