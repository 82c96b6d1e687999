using System.Text;
using System.Text.Json.Nodes;
using Spydra.Options;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>A spec, and the line on which it gives each option.</summary>
/// <param name="File">The spec's file.</param>
/// <param name="Block"><c>cluster.options</c> or <c>submit.options</c>.</param>
/// <param name="Given">The options by name, each with its value as the spec has it and its line.</param>
internal sealed record OptionSpec(string File, string Block, IReadOnlyDictionary<string, (JsonNode Value, int Line)> Given);

/// <summary>Specs that give every option of a table, the <c>no-</c> forms of flags included; as many as it takes where options exclude each other.</summary>
internal static class EveryOption
{
    // Further options that these make no sense without.
    private static readonly Dictionary<string, string[]> Needs = new(StringComparer.Ordinal) { ["metric-overrides-file"] = ["metric-sources"] };

    public static IEnumerable<OptionSpec> OfClusters(TempDir home) =>
        Packed(ClusterOptions.Table, []).Select((names, i) => Write(home, $"cluster{i}", "hadoop", "cluster.options", ClusterOptions.Table, names));

    public static IEnumerable<OptionSpec> OfJobs(TempDir home, string type)
    {
        var table = SubmitOptions.For(type);
        var jobType = SubmitOptions.Type(type);
        string[][] always = [jobType.RunsJar ? ["jar", "class"] : jobType.MainFile is null ? ["execute", "file"] : [], ["cluster", "cluster-labels"]];
        return Packed(table, always).Select((names, i) => Write(home, $"{type}{i}", type, "submit.options", table, names));
    }

    /// <summary>Each name goes into the first spec in which it can stand; where one of some must be given, the first fills in.</summary>
    private static List<List<string>> Packed(OptionTable table, string[][] always)
    {
        List<List<string>> specs = [];
        foreach (var name in table.Names)
        {
            string[] together = [.. Needs.GetValueOrDefault(name, []), name];
            if (specs.Find(spec => together.All(one => Fits(table, spec, one))) is not { } home) specs.Add(home = []);
            home.AddRange(together.Where(one => !home.Contains(one)));
        }

        foreach (var spec in specs)
            foreach (var group in always.Where(group => group.Length > 0))
                if (!group.Any(spec.Contains)) spec.Add(group[0]);
        return specs;
    }

    private static bool Fits(OptionTable table, List<string> spec, string name) => spec.All(other =>
        other == name || (table.Find(other) != table.Find(name) && !table.Exclusive.SelectMany(group => group.Against(Plain(table, name))).Contains(Plain(table, other))));

    private static string Plain(OptionTable table, string name) => table.Find(name)!.Name;

    private static OptionSpec Write(TempDir home, string name, string type, string block, OptionTable table, List<string> names)
    {
        Dictionary<string, (JsonNode, int)> given = new(StringComparer.Ordinal);
        var text = new StringBuilder("{\n\"cluster_type\": \"dataproc\", \"region\": \"europe-west1\", \"log_bucket\": \"logs\",\n");
        text.Append($"\"job_type\": \"{type}\",\n");
        var main = SubmitOptions.Type(type).MainFile switch { null => "", "mainRFileUri" => "\"r_file\": \"gs://b/main.R\", ", _ => "\"py_file\": \"gs://b/main.py\", " };
        if (block == "cluster.options") text.Append("\"submit\": {\"options\": {\"jar\": \"gs://b/x.jar\"}},\n\"cluster\": {\"options\": {");
        else text.Append($"\"submit\": {{{main}\"options\": {{");
        foreach (var option in names)
        {
            var value = Value(home, table.Find(option)!, option);
            given[option] = (value, text.ToString().Count(c => c == '\n') + 2);
            text.Append(given.Count == 1 ? "\n" : ",\n").Append($"  \"{option}\": {value.ToJsonString()}");
        }

        return new(home.Write($"{name}.json", text.Append("\n}}}\n").ToString()), block, given);
    }

    private static JsonNode Value(TempDir home, OptionRow row, string name)
    {
        if (row.Shape == OptionShape.Flag) return true;
        var grammar = row.Grammar.Name;
        return (row.Name, grammar) switch
        {
            ("reservation-affinity", _) => "specific",
            (_, "text") when row.Name.EndsWith("kms-key", StringComparison.Ordinal) => "key",
            (_, "text") when row.Name.EndsWith("boot-disk-type", StringComparison.Ordinal) => "hyperdisk-balanced",
            (_, "text") when row.NamesFiles => $"gs://b/{name}.file",
            ("impersonate-service-account", _) => "etl@p.iam.gserviceaccount.com",
            ("universe-domain", _) => "googleapis.com",
            ("flags-file", _) => home.Write("flags.yaml", "--verbosity: info\n"),
            ("region", _) => "europe-west1",
            ("zone", _) => "europe-west1-b",
            ("id", _) => "job-1",
            ("metric-overrides", _) => new JsonArray("spark:driver.a", "spark:driver.b"),
            ("metric-overrides-file", _) => home.Write("metrics.txt", "spark:driver.c\n"),
            ("identity-config-file", _) => home.Write("identity.yaml", "user_service_account_mapping:\n  u@x.com: s@p\n"),
            ("kerberos-config-file", _) => home.Write("kerberos.yaml", "realm: R\nssl:\n  keystore_uri: gs://b/k\n"),
            ("properties-file", _) => home.Write("job.properties", "from.file=1\nshared=file\n"),
            ("properties", _) => new JsonObject { ["spark:x"] = "1,2", ["shared"] = "a=b" },
            (_, "text" or "project id" or "network" or "subnetwork" or "image" or "autoscaling policy") => $"some-{name}",
            (_, "integer") => 3,
            (_, "positive integer") => "3000",
            (_, "1 or 3") => "3",
            (_, "number" or "number from 0 to 1") => 0.5,
            (_, "duration") => "2h",
            (_, "size") => "500GB",
            (_, "instant") => "2030-06-15T12:30:00Z",
            (_, "labels") => new JsonObject { ["team"] = "x", ["env"] = "test" },
            (_, "map") => new JsonObject { ["a"] = "c,d=e", ["b"] = "" },
            (_, "list") => row.NamesFiles ? new JsonArray("gs://b/1.jar", "gs://b/2.jar") : new JsonArray("a", "b,c"),
            (_, "list of scopes") => "cloud-platform,bigquery",
            (_, "list of user:account") => "u@x.com:s@p",
            (_, "type=T[,count=N]") => "type=nvidia-tesla-t4,count=2",
            (_, "type=A[,type=B...][,rank=N]") => "type=n2-standard-4,type=n2d-standard-4,rank=1",
            _ when grammar.StartsWith("disks ", StringComparison.Ordinal) => "type=hyperdisk-balanced,size=100GB;type=hyperdisk-ml",
            _ when grammar.StartsWith("list of ", StringComparison.Ordinal) => grammar.Contains("SPARK |", StringComparison.Ordinal) ? "SPARK" : grammar["list of ".Length..].Split(" | ")[0],
            _ when grammar.StartsWith("map to ", StringComparison.Ordinal) => new JsonObject { ["a.b"] = grammar["map to ".Length..].Split(" | ")[0] },
            _ when grammar.Contains(" | ", StringComparison.Ordinal) => grammar.Split(" | ")[0],
            _ => throw new InvalidOperationException($"There is no value for {row.Name} ({grammar}); add one."),
        };
    }
}
