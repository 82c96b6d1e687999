using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Jobs;
using Spydra.Runs;
using Spydra.Specs;
using Spydra.Testing;
using Spydra.Tests.Options;
using Spydra.Tests.Specs;

namespace Spydra.Tests.Runs;

/// <summary>The command lines of gcloud, read back into options: they must make the bodies of the plan.</summary>
public sealed class GcloudCommandsTests(ITestOutputHelper output)
{
    private static readonly ManualTimeProvider Clock = new();

    [Fact]
    public void Every_recorded_case_of_gcloud_can_be_said_again()
    {
        List<string> wrong = [];
        var (same, unsaid) = (0, 0);
        foreach (var one in new[] { "cluster-create", "cluster-create-beta", "job-submit" }.SelectMany(RecordedCases.Gcloud))
        {
            using var folder = new TempDir();
            foreach (var (name, file) in one["files"] as JsonObject ?? [])
                folder.Write(name, (string?)file!["content"] ?? new string('x', (int)file["size"]!));
            var json = (JsonObject)one["spydra"]!.DeepClone();
            if (!json.ContainsKey("submit")) json["submit"] = new JsonObject { ["options"] = new JsonObject { ["jar"] = "gs://b/any.jar" } };
            if (json["cluster"] is JsonObject cluster) cluster.Remove("name");
            if (SpecLayers.Read([new(folder.Write("spec.json", json.ToJsonString()), SpecFileKind.Job)], CommandLineLayer.Empty, Context(folder)).Spec is not { } spec
                || Plan(spec) is not { } plan) continue;

            var (difference, remarks) = Difference(plan, spec, folder);
            if (remarks > 0) unsaid++;
            else if (difference is not null) wrong.Add($"{one["id"]}: {difference}");
            else same++;
        }

        output.WriteLine($"{same} cases say the same, {unsaid} cannot be said in full, {wrong.Count} wrong.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        if (RecordedCases.AreComplete) Assert.True(same >= 500, "Where are the cases?");
        Assert.InRange(unsaid, 0, 20);
    }

    [Fact]
    public void Every_spec_of_the_original_that_runs_on_Dataproc_can_be_said_again()
    {
        List<string> wrong = [];
        var same = 0;
        foreach (var one in RecordedCases.Compat())
        {
            if (CompatTests.Load(one).Spec is not { } spec || Plan(spec) is not { Region: not null } plan) continue;
            using var folder = new TempDir();
            var (difference, _) = Difference(plan, spec, folder);
            if (difference is not null) wrong.Add($"{one["id"]}: {difference}");
            else same++;
        }

        output.WriteLine($"{same} specs say the same, {wrong.Count} wrong.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(same > 0);
    }

    [Fact]
    public void A_run_that_makes_its_cluster_is_three_commands_and_a_static_one_is_one()
    {
        var own = SpecFolder.Load(SpecFolder.Job);
        var there = SpecFolder.Load(SpecFolder.Job.Replace("\"jar\"", "\"cluster\": \"mine\", \"jar\"", StringComparison.Ordinal));

        var commands = Commands(own);
        var submit = Assert.Single(Commands(there));

        Assert.Equal(["clusters create", "jobs submit", "clusters delete"], commands.Select(command => string.Join(' ', command.Words[2..4])));
        Assert.Equal(["gcloud", "dataproc", "clusters", "delete", $"spydra-{SpecFolder.RunId}", "--project=proj", "--region=europe-west1", "--quiet"], commands[2].Words);
        Assert.Equal(["gcloud", "dataproc", "jobs", "submit", "hadoop", "--cluster=mine", $"--id={SpecFolder.RunId}", "--project=proj", "--region=europe-west1", "--jar=gs://b/x.jar", $"--labels=spydra-run={SpecFolder.RunId},spydra-client=some-host"], submit.Words);
        Assert.Equal([.. commands[2].Words, "--async"], GcloudCommands.Of(RunPlanner.Plan(own).DeletingAsync(), own).Last().Words);
        Assert.Contains(commands[0].Words, word => word.Contains("spydra-cluster=1", StringComparison.Ordinal) && word.StartsWith("--labels=", StringComparison.Ordinal));
        Assert.Contains(commands[0].Words, word => word.StartsWith("--properties=", StringComparison.Ordinal) && word.Contains("gs://logs/history/some-host/done", StringComparison.Ordinal));
    }

    [Fact]
    public void Secrets_are_masked_and_the_reader_is_told()
    {
        var spec = SpecFolder.Load("""
            {"cluster_type": "dataproc", "log_bucket": "logs", "region": "europe-west1",
             "cluster": {"options": {"metadata": {"db-password": "hunter2"}}},
             "submit": {"options": {"jar": "gs://b/x.jar"}, "job_args": ["--token", "hunter2"]}}
            """);

        var commands = Commands(spec);

        Assert.DoesNotContain("hunter2", string.Join(' ', commands.SelectMany(command => command.Words)), StringComparison.Ordinal);
        Assert.Contains("--metadata=db-password=***", commands[0].Words);
        Assert.All(commands.Take(2), command => Assert.Equal(["*** stands for a secret; put it in before you run this"], command.Remarks));
    }

    [Fact]
    public void What_gcloud_would_do_otherwise_is_remarked()
    {
        using var folder = new SpecFolder();
        folder.Write("a/x.jar", "1").Write("b/x.jar", "2").Add("""
            {"cluster_type": "dataproc", "log_bucket": "logs", "region": "europe-west1", "cluster": {"options": {"async": true}},
             "submit": {"options": {"class": "C", "jars": ["a/x.jar", "b/x.jar"]}}}
            """);

        var commands = Commands(folder.Load());

        Assert.Equal(["--async is left out: the job needs the cluster"], commands[0].Remarks);
        Assert.DoesNotContain("--async", commands[0].Words);
        Assert.Equal(["gcloud stages files of one base name over each other: a/x.jar, b/x.jar"], commands[1].Remarks);
    }

    private static List<GcloudCommand> Commands(JobSpec spec) => [.. GcloudCommands.Of(RunPlanner.Plan(spec), spec)];

    private static RunPlan? Plan(JobSpec spec)
    {
        try
        {
            return RunPlanner.Plan(spec);
        }
        catch (SpecException)
        {
            return null;
        }
    }

    private static SpecContext Context(TempDir folder) => new()
    {
        RunId = SpecFolder.RunId,
        HostName = "host",
        NoDefaults = true,
        WorkingFolder = folder.Path,
        Time = Clock,
    };

    private static (string? Difference, int Remarks) Difference(RunPlan plan, JobSpec spec, TempDir folder)
    {
        var commands = GcloudCommands.Of(plan, spec).ToList();
        var remarks = commands.Sum(command => command.Remarks.Length);
        var again = Spec(commands, folder);
        if (again.Spec is not { } read) return ("is refused: " + again.Problems!.Message, remarks);
        var job = (JobPlan.Dataproc)plan.Job;
        var made = plan.Cluster is ClusterPlan.Pooled pool ? pool.Shared.Member : plan.Cluster as ClusterPlan.Ephemeral;
        var cluster = plan.Cluster is ClusterPlan.Static there ? there.Name : made?.Name ?? "";
        var body = job.BodyOn(cluster, job.Files.Select(file => file.File.Path));
        return ((made is { } own ? Create(own, read) : null) ?? JsonDifference.Between(body, JobBody.Create(read, cluster, job.Id)), remarks);
    }

    private static string? Create(ClusterPlan.Ephemeral own, JobSpec read)
    {
        var request = ClusterBody.Create(read, own.Name);
        return JsonDifference.Between(own.Create.Body, request.Body)
            ?? (request.Query.All(parameter => own.Create.PathAndQuery.Contains($"{parameter.Key}={parameter.Value}&", StringComparison.Ordinal)) ? null : "another query");
    }

    /// <summary>The commands as a spec: what a gcloud would read from its command line.</summary>
    private static LoadedSpec Spec(List<GcloudCommand> commands, TempDir folder)
    {
        var json = new JsonObject { ["cluster_type"] = "dataproc", ["cluster"] = new JsonObject { ["options"] = new JsonObject() } };
        ImmutableArray<string> arguments = [];
        foreach (var words in commands.Select(command => command.Words.Where(word => word != "beta").ToList()))
        {
            var end = words.IndexOf("--") is >= 0 and var found ? found : words.Count;
            var options = new JsonObject();
            foreach (var word in words.Take(end).Where(word => word.StartsWith("--", StringComparison.Ordinal)))
                options[word[2..].Split('=')[0]] = word.Contains('=', StringComparison.Ordinal) ? word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..] : "";
            json["region"] = (string?)options["region"];
            if (words[3] == "create")
            {
                json["cluster"]!["options"] = options;
            }
            else if (words[2] == "jobs")
            {
                if (commands.Count > 1) options.Remove("cluster");
                json["job_type"] = words[4];
                json["submit"] = new JsonObject { ["options"] = options };
                if (!words[5].StartsWith("--", StringComparison.Ordinal)) json["submit"]![words[4] == "spark-r" ? "r_file" : "py_file"] = words[5];
                arguments = [.. words.Skip(end + 1)];
            }
        }

        return SpecLayers.Read(
            [new(folder.Write("again.json", json.ToJsonString()), SpecFileKind.Job)], CommandLineLayer.Empty with { JobArgs = arguments }, Context(folder));
    }
}
