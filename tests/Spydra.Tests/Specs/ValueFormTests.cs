using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Spydra.Options;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Tests.Specs;

/// <summary>Every option of every table: however a value is written, and over however many layers, the request is the same.</summary>
public sealed class ValueFormTests : IDisposable
{
    // The original's, word for word: what several layers say is joined. All else is replaced.
    private static readonly string[] Joined = ["initialization-actions", "scopes", "metadata", "labels", "tags", "properties", "jars", "files"];

    private static readonly string[] NameFilesToRead = ["flags-file", "properties-file", "kerberos-config-file", "identity-config-file", "metric-overrides-file"];

    private static readonly string[] OfEveryCommand = [.. OptionRows.OfEveryCommand().Select(row => row.Name)];

    private readonly TempDir folder = new();

    public static TheoryData<string> Tables => ["clusters create", .. SubmitOptions.JobTypes];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Text_and_JSON_make_the_same_request_in_one_layer(string table)
    {
        HashSet<string> accepted = [];
        Check(table, (row, random) =>
        {
            var value = OptionSamples.Value(row, random);

            var outcomes = OptionForms.All(row, value).Select(form => Outcome(table, row, form)).ToList();

            if (outcomes[0].StartsWith('{')) accepted.Add(row.Name);
            return outcomes.TrueForAll(outcome => outcome == outcomes[0])
                ? null : string.Join('\n', OptionForms.All(row, value).Zip(outcomes, (form, outcome) => $"{form.Key}: {form.Value.ToJsonString()} => {outcome}"));
        });

        Assert.Equal(Rows(table).Select(row => row.Name), Rows(table).Where(row => accepted.Contains(row.Name) || IsEverAccepted(row)).Select(row => row.Name));

        // Four samples of a list may be four that gcloud refuses.
        bool IsEverAccepted(OptionRow row) => Enumerable.Range(0, 50).Any(seed =>
            Outcome(table, row, OptionForms.All(row, OptionSamples.Value(row, new Random(seed))).First()).StartsWith('{'));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Two_layers_are_joined_or_the_later_one_stands_however_they_are_written(string table) => Check(table, (row, random) =>
    {
        var (below, above) = (OptionSamples.Value(row, random), OptionSamples.Value(row, random));
        var (first, second) = (OptionForms.Any(row, below, random), OptionForms.Any(row, above, random));

        var outcome = Outcome(table, row, first, second, KeyValuePair.Create<string, JsonNode>(row.Name, null!));

        var expected = Outcome(table, row, OptionForms.All(row, Over(row, below, above)).Last());
        return outcome == expected ? null : $"{first.Value.ToJsonString()} and {second.Value.ToJsonString()} => {outcome}; expected {expected}";
    });

    [Theory]
    [MemberData(nameof(Tables))]
    public void An_empty_list_or_map_is_nothing_and_takes_back_what_is_replaced(string table)
    {
        foreach (var row in Rows(table).Where(row => row.Shape is OptionShape.List or OptionShape.Map))
        {
            KeyValuePair<string, JsonNode> Empty() => KeyValuePair.Create<string, JsonNode>(row.Name, row.Shape == OptionShape.List ? new JsonArray() : new JsonObject { ["a"] = null });
            var value = OptionForms.All(row, OptionSamples.Value(row, new Random(1))).Last();

            Assert.Equal(Outcome(table, row), Outcome(table, row, Empty()));
            Assert.Equal(Joined.Contains(row.Name) ? Outcome(table, row, value) : Outcome(table, row), Outcome(table, row, value, Empty()));
        }
    }

    private static ImmutableArray<SampleItem> Over(OptionRow row, ImmutableArray<SampleItem> below, ImmutableArray<SampleItem> above)
    {
        if (!Joined.Contains(row.Name)) return above;
        return row.Shape == OptionShape.Map
            ? [.. below.Select(item => above.FirstOrDefault(own => own.Key == item.Key) ?? item), .. above.Where(own => below.All(item => item.Key != own.Key))]
            : [.. below, .. above];
    }

    private static void Check(string table, Func<OptionRow, Random, string?> difference)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(4).WithQuietOnSuccess(true);
        foreach (var row in Rows(table))
            Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
            {
                var wrong = difference(row, new Random(seed));
                Assert.True(wrong is null, $"{row.Name}:\n{wrong}");
            }).Check(config);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>The rows of a table; those of every command in the first two only.</summary>
    private static IEnumerable<OptionRow> Rows(string table) => (table == "clusters create" ? ClusterOptions.Table : SubmitOptions.For(table)).Rows
        .Where(row => !NameFilesToRead.Contains(row.Name) && (table is "clusters create" or "hadoop" || !OfEveryCommand.Contains(row.Name)));

    /// <summary>What is sent, and what the option is read as, a layer each; or what is wrong, without the places.</summary>
    private string Outcome(string table, OptionRow row, params KeyValuePair<string, JsonNode>[] layers)
    {
        var block = table == "clusters create" ? "cluster" : "submit";
        var files = layers.Select(layer => new JsonObject { [block] = new JsonObject { ["options"] = new JsonObject { [layer.Key] = layer.Value?.DeepClone() } } })
            .Prepend(Base(table, row)).Select((file, i) => new SpecFile(folder.Write($"{i}.json", file.ToJsonString()), SpecFileKind.Job)).ToList();
        try
        {
            var spec = SpecLayers.Load(files, CommandLineLayer.Empty, new SpecContext { RunId = SpecFolder.RunId, HostName = "host", Project = "proj", NoDefaults = true });
            var body = block == "cluster" ? ClusterBody.Create(spec, "c").Body : JobBody.Create(spec, spec.StaticCluster ?? "c", spec.JobId);
            var values = (block == "cluster" ? spec.ClusterOptions : spec.SubmitOptions).Values.Where(option => option.Key.EndsWith(row.Name, StringComparison.Ordinal));
            return body.ToJsonString() + string.Join(' ', values.Select(option => $"{option.Key}={Text(option.Value)}"));
        }
        catch (SpecException e)
        {
            return string.Join('\n', e.Problems.Select(problem => $"{problem.Path}: {problem.What}"));
        }
    }

    private static string Text(OptionValue value) => value switch
    {
        OptionValue.Map map => string.Join('|', map.Entries),
        OptionValue.List list => string.Join('|', list.Items),
        OptionValue.Scalar scalar => scalar.Text,
        _ => "",
    };

    private static JsonObject Base(string table, OptionRow row)
    {
        var spec = new JsonObject { ["cluster_type"] = "dataproc", ["region"] = "europe-west1", ["log_bucket"] = "logs" };
        if (table == "clusters create")
        {
            spec["cluster"] = new JsonObject { ["options"] = OptionSamples.Beside(row) };
            spec["submit"] = new JsonObject { ["options"] = new JsonObject { ["jar"] = "gs://b/x.jar" } };
            return spec;
        }

        var type = SubmitOptions.Type(table);
        var options = new JsonObject();
        if (row.Name is not ("cluster" or "cluster-labels")) options["cluster"] = "c";
        if (type.RunsJar && row.Name is not ("jar" or "class")) options["jar"] = "gs://b/x.jar";
        if (type is { RunsJar: false, MainFile: null } && row.Name is not ("execute" or "file")) options["execute"] = "SHOW TABLES";
        spec["job_type"] = table;
        spec["submit"] = new JsonObject { ["options"] = options };
        if (type.MainFile is not null) spec["submit"]![table == "spark-r" ? "r_file" : "py_file"] = "gs://b/main";
        return spec;
    }
}
