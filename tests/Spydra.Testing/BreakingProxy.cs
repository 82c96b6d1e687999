using System.Net;
using System.Net.Sockets;

namespace Spydra.Testing;

/// <summary>
/// Stands on loopback before a server, and passes on what is sent both ways; the connection on which the given byte comes by is reset, once.
/// </summary>
public sealed class BreakingProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Uri server;
    private readonly long breakAt;
    private long forwarded;
    private int broken;

    /// <summary>Breaks once this many bytes have come from clients in all.</summary>
    public BreakingProxy(Uri server, long breakAt)
    {
        (this.server, this.breakAt) = (server, breakAt);
        listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>How many bytes have come from clients.</summary>
    public long Forwarded => Interlocked.Read(ref forwarded);

    public bool HasBroken => Volatile.Read(ref broken) > 0;

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            Socket client;
            try { client = await listener.AcceptSocketAsync(); }
            catch (Exception e) when (e is SocketException or ObjectDisposedException) { return; }

            _ = ConnectAsync(client);
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        using var near = client;
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await far.ConnectAsync(server.Host, server.Port);
            await Task.WhenAny(PassOnAsync(near, far, count: true), PassOnAsync(far, near, count: false));
        }
        catch (SocketException)
        {
            // One of the two has gone; so does the other.
        }
    }

    private async Task PassOnAsync(Socket from, Socket to, bool count)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is > 0 and var read)
        {
            if (count && Interlocked.Add(ref forwarded, read) >= breakAt && Interlocked.Exchange(ref broken, 1) == 0)
            {
                // No lingering: the client sees a reset, and not an end.
                from.LingerState = new LingerOption(true, 0);
                return;
            }

            await to.SendAsync(buffer.AsMemory(0, read));
        }
    }
}
