using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Spydra.Options;

namespace Spydra.Tests.Specs;

/// <summary>One entry of a value: of a list or a single text without a key.</summary>
internal sealed record SampleItem(string? Key, string Text);

/// <summary>Values that each option takes, and what has to stand beside it for that.</summary>
internal static class OptionSamples
{
    /// <summary>A value of the option: a flag's is one item, <c>on</c> or <c>off</c>.</summary>
    public static ImmutableArray<SampleItem> Value(OptionRow row, Random random)
    {
        var words = Words(row);
        string Word() => words[random.Next(words.Length)];
        return row.Shape switch
        {
            OptionShape.Flag => [new(null, row.Negatable && random.Next(2) == 0 ? "off" : "on")],
            OptionShape.Scalar => [new(null, Word())],
            OptionShape.List => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new SampleItem(null, Word()))],
            _ when row.Name.EndsWith("-accelerator", StringComparison.Ordinal) => [new("type", Word()), new("count", random.Next(1, 9).ToString())],
            _ => [.. Keys.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).Select(key => new SampleItem(key, Word()))],
        };
    }

    /// <summary>What has to stand beside the option in its block.</summary>
    public static JsonObject Beside(OptionRow row) => row.Name switch
    {
        "reservation" => new() { ["reservation-affinity"] = "specific" },
        "metric-overrides" => new() { ["metric-sources"] = "spark" },
        "gke-cluster-namespace" => new() { ["gke-cluster"] = "g" },
        var name when name.StartsWith("gce-pd-kms-", StringComparison.Ordinal) => Key(name, "gce-pd-kms-key", "gce-pd-kms-key-"),
        var name when name.StartsWith("kerberos-kms-", StringComparison.Ordinal) => Key(name, "kerberos-kms-key", "kerberos-kms-key-"),
        var name when name.StartsWith("kms-", StringComparison.Ordinal) => Key(name, "kms-key", "kms-"),
        _ => [],
    };

    private static readonly string[] Keys = ["a", "b1", "k-2", "some_key"];

    private static JsonObject Key(string given, string key, string parts)
    {
        var beside = new JsonObject { [key] = "k", [parts + "keyring"] = "r", [parts + "location"] = "l" };
        beside.Remove(given);
        return beside;
    }

    private static string[] Words(OptionRow row) => row.Name switch
    {
        "project" => ["proj-one", "proj-two"],
        "region" => ["europe-west1"],
        "universe-domain" => ["googleapis.com"],
        "zone" => ["europe-west1-b", "europe-west1-c"],
        "reservation-affinity" => ["any", "none"],
        "metric-overrides" => ["spark:a", "spark:b", "spark:c"],
        "impersonate-service-account" => ["a@p.iam", "b@p.iam"],
        "secure-multi-tenancy-user-mapping" => ["u@x:sa@p", "v@x:sb@p"],
        "scopes" => ["cloud-platform", "pubsub", "https://www.googleapis.com/auth/x"],
        _ when row.NamesFiles || row.Name == "initialization-actions" => ["gs://b/1", "gs://b/2", "file:///opt/a,b"],
        _ => row.Grammar.Name switch
        {
            "1 or 3" => ["1", "3"],
            "integer" or "positive integer" => ["1", "2", "30"],
            "number" or "number from 0 to 1" => ["1", "0.5", "0.25"],
            "duration" => ["90", "30m", "PT1H"],
            "instant" => ["2030-01-01T00:00:00Z", "2031-01-01"],
            "size" => ["100", "500GB", "1TB"],
            "labels" => ["x", "12", "true", "", "a_b-c"],
            "type=A[,type=B...][,rank=N]" => ["type=a", "type=b"],
            "type=T[,count=N]" => ["t4", "p100"],
            var name when name.StartsWith("disks ", StringComparison.Ordinal) => ["type=hyperdisk-ml", "type=hyperdisk-extreme,iops=5"],
            var name when name.Contains(" | ", StringComparison.Ordinal) =>
                name.Replace("list of ", "", StringComparison.Ordinal).Replace("map to ", "", StringComparison.Ordinal).Split(" | "),
            "text" or "list" or "map" => ["x", "12", "true", "b,c", "k=v;w", "0.5"],
            _ => ["x", "y-1"],
        },
    };
}
