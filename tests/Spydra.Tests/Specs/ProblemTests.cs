using System.Text;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Tests.Specs;

/// <summary>The texts of problems, each kind at least once: problems.txt holds specs, and below each what is said of it.</summary>
public sealed class ProblemTests
{
    private const string Dataproc = "\"cluster_type\": \"dataproc\", \"log_bucket\": \"logs\", \"region\": \"europe-west1\"";
    private const string Jar = "\"submit\": {\"options\": {\"jar\": \"gs://b/x.jar\"}}";

    private static readonly string Golden = RepositoryFiles.At("tests", "Spydra.Tests", "Specs", "problems.txt");

    [Fact]
    public void Every_kind_of_problem_has_its_text()
    {
        var written = File.ReadAllText(Golden).ReplaceLineEndings("\n");

        var actual = new StringBuilder();
        foreach (var block in written.TrimEnd().Split("\n\n"))
        {
            var spec = string.Join('\n', block.Split('\n').Where(line => !line.StartsWith("=> ", StringComparison.Ordinal)));
            using var folder = new SpecFolder().Add(spec.Replace("$D", Dataproc, StringComparison.Ordinal).Replace("$J", Jar, StringComparison.Ordinal))
                .Write("folder/x", "").Write("x.jar", "").Write("bad.yaml", "- x").Write("empty.yaml", "a: b\n").Write("kerberos.yaml", "realm: 5\n");
            actual.Append(spec).Append('\n').AppendJoin("", folder.Problems().Select(problem => $"=> {problem}\n")).Append('\n');
        }

        var text = actual.ToString().TrimEnd() + "\n";
        if (text != written) File.WriteAllText(RepositoryFiles.At("artifacts", "problems.txt"), text);
        Assert.True(text == written, "The texts changed: compare artifacts/problems.txt with tests/Spydra.Tests/Specs/problems.txt.");
    }

    [Fact]
    public void Ten_mistakes_are_ten_problems_in_the_order_of_the_files_and_lines()
    {
        using var specs = new SpecFolder();
        specs.Add("""
            {
              "clientid": "x",
              "history_timeout": "soon",
              "settings": {"exit_codes": "sometimes"},
            }
            """, SpecFileKind.User);
        specs.Add("""
            {
              "cluster_type": "dataproc",
              "log_bucket": "gs://logs",
              "cluster": {"options": {
                "num-workers": "two",
                "num-worker": 2,
                "max-idle": "90x",
              }},
            }
            """);
        specs.Add("""
            {
              "job_type": "sparkk",
              "pooling": {"limit": 0, "max_age": "1d"},
            }
            """);

        Assert.Equal(
            [
                "user.json:2:3: clientid: is no key of a spec. Did you mean 'client_id'?",
                "user.json:3:22: history_timeout: is the string \"soon\"; a whole number is expected. Write a number such as 2.",
                "user.json:4:30: settings.exit_codes: is the string \"sometimes\"; one of \"typed\", \"classic\", \"styx\" is expected. Write one of them.",
                "job.json:3:17: log_bucket: is \"gs://logs\"; the bare name of a bucket is expected. Write \"logs\".",
                "job.json:5:20: cluster.options.num-workers: is \"two\"; a whole number is expected. Write a number such as 2.",
                "job.json:6:5: cluster.options.num-worker: is no option of 'gcloud dataproc clusters create'. Did you mean 'num-workers' or 'num-worker-local-ssds'?",
                "job.json:7:17: cluster.options.max-idle: is \"90x\", which has the unknown unit 'X'. Write a duration such as 30m, 2h, 1d12h or PT1H30M.",
                "job2.json:2:15: job_type: is \"sparkk\", which is no job type. Did you mean 'spark' or 'spark-r'?",
                "job2.json:3:24: pooling.limit: is 0. Write 1 or more, or remove 'pooling'.",
                "job2.json: region: Please define region other than global, or optionally, cluster.options.zone in configuration. "
                    + "Write \"region\": \"europe-west1\" or another.",
            ],
            specs.Problems());
    }

    [Fact]
    public void Files_that_cannot_be_read_hide_nothing_of_the_others()
    {
        using var specs = new SpecFolder().AddPath("none.json").Write("folder/x", "").AddPath("folder")
            .Add("{\"a\": ", name: "broken.json").Add("", name: "empty.json").Add("{\"regionn\": \"x\"}", name: "good.json");

        Assert.Equal(
            [
                "none.json: does not exist. Check the path; it is taken from the folder you are in.",
                "folder: is a folder. Name the file in it.",
                "broken.json:1:7: is not valid JSON: the file ends inside the object that begins at line 1. Close it with '}'.",
                "empty.json: is empty. Write at least {} into it.",
                "good.json:1:2: regionn: is no key of a spec. Did you mean 'region'?",
            ],
            specs.Problems());
    }

    [Fact]
    public void A_value_that_is_wrong_is_not_also_said_to_be_missing()
    {
        var problems = SpecFolder.Problems("""{"cluster_type": "dataproc", "region": [], "log_bucket": {}, "job_type": "pyspark", "submit": {"py_file": {}}}""");

        Assert.Equal(["region", "log_bucket", "submit.py_file"], problems.Select(problem => problem.Split(": ")[1]));
    }

    [Fact]
    public void The_exception_says_all_of_it_and_that_nothing_was_sent()
    {
        using var specs = new SpecFolder().Add("{\"x\": 1, \"y\": 2}");

        var thrown = Assert.Throws<SpecException>(specs.Load);

        Assert.Equal("Mend them and run again; nothing was sent.", thrown.NextStep);
        Assert.Equal(thrown.Problems.Count, thrown.Message.Split('\n').Length);
    }
}
