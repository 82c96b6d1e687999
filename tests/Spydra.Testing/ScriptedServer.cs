using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Spydra.Testing;

/// <summary>One answer of a <see cref="ScriptedServer"/>; a status of 0 drops the connection without a word.</summary>
public sealed record ScriptedAnswer(int Status, string Body = "{}", string? RetryAfter = null)
{
    public static ScriptedAnswer Drop { get; } = new(0);
}

/// <summary>
/// A server on loopback that gives its answers one after the other, whatever is asked, and then the last one for ever. It speaks over a
/// bare socket, so that it can also break off.
/// </summary>
public sealed class ScriptedServer : IDisposable
{
    private readonly LoopbackListener listener;
    private readonly ConcurrentQueue<ScriptedAnswer> answers;
    private readonly ScriptedAnswer last;

    public ScriptedServer(params ScriptedAnswer[] script)
    {
        (answers, last) = (new(script), script[^1]);
        listener = new LoopbackListener(AnswerAsync);
    }

    public Uri Url => listener.Url;

    /// <summary>The first line and the body of every request so far.</summary>
    public ConcurrentQueue<(string Line, string Body)> Requests { get; } = new();

    public void Dispose() => listener.Dispose();

    private async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var line = await reader.ReadLineAsync();
        if (line is null) return;
        var length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(header.Split(':')[1]);
        var body = new char[length];
        if (length > 0) await reader.ReadBlockAsync(body);
        Requests.Enqueue((line, new string(body)));

        var answer = answers.TryDequeue(out var next) ? next : last;
        if (answer.Status == 0) return;
        var retry = answer.RetryAfter is { } wait ? $"Retry-After: {wait}\r\n" : "";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {answer.Status} Scripted\r\nContent-Length: {Encoding.UTF8.GetByteCount(answer.Body)}\r\nConnection: close\r\n{retry}\r\n{answer.Body}"));
    }
}
