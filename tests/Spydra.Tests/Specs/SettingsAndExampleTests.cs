using System.Text.Json.Nodes;
using Spydra.Specs;
using Spydra.Specs.Reading;
using Spydra.Testing;

namespace Spydra.Tests.Specs;

public sealed class SettingsAndExampleTests
{
    [Fact]
    public void The_settings_of_a_file_come_as_plain_json()
    {
        using var specs = new SpecFolder().Add("""
            {
              "region": "r", // and more
              "settings": {"data_folder": "/x", /* here */ "time_limits": {"create": "35m", "release": 60}, "poll": null, "exit_codes": "classic",},
            }
            """, SpecFileKind.User);

        var settings = JsonNode.Parse(SettingsSection.Read(specs.File(0))!)!;

        Assert.Equal(("/x", "35m", "60", "classic"), ((string?)settings["data_folder"], (string?)settings["time_limits"]!["create"],
            (string?)settings["time_limits"]!["release"], (string?)settings["exit_codes"]));
    }

    [Fact]
    public void A_file_without_settings_has_none()
    {
        using var specs = new SpecFolder().Add("""{"region": "r"}""", SpecFileKind.Site);

        Assert.Null(SettingsSection.Read(specs.File(0)));
    }

    [Fact]
    public void Wrong_settings_are_told_with_their_place()
    {
        using var specs = new SpecFolder().Add("{\"settings\": {\n \"endpoints\": {\"dataproc\": \"localhost:80\"}, \"pol\": 1, \"time_limits\": {\"create\": \"soon\"}}}", SpecFileKind.Site);

        var thrown = Assert.Throws<SpecException>(() => SettingsSection.Read(specs.File(0)));

        Assert.Equal(
            [
                "site.json:2:28: settings.endpoints.dataproc: is the string \"localhost:80\"; an address is expected. Write an address such as http://127.0.0.1:8080.",
                "site.json:2:45: settings.pol: is no key of a spec. Did you mean 'poll'?",
                "site.json:2:81: settings.time_limits.create: is the string \"soon\"; a duration is expected. Write a duration such as 30m, 12h or P1D; a bare number is seconds.",
            ],
            thrown.Problems.Select(problem => specs.Plain(problem.ToString())));
    }

    [Fact]
    public void The_example_is_a_spec_without_problems()
    {
        var file = new SpecFile(RepositoryFiles.At("spydra.json.example"), SpecFileKind.User);
        var context = new SpecContext { RunId = SpecFolder.RunId, HostName = "host" };

        var spec = SpecLayers.Load([file], CommandLineLayer.Empty, context);
        var settings = SettingsSection.Read(file);

        Assert.Equal(("nightly-etl", "pyspark", "acme-etl"), (spec.ClientId, spec.JobType, spec.Project));
        Assert.Contains("\"slowest\":\"10s\"", settings, StringComparison.Ordinal);
        Assert.Equal("-Da=b,-Dc=d", (string?)ClusterBody.Create(spec, "c").Body["config"]!["softwareConfig"]!["properties"]!["spark:spark.driver.extraJavaOptions"]);
    }

    [Fact]
    public void Every_key_is_in_the_example()
    {
        var text = File.ReadAllText(RepositoryFiles.At("spydra.json.example"));
        List<string> live = [];
        Walk("", Assert.IsType<SpecNode.Object>(SpecReader.Parse("example", File.ReadAllBytes(RepositoryFiles.At("spydra.json.example")))));

        var missing = SpecShape.Keys.Where(key => !live.Contains(key.Path, StringComparer.Ordinal) && !Commented(key)).Select(key => key.Path);

        Assert.Empty(missing);

        // Keys that cannot stand beside the others are there as comments.
        bool Commented(SpecKey key) => key.Path is "cluster.name" or "submit.r_file" && text.Contains($"// \"{key.Name}\":", StringComparison.Ordinal);

        void Walk(string path, SpecNode.Object block)
        {
            foreach (var member in block.Members)
            {
                var below = path.Length == 0 ? member.Key : $"{path}.{member.Key}";
                live.Add(below);
                if (member.Value is SpecNode.Object inner) Walk(below, inner);
            }
        }
    }
}
