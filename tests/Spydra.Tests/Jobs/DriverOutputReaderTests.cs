using Spydra.Gcp;
using Spydra.Gcp.Storage;
using Spydra.Jobs;
using Spydra.Testing;

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
}
