using Spydra.Testing;

namespace Spydra.Emulator.Tests.Storage;

public sealed class BucketTests : IAsyncLifetime
{
    private readonly TempDir folder = new();
    private StorageHost host = null!;

    public async ValueTask InitializeAsync() => host = await StorageHost.StartAsync(folder.Path);

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("/storage/v1")]
    [InlineData("")]
    public async Task A_bucket_is_made_found_changed_listed_and_deleted(string root)
    {
        var (made, bucket) = await host.JsonAsync(
            "POST", $"{root}/b?project=p", """{"name":"one-bucket","location":"europe-west1","labels":{"a":"1","b":"2"},"versioning":{"enabled":false}}""");
        Assert.Equal(200, made);
        Assert.Equal("one-bucket", (string)bucket!["id"]!);
        Assert.Equal("EUROPE-WEST1", (string)bucket["location"]!);
        Assert.Equal("region", (string)bucket["locationType"]!);
        Assert.Equal("1", (string)bucket["metageneration"]!);

        var (_, patched) = await host.JsonAsync("PATCH", $"{root}/b/one-bucket", """{"labels":{"a":null,"c":"3"},"storageClass":"NEARLINE","id":"other"}""");
        Assert.Equal("""{"b":"2","c":"3"}""", patched!["labels"]!.ToJsonString());
        Assert.Equal("2", (string)patched["metageneration"]!);
        Assert.Equal("NEARLINE", (string)patched["storageClass"]!);
        Assert.Equal("one-bucket", (string)patched["id"]!);
        Assert.Equal(patched.ToJsonString(), (await host.JsonAsync("GET", $"{root}/b/one-bucket")).Json!.ToJsonString());

        await host.BucketAsync("one-more");
        await host.BucketAsync("two");
        Assert.Equal(["one-bucket", "one-more"], StorageRequests.Names((await host.JsonAsync("GET", $"{root}/b?project=p&prefix=one")).Json!));

        Assert.Equal(204, (await host.JsonAsync("DELETE", $"{root}/b/one-bucket")).Status);
        Assert.Equal(404, (await host.JsonAsync("GET", $"{root}/b/one-bucket")).Status);
        Assert.Equal(404, (await host.JsonAsync("DELETE", $"{root}/b/one-bucket")).Status);
    }

    [Fact]
    public async Task A_buckets_folders_are_only_names()
    {
        await host.BucketAsync("one-bucket");

        var (found, layout) = await host.JsonAsync("GET", "/storage/v1/b/one-bucket/storageLayout?alt=json");

        Assert.Equal(200, found);
        Assert.False((bool)layout!["hierarchicalNamespace"]!["enabled"]!);
        Assert.Equal(404, (await host.JsonAsync("GET", "/storage/v1/b/no-bucket/storageLayout")).Status);
    }

    [Fact]
    public async Task Buckets_come_in_pages()
    {
        foreach (var name in new[] { "aaa", "bbb", "ccc" }) await host.BucketAsync(name);

        var first = (await host.JsonAsync("GET", "/storage/v1/b?project=p&maxResults=2")).Json!;
        var second = (await host.JsonAsync("GET", $"/storage/v1/b?project=p&maxResults=2&pageToken={first["nextPageToken"]}")).Json!;

        Assert.Equal(["aaa", "bbb"], StorageRequests.Names(first));
        Assert.Equal(["ccc"], StorageRequests.Names(second));
        Assert.Null(second["nextPageToken"]);
    }

    [Fact]
    public async Task A_bucket_that_is_not_empty_stays()
    {
        await host.BucketAsync("bucket");
        await host.PutAsync("bucket", "o", "x");

        var (status, json) = await host.JsonAsync("DELETE", "/storage/v1/b/bucket");

        Assert.Equal(409, status);
        Assert.Equal("conflict", (string)json!["error"]!["errors"]![0]!["reason"]!);
        Assert.Equal("x", await host.MediaAsync("bucket", "o"));
    }

    [Theory]
    [InlineData("""{"name":"taken"}""", 409, "conflict")]
    [InlineData("""{"name":"no"}""", 400, "invalid")]
    [InlineData("""{"name":"Upper"}""", 400, "invalid")]
    [InlineData("""{"name":"-dash"}""", 400, "invalid")]
    [InlineData("""{"name":"../x"}""", 400, "invalid")]
    [InlineData("""{"name":"192.168.1.1"}""", 400, "invalid")]
    [InlineData("""{"name":"goog-mine"}""", 400, "invalid")]
    [InlineData("{}", 400, "required")]
    [InlineData("{", 400, "parseError")]
    [InlineData("", 400, "required")]
    public async Task A_bucket_that_cannot_be_is_refused(string body, int status, string reason)
    {
        await host.BucketAsync("taken");

        var (got, json) = await host.JsonAsync("POST", "/storage/v1/b?project=p", body);

        Assert.Equal((status, reason), (got, (string)json!["error"]!["errors"]![0]!["reason"]!));
    }

    [Fact]
    public async Task Making_and_listing_buckets_needs_a_project()
    {
        Assert.Equal("Required parameter: project", (string)(await host.JsonAsync("POST", "/storage/v1/b", """{"name":"abc"}""")).Json!["error"]!["message"]!);
        Assert.Equal(400, (await host.JsonAsync("GET", "/storage/v1/b")).Status);
    }

    [Fact]
    public async Task Conditions_on_a_bucket_s_metageneration_hold()
    {
        await host.BucketAsync("bucket");

        Assert.Equal(412, (await host.JsonAsync("GET", "/storage/v1/b/bucket?ifMetagenerationMatch=2")).Status);
        Assert.Equal(304, (await host.JsonAsync("GET", "/storage/v1/b/bucket?ifMetagenerationNotMatch=1")).Status);
        Assert.Equal(412, (await host.JsonAsync("PATCH", "/storage/v1/b/bucket?ifMetagenerationMatch=2", "{}")).Status);
        Assert.Equal(412, (await host.JsonAsync("DELETE", "/storage/v1/b/bucket?ifMetagenerationMatch=2")).Status);
        Assert.Equal(204, (await host.JsonAsync("DELETE", "/storage/v1/b/bucket?ifMetagenerationMatch=1")).Status);
    }

    [Fact]
    public async Task Buckets_and_objects_survive_a_restart()
    {
        await host.JsonAsync("POST", "/storage/v1/b?project=p", """{"name":"bucket","labels":{"a":"1"}}""");
        await host.PutAsync("bucket", "a", "file");
        await host.PutAsync("bucket", "a/", "");
        await host.PutAsync("bucket", "a/b", "below");
        var before = (await host.JsonAsync("GET", "/storage/v1/b/bucket")).Json!["labels"]!.ToJsonString();

        await host.DisposeAsync();
        host = await StorageHost.StartAsync(folder.Path);

        Assert.Equal(before, (await host.JsonAsync("GET", "/storage/v1/b/bucket")).Json!["labels"]!.ToJsonString());
        Assert.Equal(["a", "a/", "a/b"], await host.NamesAsync("bucket"));
        Assert.Equal(("file", "", "below"), (await host.MediaAsync("bucket", "a"), await host.MediaAsync("bucket", "a/"), await host.MediaAsync("bucket", "a/b")));
    }
}
