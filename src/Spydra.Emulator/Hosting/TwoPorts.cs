using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Spydra.Emulator.Hosting;

/// <summary>One web server on two ports of 127.0.0.1, a request delegate for each.</summary>
internal sealed class TwoPorts : IAsyncDisposable
{
    // Object names of 1,024 bytes are three times as long when they are percent-encoded, and filters are long, too.
    private const int LongestRequestLine = 64 << 10;

    // Connections that are open at the end get this long.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication app;

    private TwoPorts(WebApplication app, Uri first, Uri second) => (this.app, First, Second) = (app, first, second);

    public Uri First { get; }

    public Uri Second { get; }

    /// <exception cref="EmulatorException">A port is taken, or may not be used.</exception>
    public static async Task<TwoPorts> StartAsync(
        int firstPort, RequestDelegate first, int secondPort, RequestDelegate second, TimeProvider time, CancellationToken cancellationToken)
    {
        if (firstPort == secondPort && firstPort != 0)
            throw new EmulatorException($"The two APIs cannot both listen on port {firstPort}.", "Give --port and --storage-port different numbers.");

        // Empty: no appsettings.json of the folder we happen to be in, no ASPNETCORE_ variables, no logging to the console.
        var builder = WebApplication.CreateEmptyBuilder(new());
        var listening = new List<ListenOptions>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestLineSize = LongestRequestLine;
            kestrel.Limits.MaxRequestHeadersTotalSize = 2 * LongestRequestLine;
            foreach (var port in new[] { firstPort, secondPort })
            {
                kestrel.Listen(IPAddress.Loopback, port, options =>
                {
                    options.Protocols = HttpProtocols.Http1;
                    listening.Add(options);
                });
            }
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        // The usual lifetime takes Ctrl-C and SIGTERM for itself; here they belong to the program.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();

        var server = builder.Build();
        server.Run(http =>
        {
            // Without it, the server would put in the time of the machine, which is not the emulator's where a test turns the clock.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.Date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
                return Task.CompletedTask;
            });
            return http.Connection.LocalPort == listening[0].IPEndPoint!.Port ? first(http) : second(http);
        });
        try
        {
            await server.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await server.DisposeAsync();
            throw CannotListen(firstPort, secondPort, e);
        }

        return new TwoPorts(server, Address(listening[0]), Address(listening[1]));
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    private static Uri Address(ListenOptions listening) => new($"http://127.0.0.1:{listening.IPEndPoint!.Port}/");

    private static EmulatorException CannotListen(int firstPort, int secondPort, Exception e)
    {
        var taken = e.InnerException is AddressInUseException;
        // The server names the address in its message alone.
        var isSecond = secondPort != 0 && e.Message.Contains($":{secondPort}:", StringComparison.Ordinal);
        var (port, option) = isSecond ? (secondPort, "--storage-port") : (firstPort, "--port");
        return new EmulatorException(
            taken ? $"Port {port} of 127.0.0.1 is in use by another program." : $"Port {port} of 127.0.0.1 cannot be listened on: {e.Message}",
            $"Choose another port with {option}; 0 takes a free one.", e);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
