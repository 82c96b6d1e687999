using System.Text.Json.Nodes;
using Spydra.Cli.Reporting;
using Spydra.Options;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary><c>spydra explain</c>: every value, its place, and the way back from the explanation to the spec.</summary>
public sealed class ExplainTests(ITestOutputHelper output) : IDisposable
{
    // What stands in these files is explained as these options.
    private static readonly Dictionary<string, string> Inlined = new(StringComparer.Ordinal)
    {
        ["metric-overrides-file"] = "metric-overrides",
        ["identity-config-file"] = "secure-multi-tenancy-user-mapping",
        ["properties-file"] = "properties",
    };

    private readonly TempDir home = new();

    public static TheoryData<string> Tables() => ["cluster", .. SubmitOptions.JobTypes];

    public void Dispose() => home.Dispose();

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_option_of_a_table_round_trips(string of)
    {
        var table = of == "cluster" ? ClusterOptions.Table : SubmitOptions.For(of);
        HashSet<string> seen = new(StringComparer.Ordinal);
        var specs = (of == "cluster" ? EveryOption.OfClusters(home) : EveryOption.OfJobs(home, of)).ToList();

        foreach (var given in specs)
        {
            var spec = Load(given.File, noDefaults: false);
            var rows = Rows(given.File);

            foreach (var (name, (value, line)) in given.Given)
            {
                AssertListed(rows, given, table.Find(name)!, name, value, line);
                seen.Add(name);
            }

            var again = Load(Rebuilt(rows), noDefaults: true);
            AssertSameRequests(spec, again);
        }

        output.WriteLine($"{of}: {seen.Count} options in {specs.Count} specs.");
        Assert.Equal(table.Names.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_it_prints_has_place_overridden_value_flag_and_field()
    {
        var site = home.Write("the-site.json", "{\n  \"client_id\": \"site\",\n  \"cluster\": {\"options\": {\"num-workers\": 2, \"properties\": \"a:x=1\"}}\n}\n");
        var job = home.Write("job.json", """
            {
              "cluster_type": "dataproc", "region": "europe-west1", "log_bucket": "logs",
              "client_id": "me-${UUID}",
              "cluster": {"options": {
                "num-workers": 4,
                "properties": {"a:x": "2", "a:my.password": "hunter2"}
              }},
              "submit": {"options": {"jar": "gs://b/x.jar"}, "job_args": ["--password", "hunter2"]}
            }
            """);

        var text = await RunAsync(["explain", "--spydra-json", job, "--job-name", "n"], ("SPYDRA_SITE_FILE", site), ("SPYDRA_POLL__FIRST", "2s"));
        var json = await RunAsync(["explain", "--spydra-json", job, "--job-name", "n", "--format", "json"], ("SPYDRA_SITE_FILE", site), ("SPYDRA_POLL__FIRST", "2s"));

        Assert.Equal((0, 0), (text.ExitCode, json.ExitCode));
        Assert.Contains($"instead of 2 ({site}:3:27)", string.Join(' ', text.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("--num-workers -> config.workerConfig.numInstances", text.Output, StringComparison.Ordinal);
        Assert.Contains("written me-${UUID}", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text.Output + json.Output, StringComparison.Ordinal);
        var rows = JsonNode.Parse(json.Output)!["values"]!.AsArray();
        JsonObject Row(string key, string? entry = null) => rows.Single(row => (string?)row!["key"] == key && (string?)row["entry"] == entry)!.AsObject();
        Assert.Equal($$$"""{"key":"cluster.options.num-workers","value":"4","from":{"file":"{{{job}}}","line":5,"column":20},"overrode":[{"value":"2","from":{"file":"{{{site}}}","line":3,"column":27}}],"gcloud_flag":"--num-workers","api_field":"config.workerConfig.numInstances","help":"Primary workers; 0 makes a single-node cluster."}""",
            Row("cluster.options.num-workers").ToJsonString());
        Assert.Equal(("2", "1", 6), ((string?)Row("cluster.options.properties", "a:x")["value"], (string?)Row("cluster.options.properties", "a:x")["overrode"]![0]!["value"],
            (int)Row("cluster.options.properties", "a:x")["from"]!["line"]!));
        Assert.Equal("***", (string?)Row("cluster.options.properties", "a:my.password")["value"]);
        Assert.Equal("added by Spydra", (string?)Row("cluster.options.labels", "spydra-cluster")["from"]!["source"]);
        Assert.Equal("environment variable GOOGLE_CLOUD_PROJECT", (string?)Row("run.project")["from"]!["source"]);
        Assert.Equal("command line", (string?)Row("submit.options.id")["from"]!["source"]);
        Assert.Equal("built-in defaults", (string?)Row("history_timeout")["from"]!["source"]);
        Assert.Equal("environment variable SPYDRA_POLL__FIRST", (string?)Row("settings.poll.first")["from"]!["source"]);
    }

    [Fact]
    public async Task The_text_keeps_to_100_columns_where_values_do()
    {
        var run = await RunAsync(["explain", "--spydra-json", Job("")]);

        var long_ = run.Output.Split('\n').Where(line => line.Length > 100 && !line.Contains("://", StringComparison.Ordinal) && !line.Contains(home.Path, StringComparison.Ordinal));
        Assert.Empty(long_);
    }

    [Fact]
    public async Task Problems_are_told_as_by_submit_together_with_what_is_known()
    {
        var job = Job("\"num-workers\": \"two\", \"tags\": [\"a\"], \"zzz\": 1");

        var text = await RunAsync(["explain", "--spydra-json", job]);
        var json = await RunAsync(["explain", "--spydra-json", job, "--format", "json"]);
        var submit = await RunAsync(["submit", "-n", "--spydra-json", job]);

        Assert.Equal((2, 2, 2), (text.ExitCode, json.ExitCode, submit.ExitCode));
        Assert.All(text.Error.Split('\n').Take(2), line => Assert.Contains(line, submit.Error, StringComparison.Ordinal));
        Assert.Contains("--tags -> config.gceClusterConfig.tags", text.Output, StringComparison.Ordinal);
        var problems = JsonNode.Parse(json.Output)!["problems"]!.AsArray();
        Assert.Equal(["cluster.options.num-workers", "cluster.options.zzz"], problems.Select(problem => (string)problem!["key"]!));
        Assert.Equal(1, (int)problems[0]!["at"]!["line"]!);
    }

    [Fact]
    public async Task Where_there_are_no_credentials_it_says_where_they_were_looked_for()
    {
        var run = await RunAsync(["explain", "--spydra-json", Job("\"num-workers\": 4"), "--key", "run.credentials", "--format", "json"]);

        var row = JsonNode.Parse(run.Output)!["values"]!.AsArray().Single()!;
        Assert.Equal("none found", (string?)row["value"]);
        Assert.StartsWith("environment variable GOOGLE_APPLICATION_CREDENTIALS: not set; ", (string?)row["note"]);
    }

    [Fact]
    public async Task What_a_flags_file_says_comes_from_there_and_the_spec_wins()
    {
        var flags = home.Write("flags.yaml", "--num-workers: 3\n--tags: [a, b]\n");
        var job = Job($"\"num-workers\": 4, \"flags-file\": \"{flags}\"");

        var run = await RunAsync(["explain", "--spydra-json", job, "--format", "json"]);

        var rows = JsonNode.Parse(run.Output)!["values"]!.AsArray();
        Assert.Equal(["4"], rows.Where(row => (string?)row!["key"] == "cluster.options.num-workers").Select(row => (string)row!["value"]!));
        var tags = rows.Where(row => (string?)row!["key"] == "cluster.options.tags").ToList();
        Assert.Equal(["a", "b"], tags.Select(row => (string)row!["value"]!));
        Assert.All(tags, row => Assert.Equal(flags, (string?)(row!["from"]!["file"] ?? row["from"]!["source"])));
    }

    [Fact]
    public async Task One_key_can_be_asked_for()
    {
        var job = Job("\"num-workers\": 4, \"no-enable-ssh\": true");

        var set = await RunAsync(["explain", "--spydra-json", job, "--key", "cluster.options.num-workers"]);
        var unset = await RunAsync(["explain", "--spydra-json", job, "--key", "history_timeout", "--format", "json"]);
        var never = await RunAsync(["explain", "--spydra-json", job, "--key", "submit.options.ttl"]);
        var flag = await RunAsync(["explain", "--spydra-json", job, "--key", "cluster.options.enable-ssh"]);
        var none = await RunAsync(["explain", "--spydra-json", job, "--key", "cluster.options.num-wrkers"]);

        Assert.Matches(@"^cluster\.options\n  num-workers +4\n +from .*job.*:1:\d+\n +--num-workers -> config.workerConfig.numInstances\n$", set.Output);
        Assert.Equal("60", (string?)JsonNode.Parse(unset.Output)!["values"]![0]!["value"]);
        Assert.Contains("not set", never.Output, StringComparison.Ordinal);
        Assert.Contains("Longest time of the job.", never.Output, StringComparison.Ordinal);
        Assert.Contains("no-enable-ssh", flag.Output, StringComparison.Ordinal);
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("'cluster.options.num-workers'", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_is_shown_moves_the_cursor()
    {
        var value = new ExplainedValue("submit.job_args", "a\nb\u001b[2J", new("evil\u0007.json", 1, 2)) { Index = 0 };

        var text = ExplainText.Of([value]);

        Assert.Contains("a\\nb\\u001b[2J", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => c is '\u001b' or '\u0007');
    }

    private static void AssertListed(List<JsonObject> rows, OptionSpec given, OptionRow row, string name, JsonNode value, int line)
    {
        // What it says stands in the places of what it names; here the spec says all of that itself, and wins.
        if (name == "flags-file") return;
        var inlined = Inlined.GetValueOrDefault(name);
        var found = rows.Where(one => (string?)one["key"] == $"{given.Block}.{inlined ?? name}").ToList();
        Assert.True(found.Count > 0, $"{name} is not listed");
        if (inlined is not null)
        {
            Assert.Contains(found, one => (string?)(one["from"]!["file"] ?? one["from"]!["source"]) == (string)value!);
            return;
        }

        Assert.All(found, one => Assert.Equal("--" + name, (string?)one["gcloud_flag"]));
        Assert.All(found, one => Assert.Equal(row.Fields.IsEmpty ? null : string.Join(" + ", row.Fields), (string?)one["api_field"]));
        var own = found.Where(one => (string?)one["from"]!["file"] == given.File).ToList();
        Assert.All(own, one => Assert.Equal(line, (int)one["from"]!["line"]!));
        switch (value)
        {
            case JsonObject map:
                Assert.All(map, entry => Assert.Contains(own, one => (string?)one["entry"] == entry.Key && (string?)one["value"] == (string?)entry.Value));
                break;
            case JsonArray list:
                Assert.Equal(list.Select(item => (string?)item), own.Select(one => (string?)one["value"]));
                break;
            default:
                if (row.Shape == OptionShape.Flag) Assert.True((bool)Assert.Single(own)["value"]!);
                else if (row.Shape == OptionShape.Scalar) Assert.Contains(own, one => ((string?)one["value"])!.Replace(".000Z", "Z", StringComparison.Ordinal) == value.ToString());
                else Assert.Equal(value.ToString(), string.Join(row.Separator, own.Select(one => one["entry"] is { } key ? $"{key}={one["value"]}" : (string)one["value"]!)));
                break;
        }
    }

    private static SpecContext Context(bool noDefaults) =>
        new() { RunId = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), HostName = "host", Project = "p", NoDefaults = noDefaults };

    private static JobSpec Load(string file, bool noDefaults) => SpecLayers.Load([new(file, SpecFileKind.Job)], CommandLineLayer.Empty, Context(noDefaults));

    private static List<JsonObject> Rows(string file)
    {
        var loaded = SpecLayers.Read([new(file, SpecFileKind.Job)], CommandLineLayer.Empty, Context(noDefaults: false));
        return [.. JsonNode.Parse(ExplainJson.Of(Explanation.Of(loaded), loaded.Problems))!["values"]!.AsArray().Select(row => row!.AsObject())];
    }

    /// <summary>A spec that says what the rows say.</summary>
    private string Rebuilt(List<JsonObject> rows)
    {
        var spec = new JsonObject();
        foreach (var key in rows.GroupBy(row => (string)row["key"]!).Where(key => !key.Key.StartsWith("run.", StringComparison.Ordinal)))
        {
            var at = spec;
            var options = key.Key.Split(".options.");
            string[] path = options.Length == 2 ? [options[0], "options", options[1]] : key.Key.Split('.');
            foreach (var step in path[..^1]) at = (JsonObject)(at[step] ??= new JsonObject());
            var whole = key.FirstOrDefault(row => row["entry"] is null && row["index"] is null);
            at[path[^1]] = whole is not null ? whole["value"]?.DeepClone()
                : key.First()["index"] is not null ? new JsonArray([.. key.OrderBy(row => (int)row["index"]!).Select(row => row["value"]!.DeepClone())])
                : new JsonObject(key.Select(row => KeyValuePair.Create((string)row["entry"]!, row["value"]?.DeepClone())));
        }

        return home.Write("again.json", spec.ToJsonString());
    }

    private static void AssertSameRequests(JobSpec spec, JobSpec again)
    {
        if (!spec.UsesExistingCluster)
        {
            var (expected, actual) = (ClusterBody.Create(spec, "c"), ClusterBody.Create(again, "c"));
            Assert.True(JsonNode.DeepEquals(expected.Body, actual.Body), $"{expected.Body.ToJsonString()}\n{actual.Body.ToJsonString()}");
            Assert.Equal(expected.Query, actual.Query);
        }

        var (job, same) = (JobBody.Create(spec, "c", spec.JobId), JobBody.Create(again, "c", again.JobId));
        Assert.True(JsonNode.DeepEquals(job, same), $"{job.ToJsonString()}\n{same.ToJsonString()}");
    }

    private string Job(string options) => home.Write("job.json",
        """{"cluster_type": "dataproc", "region": "europe-west1", "log_bucket": "logs", "cluster": {"options": {""" + options
        + """}}, "submit": {"options": {"jar": "gs://b/x.jar"}}}""");

    private async Task<Finished> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        using var spydra = SpydraProcess.Start(home, arguments, [("GOOGLE_CLOUD_PROJECT", "p"), .. environment]);
        return await spydra.EndAsync();
    }
}
