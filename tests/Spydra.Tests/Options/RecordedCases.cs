using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Tests.Options;

/// <summary>Cases recorded from real gcloud: beside the checkout where that is, else the selection in tests.</summary>
internal static class RecordedCases
{
    public static IReadOnlyList<JsonObject> Gcloud(string kind) =>
        [.. Lines("gcloud-parity", "cases.jsonl").Where(one => (string?)one["kind"] == kind && one["spydra"] is not null)];

    public static IReadOnlyList<JsonObject> Compat() => Lines("compat", "cases.jsonl");

    /// <summary>Whether all cases are there, and not only the selection.</summary>
    public static bool AreComplete => RepositoryFiles.Shared("gcloud-parity") is not null;

    private static List<JsonObject> Lines(string folder, string file)
    {
        var path = RepositoryFiles.Shared(folder) is { } shared
            ? Path.Combine(shared, file)
            : RepositoryFiles.At("tests", "Spydra.Tests", "Options", "Cases", $"{folder}.jsonl");
        return [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!.AsObject())];
    }
}
