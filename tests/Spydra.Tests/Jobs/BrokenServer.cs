using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Spydra.Tests.Jobs;

/// <summary>A server on loopback that promises ten bytes of an object, sends none, and hangs up; the object after the first is not there.</summary>
internal sealed class BrokenServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public BrokenServer()
    {
        listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = ServeAsync();
    }

    public Uri Url { get; }

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            TcpClient client;
            try { client = await listener.AcceptTcpClientAsync(); }
            catch (Exception e) when (e is SocketException or ObjectDisposedException) { return; }

            _ = AnswerAsync(client);
        }
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        var line = await reader.ReadLineAsync() ?? "";
        while (await reader.ReadLineAsync() is { Length: > 0 }) { }
        var answer = line.Contains(".000000000", StringComparison.Ordinal)
            ? "HTTP/1.1 206 Partial Content\r\nContent-Length: 10\r\nContent-Range: bytes 0-9/10\r\nConnection: close\r\n\r\n"
            : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
    }
}
