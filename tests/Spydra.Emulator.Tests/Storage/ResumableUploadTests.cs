using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Storage;

public sealed class ResumableUploadTests : IAsyncLifetime
{
    private const int Chunk = 256 * 1024;

    private readonly TempDir folder = new();
    private readonly byte[] content = new byte[(3 * Chunk) + 1000];
    private StorageHost host = null!;

    public async ValueTask InitializeAsync()
    {
        Random.Shared.NextBytes(content);
        host = await StorageHost.StartAsync(folder.Path);
        await host.BucketAsync("bucket");
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("/upload/storage/v1")]
    [InlineData("/resumable/upload/storage/v1")]
    public async Task A_session_takes_chunks_until_the_total_is_there(string root)
    {
        var session = await OpenAsync(root: root);
        Assert.Contains(root, session);

        Assert.Equal((308, $"bytes=0-{(2 * Chunk) - 1}"), await PutAsync(session, $"bytes 0-{(2 * Chunk) - 1}/*", content[..(2 * Chunk)]));
        Assert.Equal((308, $"bytes=0-{(2 * Chunk) - 1}"), await PutAsync(session, "bytes */*", []));
        Assert.Empty(await host.NamesAsync("bucket"));
        var (status, stored) = await FinishAsync(session, $"bytes {2 * Chunk}-{content.Length - 1}/{content.Length}", content[(2 * Chunk)..]);

        Assert.Equal(200, status);
        Assert.Equal("text/x", (string)stored!["contentType"]!);
        Assert.Equal("v", (string)stored["metadata"]!["k"]!);
        await AssertWholeAsync();
        Assert.Equal((200, null), await PutAsync(session, "bytes */*", []));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bytes 0-*/*")]
    public async Task One_request_may_bring_everything_and_its_end_is_the_object_s(string? range)
    {
        Assert.Equal((200, null), await PutAsync(await OpenAsync(), range, content));

        await AssertWholeAsync();
    }

    [Fact]
    public async Task An_empty_object_needs_no_byte()
    {
        Assert.Equal((200, null), await PutAsync(await OpenAsync(), "bytes */0", []));

        Assert.Equal("", await host.MediaAsync("bucket", "o"));
    }

    [Fact]
    public async Task The_last_request_may_bring_only_the_total()
    {
        var session = await OpenAsync();
        await PutAsync(session, $"bytes 0-{(2 * Chunk) - 1}/*", content[..(2 * Chunk)]);

        Assert.Equal((200, null), await PutAsync(session, $"bytes */{2 * Chunk}", []));

        Assert.Equal(content[..(2 * Chunk)], await host.Http.GetByteArrayAsync(host.Raw("/bucket/o")));
    }

    [Fact]
    public async Task Of_a_chunk_that_is_no_multiple_of_256_KiB_only_multiples_are_kept()
    {
        var session = await OpenAsync();

        Assert.Equal((308, null), await PutAsync(session, "bytes 0-999/*", content[..1000]));
        Assert.Equal((308, $"bytes=0-{Chunk - 1}"), await PutAsync(session, $"bytes 0-{Chunk + 99}/*", content[..(Chunk + 100)]));
        Assert.Equal((200, null), await PutAsync(session, $"bytes {Chunk}-{content.Length - 1}/{content.Length}", content[Chunk..]));

        await AssertWholeAsync();
    }

    [Fact]
    public async Task Bytes_that_are_sent_again_are_read_over()
    {
        var session = await OpenAsync();
        await PutAsync(session, $"bytes 0-{Chunk - 1}/*", content[..Chunk]);

        Assert.Equal((308, $"bytes=0-{(2 * Chunk) - 1}"), await PutAsync(session, $"bytes 0-{(2 * Chunk) - 1}/*", content[..(2 * Chunk)]));
        Assert.Equal((308, $"bytes=0-{(2 * Chunk) - 1}"), await PutAsync(session, $"bytes 0-{Chunk - 1}/*", content[..Chunk]));
        Assert.Equal((200, null), await PutAsync(session, $"bytes 0-{content.Length - 1}/{content.Length}", content));

        await AssertWholeAsync();
    }

    [Fact]
    public async Task After_a_broken_connection_the_session_goes_on_from_what_it_kept()
    {
        var session = await OpenAsync();
        await SendAndBreakOffAsync(session, content.AsMemory(0, (2 * Chunk) + 7));

        var (status, range) = await PutAsync(session, "bytes */*", []);
        Assert.Equal(308, status);
        var kept = range is null ? 0 : int.Parse(range.Split('-')[1]) + 1;
        Assert.Equal(0, kept % Chunk);
        Assert.Empty(await host.NamesAsync("bucket"));
        Assert.Equal((200, null), await PutAsync(session, $"bytes {kept}-{content.Length - 1}/{content.Length}", content[kept..]));

        await AssertWholeAsync();
    }

    [Theory]
    [InlineData("bytes 262144-262153/*")]
    [InlineData("bytes 0-9/5")]
    [InlineData("bytes 9-0/10")]
    [InlineData("bytes 0-4/*")]
    [InlineData("lines 0-9/10")]
    [InlineData("bytes 0-9")]
    public async Task A_range_that_cannot_be_is_refused(string range) => Assert.Equal(400, (await PutAsync(await OpenAsync(), range, content[..10])).Status);

    [Theory]
    [InlineData("bytes 0-9/10", 10)]
    [InlineData("bytes */10", 0)]
    [InlineData(null, 10)]
    [InlineData(null, 30)]
    public async Task A_size_other_than_announced_is_refused_and_leaves_no_object(string? range, int length)
    {
        var session = await OpenAsync("", ("X-Upload-Content-Length", "20"));

        Assert.Equal(400, (await PutAsync(session, range, content[..length])).Status);
        Assert.Empty(await host.NamesAsync("bucket"));
    }

    [Fact]
    public async Task A_cancelled_session_is_gone()
    {
        var session = await OpenAsync();
        await PutAsync(session, $"bytes 0-{Chunk - 1}/*", content[..Chunk]);

        using var cancelled = await host.Http.DeleteAsync(session);

        Assert.Equal(499, (int)cancelled.StatusCode);
        Assert.Equal(404, (await PutAsync(session, "bytes */*", [])).Status);
        Assert.Empty(Directory.GetFiles(folder.At("blobs")));
    }

    [Fact]
    public async Task Conditions_of_the_opening_are_judged_at_the_end()
    {
        var session = await OpenAsync("&ifGenerationMatch=0");
        await host.PutAsync("bucket", "o", "somebody else's");

        Assert.Equal(412, (await PutAsync(session, null, content)).Status);

        Assert.Equal("somebody else's", await host.MediaAsync("bucket", "o"));
    }

    [Theory]
    [InlineData("x-goog-hash", "crc32c=AAAAAA==")]
    [InlineData("x-goog-hash", "md5=1B2M2Y8AsgTpgAmY7PhCfg==")]
    public async Task A_checksum_with_the_last_bytes_is_held_against_all(string header, string value)
    {
        var (status, _) = await PutAsync(await OpenAsync(), null, content, (header, value));

        Assert.Equal(400, status);
        Assert.Empty(await host.NamesAsync("bucket"));
    }

    [Fact]
    public async Task A_client_that_cannot_bear_308_gets_200_and_the_code_in_a_header()
    {
        using var answer = await host.SendAsync(
            "PUT", new Uri(await OpenAsync()).PathAndQuery, StorageRequests.Bytes(content[..Chunk]), ("Content-Range", $"bytes 0-{Chunk - 1}/*"), ("X-GUploader-No-308", "yes"));

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("308", answer.Header("X-HTTP-Status-Code-Override"));
        Assert.Equal($"bytes=0-{Chunk - 1}", answer.Header("Range"));
    }

    private async Task<string> OpenAsync(string query = "", (string Name, string Value)? header = null, string root = "/upload/storage/v1")
    {
        using var answer = await host.SendAsync(
            "POST", $"{root}/b/bucket/o?uploadType=resumable{query}", StorageRequests.Json("""{"name":"o","metadata":{"k":"v"}}"""),
            ("X-Upload-Content-Type", "text/x"), header ?? ("X-Nothing", "1"));
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.NotNull(answer.Header("X-GUploader-UploadID"));
        return answer.Headers.Location!.OriginalString;
    }

    private async Task<(int Status, string? Range)> PutAsync(string session, string? range, byte[] bytes, params (string Name, string Value)[] headers)
    {
        using var answer = await host.SendAsync(
            "PUT", new Uri(session).PathAndQuery, StorageRequests.Bytes(bytes), range is null ? headers : [("Content-Range", range), .. headers]);
        return ((int)answer.StatusCode, answer.Header("Range"));
    }

    private async Task<(int Status, JsonNode? Stored)> FinishAsync(string session, string range, byte[] bytes)
    {
        using var answer = await host.SendAsync("PUT", new Uri(session).PathAndQuery, StorageRequests.Bytes(bytes), ("Content-Range", range));
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()));
    }

    private async Task AssertWholeAsync() => Assert.Equal(content, await host.Http.GetByteArrayAsync(host.Raw("/bucket/o")));

    /// <summary>Promises the whole object, sends a part of it, and hangs up.</summary>
    private async Task SendAndBreakOffAsync(string session, ReadOnlyMemory<byte> part)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Url.Host, host.Url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT {new Uri(session).PathAndQuery} HTTP/1.1\r\nHost: {host.Url.Authority}\r\nContent-Length: {content.Length}\r\nContent-Range: bytes 0-{content.Length - 1}/{content.Length}\r\n\r\n"));
        await stream.WriteAsync(part);
    }
}
