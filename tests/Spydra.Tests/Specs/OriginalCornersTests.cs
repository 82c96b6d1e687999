using Spydra.Specs;

namespace Spydra.Tests.Specs;

/// <summary>Corners of how the original read its files, each a spec written by hand.</summary>
public sealed class OriginalCornersTests
{
    private const string Static = """{"cluster_type": "dataproc", "region": "r", "submit": {"options": {"cluster": "c", "jar": "gs://b/x.jar", "project": "p"}}}""";
    private const string OnPremise = """{"submit": {"options": {"jar": "/x.jar"}}}""";

    [Theory]
    [InlineData(SpecFolder.Job)]
    [InlineData(Static)]
    [InlineData(OnPremise)]
    public void A_pool_or_an_autoscaler_that_is_not_whole_is_refused_wherever_the_job_runs(string job)
    {
        Assert.Equal(["pooling.max_age"], Paths(job, """{"pooling": {"limit": 2}}"""));
        Assert.Equal(["pooling.limit", "pooling.max_age"], Paths(job, """{"pooling": {}}"""));
        Assert.Equal(["auto_scaler.interval", "auto_scaler.max", "auto_scaler.factor", "auto_scaler.downscale"], Paths(job, """{"auto_scaler": {}}"""));
        Assert.Equal(["auto_scaler.downscale_timeout"], Paths(job, """{"auto_scaler": {"interval": "2", "max": "20", "factor": "0.3", "downscale": "true"}}"""));
    }

    [Fact]
    public void A_block_that_is_replaced_whole_takes_nothing_from_the_one_before()
    {
        const string whole = """{"pooling": {"limit": 2, "max_age": "P1D"}, "auto_scaler": {"interval": 1, "max": 1, "factor": 1, "downscale": true, "downscale_timeout": 1}}""";

        Assert.Equal(["pooling.max_age"], Paths(SpecFolder.Job, whole, """{"pooling": {"limit": 3}}"""));
        Assert.Equal(["pooling.limit", "pooling.max_age"], Paths(SpecFolder.Job, whole, """{"pooling": {}}"""));
        Assert.Equal(["auto_scaler.downscale_timeout"],
            Paths(SpecFolder.Job, whole, """{"auto_scaler": {"interval": 1, "max": 1, "factor": 1, "downscale": true}}"""));
        Assert.Equal(new PoolingSpec(2, TimeSpan.FromDays(1)), SpecFolder.Load(SpecFolder.Job, whole, """{"pooling": null, "auto_scaler": null}""").Pooling);
    }

    [Fact]
    public void A_missing_key_of_a_block_is_told_at_the_last_block() => Assert.StartsWith(
        "job2.json:2:12: pooling.limit: needs to be set.",
        Assert.Single(SpecFolder.Problems("""{"pooling": {"limit": 2, "max_age": "P1D"}}""", "{\"client_id\": \"x\",\n\"pooling\": {\"max_age\": 90}}", SpecFolder.Job)));

    [Theory]
    [InlineData("\"2\"", "\"20\"", "\"0.3\"", "\"false\"")]
    [InlineData("2", "20", "0.3", "false")]
    [InlineData("2.0", "\" 20 \"", "3e-1", "\"False\"")]
    public void The_autoscaler_takes_numbers_as_texts(string interval, string max, string factor, string downscale) => Assert.Equal(
        new AutoScalerSpec(TimeSpan.FromMinutes(2), 20, 0.3, false, null),
        SpecFolder.Load(SpecFolder.Job, $$"""{"auto_scaler": {"interval": {{interval}}, "max": {{max}}, "factor": {{factor}}, "downscale": {{downscale}} } }""").AutoScaler);

    [Theory]
    [InlineData("\"P1D\"", 86400)]
    [InlineData("\"pt12h\"", 43200)]
    [InlineData("3600", 3600)]
    [InlineData("90.0", 90)]
    [InlineData("\"PT1M30.5S\"", 90.5)]
    public void Ages_of_a_pool_are_javas_durations_or_seconds(string age, double seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), SpecFolder.Load(SpecFolder.Job, $$"""{"pooling": {"limit": "2", "max_age": {{age}} } }""").Pooling!.MaxAge);

    [Theory]
    [InlineData("PySpark", "pyspark")]
    [InlineData("SPARK-SQL", "spark-sql")]
    public void Job_types_are_of_any_case(string written, string type)
    {
        var submit = type == "pyspark" ? "\"py_file\": \"gs://b/x.py\"" : "\"options\": {\"execute\": \"q\"}";

        var spec = SpecFolder.Load($$"""{"cluster_type": "dataproc", "log_bucket": "l", "region": "r", "job_type": "{{written}}", "submit": { {{submit}} } }""");

        Assert.Equal(type, spec.JobType);
    }

    [Fact]
    public void A_py_file_and_a_job_type_may_come_from_different_layers()
    {
        var spec = SpecFolder.Load("""{"cluster_type": "dataproc", "log_bucket": "l", "region": "r", "submit": {"py_file": "gs://b/1.py", "options": {}}}""",
            """{"job_type": "PYSPARK"}""", """{"submit": {"py_file": "gs://b/2.py"}}""");

        Assert.Equal(("gs://b/2.py", "pyspark"), (spec.PyFile, spec.JobType));
        Assert.Equal(["submit.py_file"], Paths("""{"cluster_type": "dataproc", "log_bucket": "l", "region": "r", "job_type": "pyspark"}"""));
        Assert.Equal(["submit.py_file"], Paths(Static.Replace("\"jar\": \"gs://b/x.jar\", ", "", StringComparison.Ordinal), """{"job_type": "pyspark"}"""));
    }

    [Fact]
    public void The_users_lists_come_after_the_defaults_and_the_users_properties_win()
    {
        var spec = SpecFolder.Load(SpecFolder.Job, """
            {"cluster": {"options": {"scopes": "^#^bigquery#x", "max-idle": "1h", "initialization-actions": "gs://b/i.sh",
              "properties": "^#^yarn:yarn.log-aggregation.retain-seconds=60#core:list=a,b=c"}}}
            """, """{"cluster": {"options": {"properties": "core:more=1", "scopes": ["y,z"]}}}""");

        Assert.Equal(["cloud-platform", "bigquery", "x", "y,z"], spec.ClusterOptions.Items("scopes"));
        Assert.Equal("1h", spec.ClusterOptions.Text("max-idle"));
        Assert.Equal(["gs://b/i.sh"], spec.ClusterOptions.Items("initialization-actions"));
        var properties = spec.ClusterOptions.Entries("properties");
        Assert.Equal(16, properties.Length);
        Assert.Contains(new("yarn:yarn.log-aggregation.retain-seconds", "60"), properties);
        Assert.Equal([new("core:list", "a,b=c"), new("core:more", "1")], properties[^2..]);
    }

    [Fact]
    public void Options_objects_given_twice_are_one_also_when_a_list_is_in_both_or_cluster_is()
    {
        var spec = SpecFolder.Load(SpecFolder.Job,
            """{"submit": {"options": {"labels": "a=1", "max-failures-total": 2}, "options": {"labels": "b=1"}}, "cluster": {"options": {}, "options": {"zone": "z"}}}""");

        Assert.Equal([new("b", "1")], spec.SubmitOptions.Entries("labels"));
        Assert.Equal(("2", "z"), (spec.SubmitOptions.Text("max-failures-total"), spec.ClusterOptions.Text("zone")));
    }

    [Fact]
    public void A_dry_run_stays_one_where_later_files_say_nothing()
    {
        Assert.True(SpecFolder.Load("""{"dry_run": true}""", SpecFolder.Job, """{"client_id": "x"}""").DryRun);
        Assert.False(SpecFolder.Load("""{"dry_run": true}""", SpecFolder.Job, """{"dry_run": "false"}""").DryRun);
    }

    [Theory]
    [InlineData("\"x\"", "x")]
    [InlineData("7", "7")]
    [InlineData("true", "true")]
    [InlineData("[\"a b\", \"c,d\", \"e=f\", \"\"]", "a b|c,d|e=f|")]
    public void Job_arguments_may_be_one_value_and_are_left_as_they_are(string args, string expected) =>
        Assert.Equal(expected, string.Join('|', SpecFolder.Load(SpecFolder.Job, $$"""{"submit": {"job_args": {{args}} } }""").JobArgs));

    [Theory]
    [InlineData("global", "europe-west1-b", true)]
    [InlineData("global", null, false)]
    [InlineData(null, "europe-west1-b", true)]
    [InlineData(null, null, false)]
    public void Global_needs_a_zone_beside_it(string? region, string? zone, bool right)
    {
        using var specs = new SpecFolder().Add("""{"cluster_type": "dataproc", "log_bucket": "l", "submit": {"options": {"jar": "gs://b/x.jar"}}}""");
        if (region is not null) specs.Add($$"""{"region": "{{region}}"}""");
        if (zone is not null) specs.Add($$"""{"cluster": {"options": {"zone": "{{zone}}"} } }""");

        if (right) Assert.Equal(region ?? "europe-west1", specs.Load().Region);
        else Assert.Contains("Please define region other than global", Assert.Single(specs.Problems()));
    }

    [Fact]
    public void A_static_run_needs_no_options_of_a_cluster_and_minds_none()
    {
        var spec = SpecFolder.Load("""{"cluster": {"options": {"num-workers": 3, "single-node": "", "zone": "z"}}, "pooling": {"limit": 1, "max_age": "P1D"}}""", Static);

        Assert.Equal("c", spec.StaticCluster);
        Assert.False(spec.ClusterOptions.Has("max-idle"));
    }

    [Fact]
    public void Site_and_user_lists_stay_where_the_command_line_names_jars()
    {
        using var specs = new SpecFolder { CommandLine = CommandLineLayer.Empty with { Jars = ["gs://b/c.jar"], JobArgs = ["cli"] } };
        specs.Add("""{"submit": {"options": {"jars": "^;^gs://b/s,1.jar", "files": "gs://b/f"}}}""", SpecFileKind.Site)
            .Add("""{"submit": {"options": {"jars": ["gs://b/u.jar"]}, "job_args": ["user"]}}""", SpecFileKind.User)
            .Add(SpecFolder.Job).Add("""{"submit": {"options": {"jars": "gs://b/j.jar", "files": ["gs://b/g"]}}}""");

        var spec = specs.Load();

        Assert.Equal(["gs://b/s,1.jar", "gs://b/u.jar", "gs://b/c.jar"], spec.SubmitOptions.Items("jars"));
        Assert.Equal(["gs://b/f", "gs://b/g"], spec.SubmitOptions.Items("files"));
        Assert.Equal(["cli"], spec.JobArgs);
    }

    [Theory]
    [InlineData("\"null\"")]
    [InlineData("null")]
    public void The_null_cluster_type_is_a_word_quoted_or_not(string word) =>
        Assert.Equal(ClusterType.Null, SpecFolder.Load("""{"cluster_type": WORD, "submit": {"options": {"jar": "x.jar"}}}""".Replace("WORD", word, StringComparison.Ordinal)).ClusterType);

    private static IEnumerable<string> Paths(params string[] jobs) => SpecFolder.Problems(jobs).Select(problem => problem.Split(": ")[1]);
}
