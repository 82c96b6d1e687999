using System.Net;
using System.Net.Sockets;

namespace Spydra.Testing;

/// <summary>
/// Bare sockets on loopback, for servers that break HTTP. Connections are answered side by side: a client may open one that it then does not use.
/// </summary>
public sealed class LoopbackListener : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    /// <summary>Listens on a free port; each connection is <paramref name="answer"/>'s to use and to dispose.</summary>
    public LoopbackListener(Func<TcpClient, Task> answer)
    {
        listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = AcceptAsync(answer);
    }

    public Uri Url { get; }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync(Func<TcpClient, Task> answer)
    {
        while (true)
        {
            TcpClient client;
            try { client = await listener.AcceptTcpClientAsync(); }
            catch (Exception e) when (e is SocketException or ObjectDisposedException) { return; }

            _ = answer(client);
        }
    }
}
