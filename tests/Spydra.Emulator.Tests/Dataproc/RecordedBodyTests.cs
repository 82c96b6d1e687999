using System.Text.Json;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Dataproc;

/// <summary>What the real gcloud was recorded to send must get past the checks.</summary>
public sealed class RecordedBodyTests
{
    // A key that gcloud does not know either, passed on by 'import'; and a properties file whose value gcloud reads as null.
    private static readonly string[] BadInThemselves = ["ap-import-p4", "js-spark-properties-file-text-p7"];

    [Fact]
    public void Every_recorded_body_of_gcloud_is_read()
    {
        if (RepositoryFiles.Shared("gcloud-parity") is not { } folder)
        {
            Assert.Skip("The recordings are not beside the checkout.");
            return;
        }

        var read = 0;
        var refused = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(folder, "cases.jsonl")))
        {
            using var recorded = JsonDocument.Parse(line);
            foreach (var request in recorded.RootElement.GetProperty("requests").EnumerateArray())
            {
                if (!request.TryGetProperty("body", out var body) || MessageOf(request) is not var (message, root)) continue;
                read++;
                var problems = BodyCheck.Check(Filled(body), message, root).Problems;
                if (problems.Count > 0 != BadInThemselves.Contains(recorded.RootElement.GetProperty("id").GetString()))
                    refused.Add($"{recorded.RootElement.GetProperty("id")}: {string.Join("; ", problems.Select(problem => problem.Text))}");
                if (Mask(request) is { } mask) Assert.NotEmpty(PatchMask.ForCluster(mask).Paths);
            }
        }

        Assert.InRange(read, 500, 10_000);
        Assert.True(refused.Count == 0, string.Join("\n", refused));
    }

    private static (string Message, string Root)? MessageOf(JsonElement request)
    {
        var path = request.GetProperty("path").GetString()!;
        return (request.GetProperty("method").GetString(), path.Split('/')[^1], path.Split('/')[^2]) switch
        {
            ("POST", "clusters", _) or ("PATCH", _, "clusters") => ("Cluster", "cluster"),
            ("POST", "jobs:submit", _) => ("SubmitJobRequest", ""),
            ("POST", "autoscalingPolicies", _) or ("PUT", _, "autoscalingPolicies") => ("AutoscalingPolicy", "policy"),
            _ => null,
        };
    }

    private static string? Mask(JsonElement request) =>
        request.TryGetProperty("query", out var query) && query.TryGetProperty("updateMask", out var mask) ? mask.ToString() : null;

    // The recordings have placeholders where the call's own time stood.
    private static JsonElement Filled(JsonElement body) =>
        JsonDocument.Parse(System.Text.RegularExpressions.Regex.Replace(body.GetRawText(), "<NOW\\+[0-9]+s>|<TODAY>T[0-9:.]+Z|<NOW[^>]*>", "2026-12-01T00:00:00.000Z", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5))).RootElement;
}
