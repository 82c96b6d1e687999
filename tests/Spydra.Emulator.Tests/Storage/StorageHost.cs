using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spydra.Emulator.Http;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Tests.Storage;

/// <summary>The Cloud Storage half of the emulator alone, on a free port of 127.0.0.1, over a folder that the test owns.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    private readonly WebApplication server;

    private StorageHost(WebApplication server, ObjectStore store)
    {
        this.server = server;
        Store = store;
        Url = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Url };
    }

    public ObjectStore Store { get; }

    public Uri Url { get; }

    /// <summary>Follows no redirects and unpacks nothing.</summary>
    public HttpClient Http { get; }

    public static async Task<StorageHost> StartAsync(
        string folder, TimeProvider? time = null, Func<Call, Func<Task>, Task>? around = null, int port = 0)
    {
        var store = new ObjectStore(folder, time ?? TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var built = builder.Build();
        built.Run(new RequestDelegate(new StorageEndpoint(store, time ?? TimeProvider.System, around).HandleAsync));
        await built.StartAsync();
        return new StorageHost(built, store);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await server.DisposeAsync();
        Store.Dispose();
    }
}
