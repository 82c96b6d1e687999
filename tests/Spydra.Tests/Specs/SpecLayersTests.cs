using Spydra.Specs;

namespace Spydra.Tests.Specs;

public sealed class SpecLayersTests
{
    [Fact]
    public void A_minimal_dataproc_spec_has_the_originals_defaults()
    {
        var spec = SpecFolder.Load(SpecFolder.Job);

        Assert.Equal(("some-host", "hadoop", "proj", "europe-west1", "logs"), (spec.ClientId, spec.JobType, spec.Project, spec.Region, spec.LogBucket));
        Assert.Equal(TimeSpan.FromSeconds(60), spec.HistoryTimeout);
        Assert.False(spec.ClusterTypeDefaulted);
        Assert.Equal(["cloud-platform"], spec.ClusterOptions.Items("scopes"));
        Assert.Equal("30m", spec.ClusterOptions.Text("max-idle"));
        Assert.Equal("gs://logs/history/some-host/done", Property(spec, "mapred:mapreduce.jobhistory.done-dir"));
        Assert.Equal($"gs://logs/history/some-host/{SpecFolder.RunId:D}/done_intermediate", Property(spec, "mapred:mapreduce.jobhistory.intermediate-done-dir"));
        Assert.Equal("gs://logs/spark-events/some-host", Property(spec, "spark:spark.eventLog.dir"));
        Assert.Equal(14, spec.ClusterOptions.Entries("properties").Length);
        Assert.False(spec.ClusterOptions.Has("initialization-actions"));
    }

    [Fact]
    public void A_spec_without_cluster_type_is_on_premises_and_says_that_nobody_chose_it()
    {
        var spec = SpecFolder.Load("""{"submit": {"options": {"jar": "/jobs/x.jar", "class": "M"}, "job_args": "one"}}""");

        Assert.Equal((ClusterType.OnPremise, true), (spec.ClusterType, spec.ClusterTypeDefaulted));
        Assert.Equal(["one"], spec.JobArgs);
        Assert.Equal(TimeSpan.Zero, spec.HistoryTimeout);
        Assert.Empty(spec.ClusterOptions.Values);
    }

    [Fact]
    public void Layers_lie_in_order_and_each_list_is_read_with_its_own_delimiter()
    {
        using var specs = new SpecFolder { CommandLine = CommandLineLayer.Empty with { ClientId = "words" } };
        specs.Add("""{"client_id": "site", "region": "r-site", "cluster": {"options": {"tags": "a", "zone": "z1", "properties": "core:a=1,core:b=1"}}}""", SpecFileKind.Site);
        specs.Add("""{"log_bucket": "user", "region": "r-user", "cluster": {"options": {"tags": "^;^b;c,d", "properties": "^#^core:b=2,2#core:c=3"}}}""", SpecFileKind.User);
        specs.Add(SpecFolder.Job);
        specs.Add("""{"region": null, "cluster": {"options": {"tags": ["e"], "zone": "z2", "optional-components": "JUPYTER", "properties": {"core:c": 4}}}}""");
        specs.Add("""{"cluster": {"options": {"optional-components": "DOCKER"}}, "dry_run": "true"}""");
        specs.Add("""{"dry_run": null}""");

        var spec = specs.Load();

        Assert.Equal(("words", "logs", "europe-west1"), (spec.ClientId, spec.LogBucket, spec.Region));
        Assert.Equal(["a", "b", "c,d", "e"], spec.ClusterOptions.Items("tags"));
        Assert.Equal("z2", spec.ClusterOptions.Text("zone"));
        Assert.Equal(["DOCKER"], spec.ClusterOptions.Items("optional-components"));
        Assert.Equal(("1", "2,2", "4"), (Property(spec, "core:a"), Property(spec, "core:b"), Property(spec, "core:c")));
        Assert.True(spec.DryRun);
    }

    [Fact]
    public void Blocks_and_argument_lists_are_replaced_whole()
    {
        var spec = SpecFolder.Load(
            SpecFolder.Job,
            """{"pooling": {"limit": 3, "max_age": "P1D"}, "auto_scaler": {"interval": "2", "max": "20", "factor": "0.3", "downscale": "true", "downscale_timeout": 5}, "submit": {"job_args": ["a", "b"]}}""",
            """{"pooling": {"limit": 1, "max_age": 90}, "auto_scaler": {"interval": 1, "max": 2, "factor": 1, "downscale": "false"}, "submit": {"job_args": []}}""");

        Assert.Equal(new PoolingSpec(1, TimeSpan.FromSeconds(90)), spec.Pooling);
        Assert.Equal(new AutoScalerSpec(TimeSpan.FromMinutes(1), 2, 1, false, null), spec.AutoScaler);
        Assert.Empty(spec.JobArgs);
    }

    [Fact]
    public void A_flag_and_its_no_form_replace_each_other_over_layers()
    {
        var spec = SpecFolder.Load(
            """{"cluster": {"options": {"enable-ssh": "", "no-confidential-compute": "", "public-ip-address": false}}}""",
            """{"cluster": {"options": {"no-enable-ssh": "", "confidential-compute": true}}}""",
            SpecFolder.Job);

        Assert.Equal((false, true), (spec.ClusterOptions.Has("enable-ssh"), spec.ClusterOptions.Has("no-enable-ssh")));
        Assert.Equal((true, false), (spec.ClusterOptions.Has("confidential-compute"), spec.ClusterOptions.Has("no-confidential-compute")));
        Assert.True(spec.ClusterOptions.Has("no-public-ip-address"));
    }

    [Fact]
    public void What_the_user_says_takes_the_place_of_a_default_that_stands_in_its_way()
    {
        var spec = SpecFolder.Load(SpecFolder.Job, """{"cluster": {"options": {"delete-max-idle": "2h"}}}""");

        Assert.Equal(("2h", null), (spec.ClusterOptions.Text("delete-max-idle"), spec.ClusterOptions.Text("max-idle")));
    }

    [Fact]
    public void Options_objects_given_twice_in_a_file_are_one()
    {
        var spec = SpecFolder.Load(SpecFolder.Job, """{"cluster": {"options": {"zone": "a", "tags": "x"}, "options": {"zone": "b", "num-workers": 3}}}""");

        Assert.Equal(("b", "3"), (spec.ClusterOptions.Text("zone"), spec.ClusterOptions.Text("num-workers")));
        Assert.Equal(["x"], spec.ClusterOptions.Items("tags"));
    }

    [Fact]
    public void Scalars_are_read_as_leniently_as_by_the_original()
    {
        var spec = SpecFolder.Load(SpecFolder.Job,
            """{"client_id": 42, "history_timeout": "-5", "dry_run": "True", "job_type": "HADOOP", "submit": {"job_args": [1.50, true, "x"]}, "cluster": {"options": {"num-workers": 2, "labels": {"a": 1, "b": true, "c": null}}}}""");

        Assert.Equal(("42", "hadoop", true, TimeSpan.Zero), (spec.ClientId, spec.JobType, spec.DryRun, spec.HistoryTimeout));
        Assert.Equal(["1.50", "true", "x"], spec.JobArgs);
        Assert.Equal("a=1,b=true", string.Join(',', spec.ClusterOptions.Entries("labels").Select(label => $"{label.Key}={label.Value}")));
    }

    [Fact]
    public void Placeholders_are_replaced_in_every_string_once_and_with_one_uuid()
    {
        var spec = SpecFolder.Load(SpecFolder.Job, """
            {
              "client_id": "team-${UUID}", "log_bucket": "b-${CLIENT_ID}",
              "cluster": {"options": {"metadata": {"${CLIENT_ID}": "${LOG_BUCKET}"}, "bucket": "${LOG_BUCKET}"}},
              "submit": {"job_args": ["gs://${LOG_BUCKET}/${UUID}", "${HOME} ${clientid} $CLIENT_ID"], "options": {"properties": "a=${user.name},b=${CLIENT_ID}"}},
            }
            """);

        var client = $"team-{SpecFolder.RunId:D}";
        Assert.Equal((client, $"b-{client}"), (spec.ClientId, spec.LogBucket));
        Assert.Equal(new(client, $"b-{client}"), Assert.Single(spec.ClusterOptions.Entries("metadata")));
        Assert.Equal([$"gs://b-{client}/{SpecFolder.RunId:D}", "${HOME} ${clientid} $CLIENT_ID"], spec.JobArgs);
        Assert.Equal(["${user.name}", client], spec.SubmitOptions.Entries("properties").Select(entry => entry.Value));
        Assert.Equal($"gs://b-{client}/history/{client}/done", Property(spec, "mapred:mapreduce.jobhistory.done-dir"));
    }

    [Fact]
    public void The_command_line_is_the_last_layer()
    {
        using var specs = new SpecFolder
        {
            CommandLine = new(null, "gs://b/cli.jar", ["gs://b/1.jar,gs://b/2.jar", "gs://b/3.jar"], "hourly plays/public", DryRun: true, ["in", "--out=${UUID}"]),
        };
        specs.Add("""{"submit": {"options": {"jars": "gs://site/a.jar"}}}""", SpecFileKind.Site).Add(SpecFolder.Job)
            .Add("""{"submit": {"options": {"jars": "gs://job/b.jar", "id": "own"}, "job_args": ["x"]}}""");

        var spec = specs.Load();

        Assert.Equal("gs://b/cli.jar", spec.SubmitOptions.Text("jar"));
        Assert.Equal(["gs://site/a.jar", "gs://b/1.jar", "gs://b/2.jar", "gs://b/3.jar"], spec.SubmitOptions.Items("jars"));
        Assert.Equal($"hourly_plays_public-{SpecFolder.RunId:D}", spec.JobId);
        Assert.Equal(["in", $"--out={SpecFolder.RunId:D}"], spec.JobArgs);
        Assert.True(spec.DryRun);
    }

    [Fact]
    public void A_command_line_without_words_says_nothing()
    {
        var spec = SpecFolder.Load(SpecFolder.Job, """{"dry_run": true, "submit": {"job_args": ["x"], "options": {"id": "own"}}}""");

        Assert.Equal((true, "own", "some-host"), (spec.DryRun, spec.JobId, spec.ClientId));
        Assert.Equal(["x"], spec.JobArgs);
    }

    [Fact]
    public void What_the_spec_does_not_say_comes_from_the_environment_and_the_credentials()
    {
        using var specs = new SpecFolder().Add("""{"cluster_type": "dataproc", "log_bucket": "logs", "submit": {"options": {"jar": "gs://b/x.jar"}}}""");
        specs.Context = specs.Context with
        {
            Region = ContextValue.OfVariable("CLOUDSDK_DATAPROC_REGION", "us-east1"),
            Zone = "us-east1-c",
            ServiceAccount = new("key@proj", "the key file k.json"),
        };

        var spec = specs.Load();

        Assert.Equal(("us-east1", "us-east1-c", "key@proj"), (spec.Region, spec.ClusterOptions.Text("zone"), spec.ClusterOptions.Text("service-account")));
        Assert.Equal("environment", spec.Sources!.ClusterOptions["zone"].At.ToString());
        Assert.Equal("the key file k.json", spec.Sources.ClusterOptions["service-account"].At.ToString());
    }

    [Fact]
    public void The_user_wins_over_the_environment_and_a_zone_elsewhere_is_left_out()
    {
        using var specs = new SpecFolder().Add(SpecFolder.Job)
            .Add("""{"cluster": {"options": {"service-account": "mine@proj", "project": "own"}}}""");
        specs.Context = specs.Context with
        {
            Region = ContextValue.OfVariable("CLOUDSDK_DATAPROC_REGION", "us-east1"),
            Zone = "us-east1-c",
            ServiceAccount = new("key@proj", "the key file k.json"),
        };

        var spec = specs.Load();

        Assert.Equal(("europe-west1", null, "mine@proj", "own"),
            (spec.Region, spec.ClusterOptions.Text("zone"), spec.ClusterOptions.Text("service-account"), spec.Project));
    }

    [Fact]
    public void The_region_may_be_that_of_the_zone()
    {
        var spec = SpecFolder.Load("""
            {"cluster_type": "dataproc", "log_bucket": "logs", "cluster": {"options": {"zone": "projects/p/zones/europe-west4-a"}},
             "submit": {"options": {"jar": "gs://b/x.jar"}}}
            """);

        Assert.Equal("europe-west4", spec.Region);
    }

    [Fact]
    public void A_local_run_has_a_project_even_when_nobody_names_one()
    {
        using var specs = new SpecFolder().Add(SpecFolder.Job);
        specs.Context = specs.Context with { Project = null, Local = true };

        Assert.Equal("spydra-local", specs.Load().Project);
    }

    [Fact]
    public void A_run_on_a_cluster_that_is_there_needs_no_bucket_and_gets_no_defaults()
    {
        var spec = SpecFolder.Load("""
            {"cluster_type": "dataproc", "region": "r", "cluster": {"options": {"metadata": "x=${LOG_BUCKET}"}},
             "submit": {"options": {"cluster": "shared", "project": "p", "jar": "gs://b/x.jar", "async": true}}}
            """);

        Assert.Equal(("shared", true, "p"), (spec.StaticCluster, spec.UsesExistingCluster, spec.Project));
        Assert.False(spec.ClusterOptions.Has("scopes"));
        Assert.True(spec.SubmitOptions.Has("async"));
    }

    [Fact]
    public void Every_value_knows_where_it_comes_from_and_what_it_overrode()
    {
        using var specs = new SpecFolder();
        specs.Add("{\"region\": \"r1\",\n \"cluster\": {\"options\": {\"num-workers\": 2, \"labels\": \"a=1,b=1\"}}}", SpecFileKind.User)
            .Add(SpecFolder.Job).Add("{\"cluster\": {\"options\": {\n \"num-workers\": 3, \"labels\": {\"b\": 2}}}}");

        var sources = specs.Load().Sources!;

        Assert.Equal("job.json:1:62", specs.Plain(sources.Values["region"].At.ToString()));
        Assert.Equal("r1 user.json:1:12", Describe(specs, sources.Values["region"].Overrode));
        var workers = sources.ClusterOptions["num-workers"];
        Assert.Equal(("3", "job2.json:2:2", "2 user.json:2:26"), (workers.Text, specs.Plain(workers.At.ToString()), Describe(specs, workers.Overrode)));
        var label = sources.ClusterOptions["labels"].Items[1];
        Assert.Equal(("b", "2", "job2.json:2:31", "1 user.json:2:54"), (label.Key, label.Text, specs.Plain(label.At.ToString()), Describe(specs, label.Overrode)));
        Assert.Equal("built-in defaults", sources.ClusterOptions["max-idle"].At.ToString());
    }

    [Fact]
    public void Without_defaults_only_the_users_own_options_and_the_two_limits_are_left()
    {
        using var specs = new SpecFolder().Add("""{"cluster_type": "dataproc", "region": "r", "submit": {"options": {"jar": "gs://b/x.jar"}}}""");
        specs.Context = specs.Context with { NoDefaults = true, ServiceAccount = "key@proj" };

        var spec = specs.Load();

        Assert.Equal(["max-age", "max-idle"], spec.ClusterOptions.Values.Keys);
        Assert.Equal("1", (string?)ClusterBody.Create(spec, "c").Body["labels"]!["spydra-cluster"]);
    }

    [Theory]
    [InlineData("", "30m", "3d")]
    [InlineData("\"max-idle\": \"1h\"", "1h", "3d")]
    [InlineData("\"max-age\": \"6h\"", "30m", "6h")]
    [InlineData("\"delete-max-idle\": \"1h\"", null, "3d")]
    [InlineData("\"delete-max-age\": \"1d\"", "30m", null)]
    [InlineData("\"expiration-time\": \"+5d\"", "30m", null)]
    [InlineData("\"delete-expiration-time\": \"+5d\"", "30m", null)]
    [InlineData("\"stop-max-age\": \"1d\", \"stop-max-idle\": \"1h\"", "30m", "3d")]
    public void Every_cluster_that_is_made_has_both_limits_unless_the_user_has_others(string options, string? idle, string? age)
    {
        foreach (var noDefaults in new[] { false, true })
        {
            using var specs = new SpecFolder().Add(SpecFolder.Job).Add("{\"cluster\": {\"options\": {" + options + "}}}");
            specs.Context = specs.Context with { NoDefaults = noDefaults };

            var spec = specs.Load();

            Assert.Equal((idle, age), (spec.ClusterOptions.Text("max-idle"), spec.ClusterOptions.Text("max-age")));
        }
    }

    [Theory]
    [InlineData("P1D", "4d")]
    [InlineData("PT12H", "302400s")]
    [InlineData("90", "259290s")]
    [InlineData("11d", "14d")]
    [InlineData("30d", "14d")]
    public void A_cluster_of_a_pool_lives_three_days_longer_than_it_gets_jobs_and_no_longer_than_the_service_allows(string maxAge, string age)
    {
        using var specs = new SpecFolder().Add(SpecFolder.Job).Add($$$"""{"pooling": {"limit": 1, "max_age": "{{{maxAge}}}"}}""");

        Assert.Equal(age, specs.Load().ClusterOptions.Text("max-age"));
    }

    [Fact]
    public void Option_files_are_read_into_the_options_and_the_specs_own_properties_win()
    {
        using var specs = new SpecFolder().Add(SpecFolder.Job)
            .Write("job.properties", "# comment\n! too\na=1\nb = two words\nc=x=y\nd: gs://b/x\n e : \"q\" \nurl=http://h:80/p\na=2\nempty=\n")
            .Write("id.json", """{"user_service_account_mapping": {"bob@x.com": "sa-bob@p"}}""")
            .Write("metrics.txt", "spark:a\n\nspark:b\r\n")
            .Add("""{"submit": {"options": {"properties-file": "job.properties", "properties": "c=own"}}, "cluster": {"options": {"identity-config-file": "id.json", "metric-overrides-file": "metrics.txt", "metric-sources": "spark"}}}""");

        var spec = specs.Load();

        Assert.Equal("a=1,b=two words,d=gs://b/x,e=q,url=http://h:80/p,empty=,c=own",
            string.Join(',', spec.SubmitOptions.Entries("properties").Select(entry => $"{entry.Key}={entry.Value}")));
        Assert.Equal([KeyValuePair.Create("bob@x.com", "sa-bob@p")], spec.ClusterOptions.Entries("secure-multi-tenancy-user-mapping"));
        Assert.Equal(["spark:a", "spark:b"], spec.ClusterOptions.Items("metric-overrides"));
        Assert.DoesNotContain(spec.ClusterOptions.Values.Keys, name => name.EndsWith("-file", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_downstream_can_tell_what_was_a_list_from_what_was_a_text()
    {
        var text = SpecFolder.Load(SpecFolder.Job, """{"cluster": {"options": {"tags": "a,b", "metadata": "k=v", "worker-accelerator": "type=t4,count=2", "master-attached-disks": "type=hyperdisk-ml;type=hyperdisk-ml"}}}""");
        var json = SpecFolder.Load(SpecFolder.Job, """{"cluster": {"options": {"tags": ["a", "b"], "metadata": ["k=v"], "worker-accelerator": {"type": "t4", "count": 2}, "master-attached-disks": ["type=hyperdisk-ml", "type=hyperdisk-ml"]}}}""");

        Assert.Equal(ClusterBody.Create(text, "c").Body.ToJsonString(), ClusterBody.Create(json, "c").Body.ToJsonString());
    }

    private static string? Property(JobSpec spec, string key) => spec.ClusterOptions.Entries("properties").Single(entry => entry.Key == key).Value;

    private static string Describe(SpecFolder specs, IEnumerable<Overridden> overrode) =>
        string.Join(';', overrode.Select(before => $"{before.Text} {specs.Plain(before.At.ToString())}"));
}
