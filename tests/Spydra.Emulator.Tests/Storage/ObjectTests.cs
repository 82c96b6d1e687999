using Spydra.Testing;

namespace Spydra.Emulator.Tests.Storage;

public sealed class ObjectTests : IAsyncLifetime
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

    [Theory]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("%2F")]
    [InlineData("a b+c?d#e&f=g")]
    [InlineData("\u0001\n")]
    [InlineData("é\U0001F600")]
    public async Task Any_name_goes_there_and_back(string name)
    {
        await host.PutAsync("bucket", name, "content");
        var escaped = string.Concat(Uri.EscapeDataString(name).Select(one => one == '.' ? "%2E" : one.ToString()));

        Assert.Equal([name], await host.NamesAsync("bucket"));
        Assert.Equal(name, (string)(await host.JsonAsync("GET", $"/storage/v1/b/bucket/o/{escaped}")).Json!["name"]!);
        using var media = await host.SendAsync("GET", $"/bucket/{escaped}");
        Assert.Equal("content", await media.Content.ReadAsStringAsync());
        Assert.Equal(200, (await host.JsonAsync("POST", $"/storage/v1/b/bucket/o/{escaped}/rewriteTo/b/other/o/{escaped}")).Status);
        Assert.Equal(204, (await host.JsonAsync("DELETE", $"/storage/v1/b/bucket/o/{escaped}")).Status);
        Assert.Equal([name], await host.NamesAsync("other"));
    }

    [Theory]
    [InlineData("ifGenerationMatch={0}", true)]
    [InlineData("ifGenerationMatch=0", false)]
    [InlineData("ifGenerationNotMatch={0}", false)]
    [InlineData("ifGenerationNotMatch=0", true)]
    [InlineData("ifMetagenerationMatch=1", true)]
    [InlineData("ifMetagenerationMatch=2", false)]
    [InlineData("ifMetagenerationNotMatch=1", false)]
    [InlineData("ifMetagenerationNotMatch=2", true)]
    public async Task Every_condition_guards_every_method(string condition, bool holds)
    {
        var stored = await host.PutAsync("bucket", "o", "content");
        var query = condition.Replace("{0}", (string)stored["generation"]!, StringComparison.Ordinal);
        var onSource = query.Replace("if", "ifSource", StringComparison.Ordinal);
        var unmet = condition.Contains("Not", StringComparison.Ordinal) ? 304 : 412;

        Assert.Equal(holds ? 200 : unmet, (await host.JsonAsync("GET", $"/storage/v1/b/bucket/o/o?{query}")).Status);
        using var media = await host.SendAsync("GET", $"/storage/v1/b/bucket/o/o?alt=media&{query}");
        Assert.Equal(holds ? 200 : unmet, (int)media.StatusCode);
        Assert.Equal(holds ? 200 : 412, (await host.JsonAsync("POST", $"/storage/v1/b/bucket/o/o/copyTo/b/bucket/o/copy?{onSource}")).Status);
        if (!holds)
        {
            Assert.Equal(412, (await host.UploadAsync("bucket", "o", "new", "&" + query)).Status);
            Assert.Equal(412, (await host.JsonAsync("PATCH", $"/storage/v1/b/bucket/o/o?{query}", "{}")).Status);
            Assert.Equal(412, (await host.JsonAsync("PUT", $"/storage/v1/b/bucket/o/o?{query}", "{}")).Status);
            Assert.Equal(412, (await host.JsonAsync("POST", $"/storage/v1/b/bucket/o/o/rewriteTo/b/bucket/o/o?{query}")).Status);
            Assert.Equal(412, (await host.JsonAsync("POST", $"/storage/v1/b/bucket/o/o/compose?{query}", """{"sourceObjects":[{"name":"o"}]}""")).Status);
        }

        Assert.Equal(holds ? 204 : 412, (await host.JsonAsync("DELETE", $"/storage/v1/b/bucket/o/o?{query}")).Status);
    }

    [Fact]
    public async Task Generation_0_means_that_there_must_be_none()
    {
        Assert.Equal(200, (await host.UploadAsync("bucket", "o", "one", "&ifGenerationMatch=0")).Status);

        var (status, json) = await host.UploadAsync("bucket", "o", "two", "&ifGenerationMatch=0");

        Assert.Equal(412, status);
        Assert.Equal("conditionNotMet", (string)json!["error"]!["errors"]![0]!["reason"]!);
        Assert.Equal("If-Match", (string)json["error"]!["errors"]![0]!["location"]!);
        Assert.Equal("one", await host.MediaAsync("bucket", "o"));
    }

    [Fact]
    public async Task Of_many_that_want_to_be_first_one_is()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.UploadAsync("bucket", "lock", $"{i}", "&ifGenerationMatch=0")));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(19, answers.Count(answer => answer.Status == 412));
    }

    [Fact]
    public async Task A_patch_merges_an_update_replaces_and_both_count()
    {
        await host.PutAsync("bucket", "o", "x");

        await host.JsonAsync("PATCH", "/storage/v1/b/bucket/o/o", """{"metadata":{"a":"1","b":"2"},"cacheControl":"no-store"}""");
        var patched = (await host.JsonAsync("PATCH", "/storage/v1/b/bucket/o/o", """{"metadata":{"a":null,"c":"3"}}""")).Json!;
        Assert.Equal("""{"b":"2","c":"3"}""", patched["metadata"]!.ToJsonString());
        Assert.Equal("no-store", (string)patched["cacheControl"]!);
        Assert.Equal("3", (string)patched["metageneration"]!);

        var updated = (await host.JsonAsync("PUT", "/storage/v1/b/bucket/o/o", """{"contentType":"text/csv","contentEncoding":"","size":"7"}""")).Json!;
        Assert.Null(updated["metadata"]);
        Assert.Null(updated["cacheControl"]);
        Assert.Null(updated["contentEncoding"]);
        Assert.Equal(("text/csv", "1", "4"), ((string)updated["contentType"]!, (string)updated["size"]!, (string)updated["metageneration"]!));
        Assert.Equal(patched["generation"]!.ToString(), updated["generation"]!.ToString());
    }

    [Theory]
    [InlineData("GET", "/storage/v1/b/bucket/o/none", "No such object: bucket/none")]
    [InlineData("DELETE", "/storage/v1/b/bucket/o/none", "No such object: bucket/none")]
    [InlineData("PATCH", "/storage/v1/b/bucket/o/none", "No such object: bucket/none")]
    [InlineData("GET", "/storage/v1/b/bucket/o/o?generation=7", "No such object: bucket/o")]
    [InlineData("GET", "/storage/v1/b/none/o/o", "The specified bucket does not exist.")]
    [InlineData("GET", "/storage/v1/b/none/o", "The specified bucket does not exist.")]
    [InlineData("POST", "/storage/v1/b/bucket/o/none/copyTo/b/bucket/o/x", "No such object: bucket/none")]
    [InlineData("POST", "/storage/v1/b/bucket/o/o/copyTo/b/none/o/x", "The specified bucket does not exist.")]
    [InlineData("POST", "/storage/v1/nothing", "Not Found")]
    [InlineData("PUT", "/", "Not Found")]
    public async Task What_is_not_there_is_answered_in_the_API_s_envelope(string method, string path, string message)
    {
        await host.PutAsync("bucket", "o", "x");

        var (status, json) = await host.JsonAsync(method, path, method is "GET" or "DELETE" ? null : "{}");

        Assert.Equal(404, status);
        Assert.Equal((404, message), ((int)json!["error"]!["code"]!, (string)json["error"]!["message"]!));
        Assert.Equal("notFound", (string)json["error"]!["errors"]![0]!["reason"]!);
    }

    [Fact]
    public async Task A_listing_folds_pages_and_keeps_within_its_offsets()
    {
        foreach (var name in new[] { "a", "a/", "a/b", "a/c/d", "b", "c" }) await host.PutAsync("bucket", name, "");

        Assert.Equal("a b c | a/", await ShownAsync("delimiter=/"));
        Assert.Equal("a a/ b c | a/", await ShownAsync("delimiter=/&includeTrailingDelimiter=true"));
        Assert.Equal("a/ a/b | a/c/", await ShownAsync("delimiter=/&prefix=a/"));
        Assert.Equal("a | a/", await ShownAsync("delimiter=/&maxResults=2"));
        var first = (await host.JsonAsync("GET", "/storage/v1/b/bucket/o?delimiter=/&maxResults=2")).Json!;
        Assert.Equal("b c | ", await ShownAsync($"delimiter=/&maxResults=2&pageToken={first["nextPageToken"]}"));
        Assert.Equal(["a/b", "a/c/d"], await host.NamesAsync("bucket", "startOffset=a/b&endOffset=b"));
        Assert.Equal(["a/b"], await host.NamesAsync("bucket", "matchGlob=a/*b&unknownParameter=1&fields=items(name)"));
        Assert.Equal("""{"kind":"storage#objects"}""", (await host.JsonAsync("GET", "/storage/v1/b/bucket/o?prefix=x")).Json!.ToJsonString());
        Assert.Equal(400, (await host.JsonAsync("GET", "/storage/v1/b/bucket/o?pageToken=mine")).Status);
        Assert.Equal(400, (await host.JsonAsync("GET", "/storage/v1/b/bucket/o?maxResults=-1")).Status);
    }

    private async Task<string> ShownAsync(string query)
    {
        var page = (await host.JsonAsync("GET", $"/storage/v1/b/bucket/o?{query}")).Json!;
        return $"{string.Join(' ', StorageRequests.Names(page))} | {string.Join(' ', StorageRequests.Prefixes(page))}";
    }
}
