using System.Text;
using Spydra.Emulator;
using Spydra.Gcp;
using Spydra.Gcp.Storage;
using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.History;

/// <summary>A bucket of an emulator, as a source; the client's clock is the real one.</summary>
internal sealed class Bucket : IAsyncDisposable
{
    public const string Name = "run-logs";

    private readonly TempDir data;
    private readonly HttpClient http = ApiClient.NewHttpClient();

    private Bucket(EmulatorServer server, TempDir data) => (Server, this.data) = (server, data);

    public EmulatorServer Server { get; }

    public StorageClient Storage => Through(Server.StorageUrl);

    public BucketSource Source => new(Storage, new GsUri(Name, ""));

    public static async Task<Bucket> StartAsync()
    {
        var folder = new TempDir();
        return new Bucket(await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = folder.Path, Buckets = [Name] }, CancellationToken.None), folder);
    }

    /// <summary>A client that reaches the emulator by another address.</summary>
    public StorageClient Through(Uri storage) => new(new ApiClient(http, new NoCredentials(), TimeProvider.System), new Endpoints(Server.DataprocUrl, storage));

    public Task WriteAsync(string name, string text) => WriteAsync(name, Encoding.UTF8.GetBytes(text));

    public Task WriteAsync(string name, byte[] content) => Storage.WriteAsync(new GsUri(Name, name), content, ifGeneration: 0, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Server.DisposeAsync();
        data.Dispose();
    }
}
