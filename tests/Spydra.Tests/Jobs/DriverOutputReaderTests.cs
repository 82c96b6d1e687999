using Spydra.Gcp;
using Spydra.Gcp.Storage;
using Spydra.Jobs;
using Spydra.Testing;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Jobs;

public sealed class DriverOutputReaderTests
{
    [Fact]
    public async Task A_connection_that_breaks_for_ever_without_bringing_anything_is_unreachable()
    {
        using var server = new BrokenServer();
        var clock = new ManualTimeProvider();
        using var http = ApiClient.NewHttpClient();
        var reader = new DriverOutputReader(
            new StorageClient(new ApiClient(http, new NoCredentials(), clock), new Endpoints(server.Url, server.Url)), new GsUri("b", "driveroutput"));

        var failed = await Assert.ThrowsAsync<UnreachableException>(async () =>
        {
            for (var look = 0; look < 100; look++)
            {
                await foreach (var bytes in reader.NewBytesAsync(hasEnded: false, CancellationToken.None)) Assert.Fail($"{bytes.Length} bytes came");
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        });

        Assert.Contains("driveroutput.000000000", failed.Message);
        Assert.False(reader.Closed);
    }

    [Fact]
    public async Task An_object_that_becomes_shorter_is_another_one_and_is_read_from_its_beginning()
    {
        await using var cloud = await RunCloud.StartAsync();
        await cloud.WriteAsync("out.000000000", "the first of two");
        using var http = ApiClient.NewHttpClient();
        var reader = Reader(cloud, http);
        var before = await NewAsync(reader);
        await cloud.WriteAsync("out.000000000", "another");

        var after = await NewAsync(reader);

        Assert.Equal(("the first of two", "another", 1), (before, after, reader.Replaced));
    }

    [Fact]
    public async Task What_has_not_grown_brings_nothing_and_what_has_grown_brings_the_rest()
    {
        await using var cloud = await RunCloud.StartAsync();
        await cloud.WriteAsync("out.000000000", "one ");
        using var http = ApiClient.NewHttpClient();
        var reader = Reader(cloud, http);
        var read = new List<string> { await NewAsync(reader), await NewAsync(reader) };
        await cloud.WriteAsync("out.000000000", "one two ");
        read.Add(await NewAsync(reader));
        await cloud.WriteAsync("out.000000000", "one two three ");
        await cloud.WriteAsync("out.000000001", "four");
        await cloud.WriteAsync("out.000000002", "");

        for (var look = 0; look < 2; look++) read.Add(await NewAsync(reader));

        Assert.Equal(["one ", "", "two ", "three ", "four"], read);
        Assert.True(reader.Closed);
    }

    [Fact]
    public async Task Silent_output_costs_one_request_a_look_and_every_fourth_time_two()
    {
        await using var cloud = await RunCloud.StartAsync();
        await cloud.WriteAsync("out.000000000", "one");
        using var http = ApiClient.NewHttpClient();
        var reader = Reader(cloud, http);
        await NewAsync(reader);
        var before = (await cloud.CallsAsync()).Count;

        for (var look = 0; look < 40; look++) await NewAsync(reader);

        Assert.InRange((await cloud.CallsAsync()).Count - before, 50, 53);
    }

    private static DriverOutputReader Reader(RunCloud cloud, HttpClient http) => new(
        new StorageClient(new ApiClient(http, new NoCredentials(), TimeProvider.System), new Endpoints(cloud.Server.DataprocUrl, cloud.Server.StorageUrl)),
        new GsUri(RunCloud.Bucket, "out"));

    private static async Task<string> NewAsync(DriverOutputReader reader)
    {
        var text = "";
        await foreach (var bytes in reader.NewBytesAsync(hasEnded: false, CancellationToken.None)) text += System.Text.Encoding.UTF8.GetString(bytes.Span);
        return text;
    }
}
