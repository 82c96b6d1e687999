using System.IO.Compression;
using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Storage;

public sealed class CopyTests : IAsyncLifetime
{
    private readonly TempDir folder = new();
    private StorageHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await StorageHost.StartAsync(folder.Path);
        await host.BucketAsync("bucket");
        await host.BucketAsync("other");
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_rewrite_is_done_in_one_call_and_keeps_what_is_said_unless_told_otherwise()
    {
        await host.PutAsync("bucket", "o", "content");
        await host.JsonAsync("PATCH", "/storage/v1/b/bucket/o/o", """{"metadata":{"k":"v"}}""");

        var (_, same) = await host.JsonAsync("POST", "/storage/v1/b/bucket/o/o/rewriteTo/b/other/o/d%2Fo?maxBytesRewrittenPerCall=1048576");
        var (_, told) = await host.JsonAsync("POST", "/storage/v1/b/bucket/o/o/rewriteTo/b/other/o/told", """{"metadata":{"n":"w"}}""");
        var (_, cold) = await host.JsonAsync("POST", "/storage/v1/b/bucket/o/o/rewriteTo/b/bucket/o/o", """{"storageClass":"COLDLINE"}""");

        Assert.Equal("storage#rewriteResponse", (string)same!["kind"]!);
        Assert.True((bool)same["done"]!);
        Assert.Equal(("7", "7"), ((string)same["objectSize"]!, (string)same["totalBytesRewritten"]!));
        Assert.Equal(("d/o", "v", "text/plain"), ((string)same["resource"]!["name"]!, (string)same["resource"]!["metadata"]!["k"]!, (string)same["resource"]!["contentType"]!));
        Assert.Equal("""{"n":"w"}""", told!["resource"]!["metadata"]!.ToJsonString());
        Assert.Equal("text/plain", (string)told["resource"]!["contentType"]!);
        Assert.Equal(("COLDLINE", "v"), ((string)cold!["resource"]!["storageClass"]!, (string)cold["resource"]!["metadata"]!["k"]!));
        Assert.Equal("content", await host.MediaAsync("other", "d/o"));
    }

    [Fact]
    public async Task The_Java_client_s_gzipped_chunked_empty_body_is_no_body()
    {
        await host.PutAsync("bucket", "o", "content");
        var packed = new MemoryStream();
        await using (new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) { }
        foreach (var bytes in new[] { packed.ToArray(), [] })
        {
            var content = new StreamContent(new MemoryStream(bytes));
            using var answer = await host.SendAsync(
                "POST", "/storage/v1/b/bucket/o/o/rewriteTo/b/bucket/o/copy", content, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"));

            Assert.Equal(200, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_move_leaves_nothing_behind()
    {
        var source = await host.PutAsync("bucket", "from", "content");

        Assert.Equal(412, (await host.JsonAsync("POST", "/storage/v1/b/bucket/o/from/moveTo/o/to?ifSourceGenerationMatch=1")).Status);
        var (status, moved) = await host.JsonAsync("POST", $"/storage/v1/b/bucket/o/from/moveTo/o/to?ifSourceGenerationMatch={source["generation"]}");

        Assert.Equal(200, status);
        Assert.Equal("to", (string)moved!["name"]!);
        Assert.Equal(["to"], await host.NamesAsync("bucket"));
        Assert.Equal("content", await host.MediaAsync("bucket", "to"));
        Assert.Equal(200, (await host.JsonAsync("POST", "/storage/v1/b/bucket/o/to/moveTo/o/to")).Status);
        Assert.Equal(["to"], await host.NamesAsync("bucket"));
    }

    [Fact]
    public async Task Compose_joins_its_sources_in_order_and_has_no_md5()
    {
        var first = await host.PutAsync("bucket", "1", "12345");
        await host.PutAsync("bucket", "2", "6789");

        var (status, whole) = await host.JsonAsync("POST", "/storage/v1/b/bucket/o/whole/compose", $$"""
            {"destination":{"contentType":"text/x"},"sourceObjects":[{"name":"1","generation":"{{first["generation"]}}"},{"name":"2","generation":null}]}
            """);
        var (_, twice) = await host.JsonAsync(
            "POST", "/storage/v1/b/bucket/o/whole/compose", """{"sourceObjects":[{"name":"whole"},{"name":"2"}],"deleteSourceObjects":true}""");

        Assert.Equal(200, status);
        Assert.Equal(("4waSgw==", 2, "text/x"), ((string)whole!["crc32c"]!, (int)whole["componentCount"]!, (string)whole["contentType"]!));
        Assert.Null(whole["md5Hash"]);
        Assert.Equal(3, (int)twice!["componentCount"]!);
        Assert.Equal("1234567896789", await host.MediaAsync("bucket", "whole"));
        Assert.Equal(["1", "whole"], await host.NamesAsync("bucket"));
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"sourceObjects":[]}""", 400)]
    [InlineData("""{"sourceObjects":[{}]}""", 400)]
    [InlineData("""{"sourceObjects":[{"name":"none"}]}""", 404)]
    [InlineData("""{"sourceObjects":[{"name":"o","generation":"7"}]}""", 404)]
    [InlineData("""{"sourceObjects":[{"name":"o","objectPreconditions":{"ifGenerationMatch":"7"}}]}""", 412)]
    public async Task A_compose_that_cannot_work_is_refused(string body, int expected)
    {
        await host.PutAsync("bucket", "o", "x");

        Assert.Equal(expected, (await host.JsonAsync("POST", "/storage/v1/b/bucket/o/whole/compose", body)).Status);
        Assert.Equal(["o"], await host.NamesAsync("bucket"));
    }

    [Fact]
    public async Task More_than_32_sources_are_too_many()
    {
        await host.PutAsync("bucket", "o", "x");
        static string Body(int sources) => new JsonObject { ["sourceObjects"] = new JsonArray([.. Enumerable.Range(0, sources).Select(_ => new JsonObject { ["name"] = "o" })]) }.ToJsonString();

        Assert.Equal(200, (await host.JsonAsync("POST", "/storage/v1/b/bucket/o/whole/compose", Body(32))).Status);
        Assert.Equal(400, (await host.JsonAsync("POST", "/storage/v1/b/bucket/o/whole/compose", Body(33))).Status);
    }
}
