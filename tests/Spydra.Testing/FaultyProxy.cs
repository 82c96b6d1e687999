using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Spydra.Testing;

/// <summary>What a <see cref="FaultyProxy"/> can do to a request in place of passing it on.</summary>
public enum WireFault
{
    /// <summary>The connection is reset before anything is answered; the request did not reach the server.</summary>
    Reset,

    /// <summary>Nothing is answered, and the connection stays.</summary>
    Silence,

    /// <summary>The head of an answer comes, and no byte of its body.</summary>
    Stall,

    /// <summary>The server's answer, without its second half, as if that were all.</summary>
    Cut,

    /// <summary>A page of HTML that says 200.</summary>
    Page,
}

/// <summary>Something that is done at a request, before the server hears of it or after it has answered; then the connection is reset.</summary>
public sealed record WireBlow(Func<Task> DoAsync, bool After);

/// <summary>
/// A proxy on loopback before a server, over bare sockets, so that it can do to a request what a network does. What is not hit goes
/// through unchanged. One request a connection.
/// </summary>
public sealed class FaultyProxy : IDisposable
{
    private readonly LoopbackListener listener;
    private readonly HttpClient upstream = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private readonly CancellationTokenSource closed = new();
    private readonly Uri server;
    private readonly Func<string, string, object?> hit;

    /// <summary><paramref name="hit"/> is asked with the method and the target of every request: a <see cref="WireFault"/>, a <see cref="WireBlow"/>, a <see cref="ScriptedAnswer"/>, or null.</summary>
    public FaultyProxy(Uri server, Func<string, string, object?> hit)
    {
        (this.server, this.hit) = (server, hit);
        listener = new LoopbackListener(AnswerAsync);
    }

    public Uri Url => listener.Url;

    public void Dispose()
    {
        closed.Cancel();
        listener.Dispose();
        upstream.Dispose();
        closed.Dispose();
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        var stream = client.GetStream();
        try
        {
            if (await ReadAsync(stream) is not { } request) return;
            switch (hit(request.Method.Method, request.RequestUri!.PathAndQuery))
            {
                case null:
                    await PassAsync(stream, request, cut: false);
                    break;
                case ScriptedAnswer answer:
                    await WriteAsync(stream, answer.Status, "application/json", Encoding.UTF8.GetBytes(answer.Body), answer.RetryAfter);
                    break;
                case WireBlow blow:
                    if (blow.After) (await upstream.SendAsync(request)).Dispose();
                    await blow.DoAsync();
                    client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
                    break;
                case WireFault.Reset:
                    client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
                    break;
                case WireFault.Silence:
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closed.Token);
                    break;
                case WireFault.Stall:
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"u8.ToArray());
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closed.Token);
                    break;
                case WireFault.Cut:
                    await PassAsync(stream, request, cut: true);
                    break;
                case WireFault.Page:
                    await WriteAsync(stream, 200, "text/html; charset=utf-8", "<html><body>Please sign in</body></html>"u8.ToArray(), null);
                    break;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or HttpRequestException)
        {
            // The client has gone, or the test is over.
        }
    }

    private async Task<HttpRequestMessage?> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0) return null;
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var words = lines[0].Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(words[0]), new Uri(server, words[1]));
        var fields = lines[1..].Select(line => line.Split(':', 2)).Select(pair => (Name: pair[0], Value: pair[1].Trim())).ToList();
        var length = fields.Where(field => field.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            .Select(field => int.Parse(field.Value, CultureInfo.InvariantCulture)).FirstOrDefault();
        var body = new byte[length];
        await stream.ReadExactlyAsync(body);
        if (length > 0) request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in fields.Where(field => !field.Name.Equals("Host", StringComparison.OrdinalIgnoreCase)))
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private async Task PassAsync(NetworkStream stream, HttpRequestMessage request, bool cut)
    {
        using var answer = await upstream.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        if (cut) body = body[..((body.Length + 1) / 2)];
        var more = answer.Headers.Where(header => header.Key.StartsWith("x-goog-", StringComparison.OrdinalIgnoreCase))
            .Concat(answer.Content.Headers.Where(header => header.Key == "Content-Range"))
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}\r\n");
        await WriteAsync(stream, (int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString() ?? "application/octet-stream", body, null, string.Concat(more));
    }

    private static async Task WriteAsync(NetworkStream stream, int status, string type, byte[] body, string? retryAfter, string more = "")
    {
        var retry = retryAfter is null ? "" : $"Retry-After: {retryAfter}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} Proxied\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{retry}{more}\r\n"));
        await stream.WriteAsync(body);
    }
}
