using System.Text.Json.Nodes;
using Spydra.Specs;

namespace Spydra.Tests.Specs;

/// <summary>An option as text and as JSON value: the same request.</summary>
public sealed class JsonFormTests
{
    [Theory]
    [InlineData("num-workers", "\"3\"", "3")]
    [InlineData("min-secondary-worker-fraction", "\"0.5\"", "0.5")]
    [InlineData("max-idle", "\"90\"", "90")]
    [InlineData("single-node", "\"\"", "true")]
    [InlineData("no-enable-ssh", "\"\"", "true")]
    [InlineData("no-enable-ssh", "\"\"", null, "enable-ssh", "false")]
    [InlineData("tags", "\"a,b\"", "[\"a\", \"b\"]")]
    [InlineData("tags", "\"^;^a,b;c\"", "[\"a,b\", \"c\"]")]
    [InlineData("metadata", "\"^;^k=a,b;n=1;t=true\"", "{\"k\": \"a,b\", \"n\": 1, \"t\": true}")]
    [InlineData("properties", "\"core:a=b=c\"", "{\"core:a\": \"b=c\"}")]
    [InlineData("labels", "\"a=b,c=\"", "{\"a\": \"b\", \"c\": \"\"}")]
    [InlineData("master-accelerator", "\"type=t4,count=2\"", "{\"type\": \"t4\", \"count\": 2}")]
    [InlineData("worker-machine-types", "\"type=a,type=b,rank=1\"", "[\"type=a\", \"type=b\", \"rank=1\"]")]
    [InlineData("master-attached-disks", "\"type=hyperdisk-ml;type=hyperdisk-extreme,iops=5\"", "[\"type=hyperdisk-ml\", \"type=hyperdisk-extreme,iops=5\"]")]
    [InlineData("initialization-actions", "\"gs://b/1.sh,gs://b/2.sh\"", "[\"gs://b/1.sh\", \"gs://b/2.sh\"]")]
    [InlineData("tags", null, "null")]
    [InlineData("single-node", null, "false")]
    public void Text_and_JSON_make_the_same_request(string option, string? text, string? json, string? otherName = null, string? other = null)
    {
        var fromText = Request(text is null ? null : $"\"{option}\": {text}");
        var fromJson = Request(json is null ? $"\"{otherName}\": {other}" : $"\"{option}\": {json}");

        Assert.True(JsonNode.DeepEquals(fromText, fromJson), $"{fromText.ToJsonString()}\n{fromJson.ToJsonString()}");
    }

    private static JsonObject Request(string? option)
    {
        using var specs = new SpecFolder().Add(SpecFolder.Job).Add("{\"cluster\": {\"options\": {" + option + "}}}");
        specs.Context = specs.Context with { NoDefaults = true };
        return ClusterBody.Create(specs.Load(), "c").Body;
    }
}
