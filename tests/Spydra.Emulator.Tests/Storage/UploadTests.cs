using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Storage;

public sealed class UploadTests : IAsyncLifetime
{
    private readonly TempDir folder = new();
    private StorageHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await StorageHost.StartAsync(folder.Path);
        await host.BucketAsync("bucket");
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_simple_upload_answers_with_the_object_and_its_checksums()
    {
        var stored = await host.PutAsync("bucket", "a/b c.txt", "123456789", "&contentEncoding=identity");

        Assert.Equal("storage#object", (string)stored["kind"]!);
        Assert.Equal("a/b c.txt", (string)stored["name"]!);
        Assert.Equal($"bucket/a/b c.txt/{stored["generation"]}", (string)stored["id"]!);
        Assert.Equal("9", (string)stored["size"]!);
        Assert.Equal("4waSgw==", (string)stored["crc32c"]!);
        Assert.Equal("JfnnlDI7RTiF9RgfG2JNCw==", (string)stored["md5Hash"]!);
        Assert.Equal("text/plain", (string)stored["contentType"]!);
        Assert.Equal("1", (string)stored["metageneration"]!);
        Assert.Equal("STANDARD", (string)stored["storageClass"]!);
        Assert.Equal(16, ((string)stored["generation"]!).Length);
        using var media = await host.Http.GetAsync((string)stored["mediaLink"]!);
        Assert.Equal("123456789", await media.Content.ReadAsStringAsync());
        using var self = await host.Http.GetAsync((string)stored["selfLink"]!);
        Assert.True(JsonNode.DeepEquals(stored, JsonNode.Parse(await self.Content.ReadAsStringAsync())));
    }

    /// <summary>Each client has its own way with boundaries, line ends and header names.</summary>
    public static TheoryData<string, string, string> MultipartForms() => new()
    {
        {
            "gcloud", "multipart/related; boundary='===============4739=='",
            "--===============4739==\nContent-Type: application/json\nMIME-Version: 1.0\n\n{\"name\": \"o\", \"size\": \"9\"}\n"
            + "--===============4739==\nContent-Type: text/plain\nMIME-Version: 1.0\nContent-Transfer-Encoding: binary\n\nline\r\nend\r\n--===============4739==--"
        },
        {
            "Node", "multipart/related; boundary=5f2c-aa",
            "--5f2c-aa\r\ncontent-type: application/json\r\n\r\n{\"contentType\":\"text/plain\"}\r\n--5f2c-aa\r\nContent-Type: application/x\r\n\r\nline\r\nend\r\r\n--5f2c-aa--"
        },
        {
            "Python", "multipart/related; boundary=\"===9==\"",
            "--===9==\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n{\"name\": \"o\", \"metadata\": {\"k\": \"v\"}}\r\n"
            + "--===9==\r\ncontent-type: text/plain\r\n\r\nline\r\nend\r\r\n--===9==--"
        },
    };

    [Theory]
    [MemberData(nameof(MultipartForms))]
    public async Task Multipart_bodies_of_every_client_are_understood(string client, string contentType, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var answer = await host.SendAsync("POST", "/upload/storage/v1/b/bucket/o?uploadType=multipart&name=o&alt=json", content);

        var stored = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("text/plain", (string)stored["contentType"]!);
        Assert.Equal("line\r\nend\r", await host.MediaAsync("bucket", "o"));
        Assert.Equal(client == "Python" ? "v" : null, (string?)stored["metadata"]?["k"]);
    }

    [Theory]
    [InlineData("--b\r\n\r\n{\"name\":\"e\"}\r\n--b\r\n\r\n\r\n--b--", "")]
    [InlineData("--b\r\n\r\n{\"name\":\"e\"}\r\n--b\r\n\r\n--b--", "")]
    [InlineData("--b\n\n{\"name\":\"e\"}\n--b\n\n\n\n--b--\n", "\n")]
    [InlineData("--b\r\n\r\n{\"name\":\"e\"}\r\n--b\r\n\r\nx--b\n--b-\r\n-\r\n--b--", "x--b\n--b-\r\n-")]
    public async Task The_bytes_of_a_part_end_before_the_boundary_s_line(string body, string expected)
    {
        var (status, _) = await MultipartAsync(Encoding.UTF8.GetBytes(body));

        Assert.Equal(200, status);
        Assert.Equal(expected, await host.MediaAsync("bucket", "e"));
    }

    [Fact]
    public async Task A_boundary_that_falls_between_two_reads_is_found()
    {
        for (var length = 65_440; length < 65_540; length++)
        {
            var content = new byte[length];
            Random.Shared.NextBytes(content);
            byte[] body = [.. "--b\r\n\r\n{\"name\":\"e\"}\r\n--b\r\n\r\n"u8, .. content, .. "\r\n--b--"u8];

            Assert.Equal(200, (await MultipartAsync(body)).Status);

            Assert.Equal(content, await host.Http.GetByteArrayAsync(host.Raw("/storage/v1/b/bucket/o/e?alt=media")));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("no boundary at all")]
    [InlineData("--b\r\n\r\n{\"name\":\"e\"}\r\n--b--")]
    [InlineData("--b\r\n\r\n{\"name\":\"e\"}\r\n--b\r\n\r\nbytes that never end")]
    [InlineData("--b\r\n\r\n{\"name\":\r\n--b\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\n\r\n[1]\r\n--b\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\n\r\n{\"name\":\"e\",\"contentType\":7}\r\n--b\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\n\r\n{\"name\":\"e\",\"metadata\":{\"k\":{}}}\r\n--b\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\n\r\n{\"name\":\"\\ud800\"}\r\n--b\r\n\r\nx\r\n--b--")]
    [InlineData("--b\r\n\r\n{}\r\n--b\r\n\r\nx\r\n--b--")]
    public async Task A_broken_multipart_body_is_refused_and_leaves_nothing(string body)
    {
        var (status, json) = await MultipartAsync(Encoding.UTF8.GetBytes(body));

        Assert.Equal(400, status);
        Assert.NotEmpty((string)json!["error"]!["message"]!);
        Assert.Empty(await host.NamesAsync("bucket"));
        Assert.Empty(Directory.GetFiles(folder.At("blobs")));
    }

    [Theory]
    [InlineData("crc32c=4waSgw==", 200)]
    [InlineData("md5=JfnnlDI7RTiF9RgfG2JNCw==", 200)]
    [InlineData("crc32c=4waSgw==,md5=JfnnlDI7RTiF9RgfG2JNCw==", 200)]
    [InlineData("crc32c=AAAAAA==", 400)]
    [InlineData("crc32c=4waSgw==,md5=1B2M2Y8AsgTpgAmY7PhCfg==", 400)]
    public async Task A_checksum_in_the_header_is_held_against_the_bytes(string header, int expected)
    {
        var (status, _) = await host.UploadAsync("bucket", "o", "123456789", "", ("x-goog-hash", header));

        Assert.Equal(expected, status);
        Assert.Equal(expected == 200 ? ["o"] : [], await host.NamesAsync("bucket"));
    }

    [Theory]
    [InlineData("\"crc32c\":\"AAAAAA==\"", 400)]
    [InlineData("\"md5Hash\":\"1B2M2Y8AsgTpgAmY7PhCfg==\"", 400)]
    [InlineData("\"crc32c\":\"4waSgw==\",\"md5Hash\":\"JfnnlDI7RTiF9RgfG2JNCw==\"", 200)]
    public async Task A_checksum_in_the_metadata_is_held_against_the_bytes(string checksums, int expected)
    {
        var (status, _) = await MultipartAsync(Encoding.UTF8.GetBytes($"--b\n\n{{\"name\":\"o\",{checksums}}}\n--b\n\n123456789\n--b--"));

        Assert.Equal(expected, status);
        Assert.Equal(expected == 200 ? ["o"] : [], await host.NamesAsync("bucket"));
    }

    [Fact]
    public async Task A_gzipped_request_is_unpacked_and_the_object_is_not_said_to_be_gzip()
    {
        using var answer = await host.SendAsync(
            "POST", "/upload/storage/v1/b/bucket/o?uploadType=media&name=o", StorageRequests.Bytes(Gzip("hello")), ("Content-Encoding", "gzip"));

        var stored = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("5", (string)stored["size"]!);
        Assert.Null(stored["contentEncoding"]);
        Assert.Equal("application/octet-stream", (string)stored["contentType"]!);
    }

    [Fact]
    public async Task A_request_that_only_says_it_is_gzipped_is_refused()
    {
        using var answer = await host.SendAsync(
            "POST", "/upload/storage/v1/b/bucket/o?uploadType=media&name=o", StorageRequests.Text("plain"), ("Content-Encoding", "gzip"));

        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task An_object_may_be_larger_than_the_server_s_usual_limit()
    {
        var content = new byte[32 * 1024 * 1024];
        Random.Shared.NextBytes(content);

        using var answer = await host.SendAsync("POST", "/upload/storage/v1/b/bucket/o?uploadType=media&name=large", StorageRequests.Bytes(content));

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(content, await host.Http.GetByteArrayAsync(host.Raw("/bucket/large")));
    }

    [Theory]
    [InlineData("/upload/storage/v1/b/bucket/o?uploadType=media", 400)]
    [InlineData("/upload/storage/v1/b/bucket/o?name=o", 400)]
    [InlineData("/upload/storage/v1/b/bucket/o?uploadType=carrier-pigeon&name=o", 400)]
    [InlineData("/upload/storage/v1/b/none-such/o?uploadType=media&name=o", 404)]
    [InlineData("/upload/storage/v1/b/none-such/o?uploadType=resumable&name=o", 404)]
    [InlineData("/upload/storage/v1/b/bucket/o?uploadType=media&name=o&ifGenerationMatch=x", 400)]
    public async Task An_upload_that_cannot_work_says_why(string path, int expected)
    {
        var (status, json) = await host.JsonAsync("POST", path, "{}");

        Assert.Equal(expected, status);
        Assert.Equal(expected, (int)json!["error"]!["code"]!);
        Assert.NotEmpty((string)json["error"]!["errors"]![0]!["reason"]!);
    }

    private async Task<(int Status, JsonNode? Json)> MultipartAsync(byte[] body)
    {
        using var answer = await host.SendAsync(
            "POST", "/upload/storage/v1/b/bucket/o?uploadType=multipart", StorageRequests.Bytes(body, "multipart/related; boundary=b"));
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()));
    }

    private static byte[] Gzip(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
