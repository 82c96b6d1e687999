using Microsoft.AspNetCore.Http;
using Spydra.Emulator.Jobs;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Hosting;

/// <summary>What the server is put together from besides the Dataproc room.</summary>
/// <param name="Objects">The store; it is disposed of with the server when it can be.</param>
/// <param name="Storage">Answers the requests of the Cloud Storage port.</param>
/// <param name="Runtimes">What can run jobs, in the order in which they are asked.</param>
internal sealed record EmulatorParts(IObjectStore Objects, RequestDelegate Storage, IReadOnlyList<IJobRuntime> Runtimes);
