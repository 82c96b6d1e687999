using System.Collections.Concurrent;
using System.Text;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Storage;

public sealed class BatchTests : IAsyncLifetime
{
    private readonly TempDir folder = new();
    private readonly ConcurrentQueue<string> calls = [];
    private StorageHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await StorageHost.StartAsync(folder.Path, around: (call, answer) =>
        {
            calls.Enqueue(call.Method);
            return answer();
        });
        await host.BucketAsync("bucket");
        await host.PutAsync("bucket", "a b/c", "x");
        await host.PutAsync("bucket", "o", "y");
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public async Task Each_part_is_answered_as_if_it_had_come_by_itself(string end)
    {
        var patch = """{"metadata":{"k":"v"}}""";
        var parts = new[]
        {
            ("1", "DELETE http://storage.googleapis.com/storage/v1/b/bucket/o/a%20b%2Fc?ifGenerationNotMatch=0 HTTP/1.1\nX-Client: x\n\n"),
            ("<a+2>", "GET /storage/v1/b/bucket/o/none HTTP/1.1\n\n"),
            ("<a+3>", $"PATCH /storage/v1/b/bucket/o/o HTTP/1.1\ncontent-type: application/json\ncontent-length: {patch.Length}\n\n{patch}"),
            ("<a+4>", "POST /storage/v1/b/bucket/o/o/copyTo/b/bucket/o/copy HTTP/1.1"),
        };
        var body = string.Concat(parts.Select(part => $"--xx\nContent-Type: application/http\nContent-ID: {part.Item1}\n\n{part.Item2}\n")) + "--xx--\n";

        using var answer = await host.SendAsync(
            "POST", "/batch/storage/v1", StorageRequests.Bytes(Encoding.UTF8.GetBytes(body.Replace("\n", end, StringComparison.Ordinal)), "multipart/mixed; boundary=xx"));

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(200, (int)answer.StatusCode);
        var boundary = answer.Header("Content-Type")!["multipart/mixed; boundary=".Length..];
        Assert.EndsWith($"--{boundary}--\r\n", text);
        var answers = text.Split($"--{boundary}")[1..^1];
        Assert.Collection(
            answers,
            one => Assert.Matches("Content-ID: response-1\r\n\r\nHTTP/1.1 204 No Content\r\n", one),
            one => Assert.Matches("Content-ID: <response-a\\+2>\r\n\r\nHTTP/1.1 404 Not Found\r\n(?s:.*)No such object: bucket/none", one),
            one => Assert.Matches("Content-ID: <response-a\\+3>\r\n\r\nHTTP/1.1 200 OK\r\n(?s:.*)\"metadata\":{\"k\":\"v\"}", one),
            one => Assert.Matches("Content-ID: <response-a\\+4>\r\n\r\nHTTP/1.1 200 OK\r\n(?s:.*)\"name\":\"copy\"", one));
        Assert.Equal(["copy", "o"], await host.NamesAsync("bucket"));
        Assert.Equal(["batch", "objects.delete", "objects.get", "objects.patch", "objects.copy", "objects.list"], calls.Skip(3));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("--xx\n\n\n--xx--")]
    [InlineData("--xx\n\nDELETE /storage/v1/b/bucket/o/o HTTP/1.1\n")]
    public async Task A_batch_that_cannot_be_read_is_refused(string body)
    {
        using var answer = await host.SendAsync("POST", "/batch/storage/v1", StorageRequests.Bytes(Encoding.UTF8.GetBytes(body), "multipart/mixed; boundary=xx"));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(["a b/c", "o"], await host.NamesAsync("bucket"));
    }

    [Fact]
    public async Task A_post_may_stand_for_another_method()
    {
        Assert.Equal(204, (await host.JsonAsync("POST", "/storage/v1/b/bucket/o/o", "", ("X-HTTP-Method-Override", "DELETE"))).Status);
        Assert.Equal(["a b/c"], await host.NamesAsync("bucket"));
    }
}
