using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Spydra.Testing;

/// <summary>A request as it came.</summary>
public sealed record SeenRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>A header's value; null where it was not sent.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>An answer; a status of 0 drops the connection without a word, one of -1 leaves it open and says nothing.</summary>
public sealed record RoutedAnswer(int Status, string Body = "{}", params (string Name, string Value)[] Headers)
{
    public static RoutedAnswer Drop { get; } = new(0);

    public static RoutedAnswer Silence { get; } = new(-1);
}

/// <summary>A server on loopback that answers by what is asked, and remembers every request with its headers.</summary>
public sealed class RoutedServer : IDisposable
{
    private readonly LoopbackListener listener;
    private readonly ConcurrentBag<TcpClient> silent = [];
    private readonly Func<SeenRequest, Task<RoutedAnswer>> answer;

    public RoutedServer(Func<SeenRequest, Task<RoutedAnswer>> answer)
    {
        this.answer = answer;
        listener = new LoopbackListener(AnswerAsync);
    }

    public Uri Url => listener.Url;

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    public void Dispose()
    {
        listener.Dispose();
        foreach (var client in silent) client.Dispose();
    }

    private async Task AnswerAsync(TcpClient client)
    {
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        if (await reader.ReadLineAsync() is not { } line)
        {
            client.Dispose();
            return;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
            if (header.Split(':', 2) is [var name, var value]) headers[name] = value.Trim();
        var body = new char[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length) : 0];
        if (body.Length > 0) await reader.ReadBlockAsync(body);

        var request = new SeenRequest(line.Split(' ')[0], line.Split(' ')[1], headers, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body)));
        Requests.Enqueue(request);
        var given = await answer(request);
        if (given.Status < 0)
        {
            silent.Add(client);
            return;
        }

        using (client)
        {
            if (given.Status == 0) return;
            var bytes = Encoding.UTF8.GetBytes(given.Body);
            var head = new StringBuilder($"HTTP/1.1 {given.Status} Routed\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n");
            foreach (var (name, value) in given.Headers) head.Append($"{name}: {value}\r\n");
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "\r\n"));
            await stream.WriteAsync(bytes);
        }
    }
}
