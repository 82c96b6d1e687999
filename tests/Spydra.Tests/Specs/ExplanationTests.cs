using Spydra.Specs;

namespace Spydra.Tests.Specs;

/// <summary>What is known of each value beside it: its place, what it overrode, whether the run uses it.</summary>
public sealed class ExplanationTests
{
    [Fact]
    public void What_stands_in_a_properties_file_has_its_line_there()
    {
        using var specs = new SpecFolder();
        specs.Write("job.properties", "# c\na=1\n\nb: 2\na=3\n").Add(
            """{"cluster_type": "dataproc", "log_bucket": "logs", "region": "r", "submit": {"options": {"jar": "gs://b/x.jar", "properties-file": "job.properties", "properties": "b=9"}}}""");

        var rows = Explain(specs).Where(row => row.Key == "submit.options.properties").Select(row => $"{row.Entry}={row.Value} at {specs.Plain(row.At.ToString())}");

        Assert.Equal(["a=1 at job.properties:2:1", "b=9 at job.json:1:164"], rows);
    }

    [Fact]
    public void Layers_that_add_up_are_told_item_by_item()
    {
        using var specs = new SpecFolder()
            .Add("{\"cluster\": {\"options\": {\"tags\": \"a\",\n \"properties\": \"x:y=1\", \"optional-components\": \"PIG\"}}}", SpecFileKind.Site)
            .Add("""{"cluster_type": "dataproc", "cluster": {"options": {"tags": ["b"], "properties": {"x:y": "2"}, "optional-components": ["TRINO", "SOLR"]}}, "log_bucket": "l", "region": "r", "submit": {"options": {"jar": "gs://b/x.jar"}}}""");

        var rows = Explain(specs);

        Assert.Equal(["0 a site.json:1:34", "1 b job.json:1:63"], Told(rows, "cluster.options.tags"));
        Assert.Contains("x:y 2 job.json:1:84 over 1 site.json:2:16", Told(rows, "cluster.options.properties"));
        Assert.Equal(["0 TRINO job.json:1:121 over PIG site.json:2:25", "1 SOLR job.json:1:130"], Told(rows, "cluster.options.optional-components"));

        IEnumerable<string> Told(IEnumerable<ExplainedValue> values, string key) => values.Where(row => row.Key == key).Select(row =>
            $"{row.Entry ?? row.Index?.ToString()} {row.Value} {specs.Plain(row.At.ToString())}" + string.Concat(row.Overrode.Select(before => $" over {before.Text} {specs.Plain(before.At.ToString())}")));
    }

    [Fact]
    public void What_a_static_run_does_not_use_is_said()
    {
        using var specs = new SpecFolder().Add(
            """{"cluster_type": "dataproc", "region": "r", "cluster": {"options": {"num-workers": 2}}, "submit": {"options": {"jar": "gs://b/x.jar", "cluster": "c"}}}""");

        var rows = Explain(specs);

        Assert.Equal("not used: the job runs on a cluster that is there", rows.Single(row => row.Key == "cluster.options.num-workers").Note);
        Assert.Null(rows.Single(row => row.Key == "submit.options.jar").Note);
        Assert.Equal("hadoopJob.mainJarFileUri", rows.Single(row => row.Key == "submit.options.jar").ApiField);
    }

    [Fact]
    public void The_region_of_a_zone_comes_from_the_zone()
    {
        using var specs = new SpecFolder().Add(
            """{"cluster_type": "dataproc", "log_bucket": "l", "cluster": {"options": {"zone": "europe-west1-b"}}, "submit": {"options": {"jar": "gs://b/x.jar"}}}""");

        var region = Explain(specs).Single(row => row.Key == "run.region");

        Assert.Equal(("europe-west1", "job.json:1:81"), (region.Value, specs.Plain(region.At.ToString())));
    }

    [Fact]
    public void Every_key_can_be_asked_for_and_a_block_cannot_be_a_value()
    {
        Assert.All(Explanation.Keys, key => Assert.NotNull(Explanation.Unset(key)));
        Assert.Null(Explanation.Unset("cluster.options.no-such"));
        Assert.Null(Explanation.Unset("nonsense"));
    }

    private static IReadOnlyList<ExplainedValue> Explain(SpecFolder specs) =>
        Explanation.Of(SpecLayers.Read([.. specs.Files], specs.CommandLine, specs.Context));
}
