using System.Net.Sockets;
using System.Text;
using Spydra.Testing;

namespace Spydra.Tests.Jobs;

/// <summary>A server on loopback that promises ten bytes of an object, sends none, and hangs up; the object after the first is not there.</summary>
internal sealed class BrokenServer : IDisposable
{
    private readonly LoopbackListener listener = new(AnswerAsync);

    public Uri Url => listener.Url;

    public void Dispose() => listener.Dispose();

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
