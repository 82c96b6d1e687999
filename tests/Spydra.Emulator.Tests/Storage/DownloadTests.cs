using System.IO.Compression;
using System.Text;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Storage;

public sealed class DownloadTests : IAsyncLifetime
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

    [Theory]
    [InlineData("/storage/v1/b/bucket/o/a%2Fb?alt=media")]
    [InlineData("/storage/v1/b/bucket/o/a/b?alt=media")]
    [InlineData("/b/bucket/o/a%2Fb?alt=media")]
    [InlineData("/download/storage/v1/b/bucket/o/a%2Fb?alt=media")]
    [InlineData("/bucket/a/b")]
    [InlineData("/bucket/a%2Fb")]
    public async Task Every_way_to_the_bytes_leads_to_them(string path)
    {
        var stored = await host.PutAsync("bucket", "a/b", "123456789");

        using var answer = await host.SendAsync("GET", path);

        Assert.Equal("123456789", await answer.Content.ReadAsStringAsync());
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("crc32c=4waSgw==,md5=JfnnlDI7RTiF9RgfG2JNCw==", answer.Header("x-goog-hash"));
        Assert.Equal((string)stored["generation"]!, answer.Header("x-goog-generation"));
        Assert.Equal("1", answer.Header("x-goog-metageneration"));
        Assert.Equal("9", answer.Header("x-goog-stored-content-length"));
        Assert.Equal("identity", answer.Header("x-goog-stored-content-encoding"));
        Assert.Equal("STANDARD", answer.Header("x-goog-storage-class"));
        Assert.Equal("bytes", answer.Header("Accept-Ranges"));
        Assert.Equal("text/plain", answer.Header("Content-Type"));
        Assert.NotNull(answer.Header("ETag"));
        Assert.NotNull(answer.Header("Last-Modified"));
    }

    [Theory]
    [InlineData("/bucket/o")]
    [InlineData("/download/storage/v1/b/bucket/o/o?alt=media")]
    public async Task A_head_request_tells_without_the_bytes(string path)
    {
        await host.PutAsync("bucket", "o", "123456789");

        using var answer = await host.SendAsync("HEAD", path);
        using var missing = await host.SendAsync("HEAD", path.Replace("/o", "/x", StringComparison.Ordinal));

        Assert.Equal(9, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(404, (int)missing.StatusCode);
    }

    [Theory]
    [InlineData("bytes=2-4", 206, "345", "bytes 2-4/9")]
    [InlineData("bytes=7-", 206, "89", "bytes 7-8/9")]
    [InlineData("bytes=-2", 206, "89", "bytes 7-8/9")]
    [InlineData("bytes=0-999", 206, "123456789", "bytes 0-8/9")]
    [InlineData("bytes=9-", 416, null, "bytes */9")]
    [InlineData("nonsense", 200, "123456789", null)]
    public async Task A_range_gives_its_bytes_and_the_whole_object_s_hash(string range, int status, string? expected, string? contentRange)
    {
        await host.PutAsync("bucket", "o", "123456789");

        using var answer = await host.SendAsync("GET", "/storage/v1/b/bucket/o/o?alt=media", null, ("Range", range));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(contentRange, answer.Header("Content-Range"));
        if (expected is null) return;
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
        Assert.StartsWith("crc32c=4waSgw==", answer.Header("x-goog-hash"));
    }

    [Fact]
    public async Task Any_range_of_an_empty_object_is_past_its_end()
    {
        await host.PutAsync("bucket", "o", "");

        using var answer = await host.SendAsync("GET", "/storage/v1/b/bucket/o/o?alt=media", null, ("Range", "bytes=0-"));

        Assert.Equal(416, (int)answer.StatusCode);
        Assert.Equal("bytes */0", answer.Header("Content-Range"));
    }

    [Fact]
    public async Task A_gzip_object_is_unpacked_for_readers_that_do_not_take_gzip()
    {
        var packed = await PutGzipAsync("text", "hello hello hello");

        using var plain = await host.SendAsync("GET", "/bucket/text", null, ("Range", "bytes=0-3"));
        using var raw = await host.SendAsync("GET", "/bucket/text", null, ("Accept-Encoding", "gzip, deflate"), ("Range", "bytes=1-"));

        Assert.Equal(200, (int)plain.StatusCode);
        Assert.Equal("hello hello hello", await plain.Content.ReadAsStringAsync());
        Assert.True(plain.Headers.TransferEncodingChunked);
        Assert.Null(plain.Header("Content-Encoding"));
        Assert.Equal("gzip", plain.Header("x-goog-stored-content-encoding"));
        Assert.Equal(206, (int)raw.StatusCode);
        Assert.Equal("gzip", raw.Header("Content-Encoding"));
        Assert.Equal(packed[1..], await raw.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task An_object_that_only_says_it_is_gzip_comes_as_it_is()
    {
        await host.PutAsync("bucket", "o", "plain", "&contentEncoding=gzip");

        Assert.Equal("plain", await host.MediaAsync("bucket", "o"));
    }

    [Fact]
    public async Task What_is_said_of_an_object_comes_as_headers_whatever_is_in_it()
    {
        await host.PutAsync("bucket", "o", "x");
        await host.JsonAsync("PATCH", "/storage/v1/b/bucket/o/o", """
            {"contentType":"text/plain\r\nX-Evil: 1","contentDisposition":"attachment; filename=é.txt","contentLanguage":"sv","cacheControl":"no-store","metadata":{"run":"r1","b ad":"x"}}
            """);

        using var answer = await host.SendAsync("GET", "/bucket/o");

        Assert.Equal("text/plainX-Evil: 1", answer.Header("Content-Type"));
        Assert.Null(answer.Header("X-Evil"));
        Assert.Equal("attachment; filename=.txt", answer.Header("Content-Disposition"));
        Assert.Equal("sv", answer.Header("Content-Language"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("r1", answer.Header("x-goog-meta-run"));
    }

    [Theory]
    [InlineData("/storage/v1/b/bucket/o/none?alt=media", "No such object: bucket/none")]
    [InlineData("/bucket/none", "No such object: bucket/none")]
    [InlineData("/download/storage/v1/b/bucket/o/none?alt=media", "Not Found\n")]
    public async Task Media_that_is_not_there_is_said_so_in_plain_text(string path, string expected)
    {
        using var answer = await host.SendAsync("GET", path);

        Assert.Equal(404, (int)answer.StatusCode);
        Assert.StartsWith("text/html", answer.Header("Content-Type"));
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_generation_that_was_replaced_is_gone()
    {
        var first = await host.PutAsync("bucket", "o", "one");
        var second = await host.PutAsync("bucket", "o", "two");

        using var gone = await host.SendAsync("GET", $"/storage/v1/b/bucket/o/o?alt=media&generation={first["generation"]}");
        using var live = await host.SendAsync("GET", $"/storage/v1/b/bucket/o/o?alt=media&generation={second["generation"]}");

        Assert.Equal(404, (int)gone.StatusCode);
        Assert.Equal("two", await live.Content.ReadAsStringAsync());
    }

    private async Task<byte[]> PutGzipAsync(string name, string text)
    {
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress)) await gzip.WriteAsync(Encoding.UTF8.GetBytes(text));
        using var answer = await host.SendAsync(
            "POST", $"/upload/storage/v1/b/bucket/o?uploadType=media&name={name}&contentEncoding=gzip", StorageRequests.Bytes(packed.ToArray(), "text/plain"));
        Assert.Equal(200, (int)answer.StatusCode);
        return packed.ToArray();
    }
}
