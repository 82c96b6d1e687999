using Microsoft.AspNetCore.Http;
using Spydra.Emulator.Jobs;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Hosting;

/// <summary>What the server is put together from besides the Dataproc room; parts that can be disposed of are, with the server.</summary>
/// <param name="Objects">The store.</param>
/// <param name="Storage">Answers the requests of the Cloud Storage port.</param>
/// <param name="Runtimes">What can run jobs, in the order in which they are asked.</param>
internal sealed record EmulatorParts(IObjectStore Objects, RequestDelegate Storage, IReadOnlyList<IJobRuntime> Runtimes) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (var part in Runtimes.Append<object>(Objects))
        {
            if (part is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else (part as IDisposable)?.Dispose();
        }
    }
}
