using Spydra.Options;

namespace Spydra.Tests.Specs;

/// <summary>A value of a JSON type that the option does not take: one problem, at the place where it stands.</summary>
public sealed class WrongTypeTests
{
    // The mark stands before what is wrong.
    private static readonly Dictionary<OptionShape, string[]> Wrong = new()
    {
        [OptionShape.Flag] = ["~{}", "~[]", "~3", "~\"yes\"", "~\"true\"", "~[true]"],
        [OptionShape.Scalar] = ["~{}", "~{\"a\": 1}", "~[]", "~[\"a\"]", "~\"\""],
        [OptionShape.List] = ["~{}", "~{\"a\": 1}", "[\"a\",\n  ~[\"b\"]]", "[~{\"a\": 1}, {}]", "[\"a\", ~null]", "~\"\""],
        [OptionShape.Map] = ["{\"a\": ~{\"b\": 1}}", "{\"a\": 1,\n \"b\": ~[\"c\"]}", "[\"a=b\", ~[\"c=d\"]]", "[\"a=b\", ~null]", "[\"a=b\",\n ~\"c\"]", "{\"a\": 1, ~\"a\": 2}", "~\"\""],
    };

    [Fact]
    public void Every_cluster_option_has_one_problem_at_its_place()
    {
        foreach (var row in ClusterOptions.Table.Rows)
            foreach (var value in Wrong[row.Shape])
                OneProblem(row, value, $$"""
                    {"cluster_type": "dataproc", "log_bucket": "logs", "region": "europe-west1", "submit": {"options": {"jar": "gs://b/x.jar"} },
                     "cluster": {"options": {"{{row.Name}}": {{value}} } } }
                    """);
    }

    [Theory]
    [InlineData("hadoop", "\"jar\": \"gs://b/x.jar\", ", "")]
    [InlineData("hive", "\"execute\": \"q\", ", "")]
    [InlineData("presto", "\"file\": \"gs://b/q\", ", "")]
    [InlineData("pyspark", "", "\"py_file\": \"gs://b/x.py\", ")]
    [InlineData("pyflink", "", "\"py_file\": \"gs://b/x.py\", ")]
    public void Every_job_option_has_one_problem_at_its_place(string type, string options, string submit)
    {
        foreach (var row in SubmitOptions.For(type).Rows)
            foreach (var value in Wrong[row.Shape])
                OneProblem(row, value, $$"""
                    {"cluster_type": "dataproc", "log_bucket": "logs", "region": "europe-west1", "job_type": "{{type}}",
                     "submit": { {{submit}}"options": { {{(options.StartsWith($"\"{row.Name}\"", StringComparison.Ordinal) ? "" : options)}}"{{row.Name}}": {{value}} } } }
                    """);
    }

    [Theory]
    [InlineData("{\"file\": ~[1]}", "hive")]
    [InlineData("{\"class\": ~{}}", "spark")]
    public void What_is_wrong_is_not_also_asked_for_by_its_alternative(string options, string type) => OneProblem(null, options,
        $$"""{"cluster_type": "dataproc", "log_bucket": "logs", "region": "europe-west1", "job_type": "{{type}}", "submit": {"options": {{options}} } }""");

    [Theory]
    [InlineData("\"client_id\": ~[\"a\"]")]
    [InlineData("\"dry_run\": ~2")]
    [InlineData("\"history_timeout\": ~{}")]
    [InlineData("\"pooling\": ~[]")]
    [InlineData("\"pooling\": {\"limit\": ~[1], \"max_age\": \"P1D\"}")]
    [InlineData("\"auto_scaler\": ~true")]
    [InlineData("\"cluster\": ~\"x\"")]
    [InlineData("\"cluster\": {\"options\": ~[\"zone=a\"]}")]
    [InlineData("\"cluster\": {\"options\": ~7}")]
    public void A_key_of_the_wrong_type_has_one_problem_at_its_place(string key) => OneProblem(null, key,
        $$"""{"cluster_type": "dataproc", "log_bucket": "logs", "region": "europe-west1", "submit": {"options": {"jar": "gs://b/x.jar"} }, {{key}} }""");

    [Theory]
    [InlineData("\"job_args\": [\"a\", ~{\"b\": 1}]")]
    [InlineData("\"job_args\": [\"a\",\n ~[\"b\"], {}]")]
    [InlineData("\"job_args\": ~{}")]
    [InlineData("\"job_args\": [~null]")]
    public void Wrong_arguments_have_one_problem_at_their_place(string args) => OneProblem(null, args,
        $$"""{"cluster_type": "dataproc", "log_bucket": "logs", "region": "europe-west1", "submit": {"options": {"jar": "gs://b/x.jar"}, {{args}} } }""");

    private static void OneProblem(OptionRow? row, string value, string marked)
    {
        var before = marked[..marked.IndexOf('~', StringComparison.Ordinal)].Split('\n');
        using var specs = new SpecFolder().Add(marked.Replace("~", "", StringComparison.Ordinal));

        var problems = specs.Problems();

        Assert.True(problems.Length == 1 && problems[0].StartsWith($"job.json:{before.Length}:{before[^1].Length + 1}: ", StringComparison.Ordinal),
            $"{row?.Name} {value}: expected one problem at {before.Length}:{before[^1].Length + 1}\n{string.Join('\n', problems)}");
    }
}
