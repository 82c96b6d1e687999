using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Spydra.Testing;

/// <summary>One answer of a <see cref="ScriptedServer"/>; a status of 0 drops the connection without a word.</summary>
public sealed record ScriptedAnswer(int Status, string Body = "{}", string? RetryAfter = null)
{
    public static ScriptedAnswer Drop { get; } = new(0);
}

/// <summary>A server on loopback that gives its answers one after the other, whatever is asked, and then the last one for ever.</summary>
public sealed class ScriptedServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<ScriptedAnswer> answers;
    private readonly ScriptedAnswer last;

    public ScriptedServer(params ScriptedAnswer[] script)
    {
        (answers, last) = (new(script), script[^1]);
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        listener.Prefixes.Add(Url.AbsoluteUri);
        listener.Start();
        _ = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>Method and path of every request so far, with its body.</summary>
    public ConcurrentQueue<(string Method, string PathAndQuery, string Body)> Requests { get; } = new();

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try { context = await listener.GetContextAsync(); }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException) { return; }

            using var body = new StreamReader(context.Request.InputStream);
            Requests.Enqueue((context.Request.HttpMethod, context.Request.RawUrl!, await body.ReadToEndAsync()));
            var answer = answers.TryDequeue(out var next) ? next : last;
            if (answer.Status == 0)
            {
                context.Response.Abort();
                continue;
            }

            context.Response.StatusCode = answer.Status;
            if (answer.RetryAfter is { } wait) context.Response.Headers["Retry-After"] = wait;
            var bytes = Encoding.UTF8.GetBytes(answer.Body);
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
    }
}
