using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Spydra.Emulator.Faults;
using Spydra.Gcp;
using Spydra.Gcp.Storage;
using Spydra.Testing;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Gcp;

/// <summary>One request of an upload, as it left.</summary>
internal sealed record SentUpload(string Method, Uri Url, string? ContentRange);

/// <summary>What stands between the client and the service does with a request; <paramref name="pass"/> lets it through.</summary>
internal delegate Task<HttpResponseMessage> Meddling(
    HttpRequestMessage request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> pass, CancellationToken cancellationToken);

/// <summary>
/// An emulator, files to upload to it, and a client whose requests are written down and can be meddled with. The client's clock is turned
/// to pauses as they come; limits only fire when a test turns the clock to them.
/// </summary>
internal sealed class UploadScene : IAsyncDisposable
{
    private static readonly TimeSpan Pauses = TimeSpan.FromSeconds(12);

    private readonly TempDir home = new();
    private readonly HttpClient http;
    private readonly HttpClient other = new();

    private UploadScene(RunCloud cloud)
    {
        Cloud = cloud;
        http = new HttpClient(new Wire(this)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public RunCloud Cloud { get; }

    public ManualTimeProvider Clock { get; } = new();

    /// <summary>Where the service is for the client: the emulator, or what stands before it.</summary>
    public Uri? Storage { get; set; }

    public ConcurrentQueue<SentUpload> Sent { get; } = new();

    public Meddling? Meddle { get; set; }

    /// <summary>The Content-Range of each piece and question, in order.</summary>
    public IReadOnlyList<string> Ranges => [.. Sent.Where(request => request.Method == "PUT").Select(request => request.ContentRange!)];

    public static async Task<UploadScene> StartAsync(params Fault[] faults) => new(await RunCloud.StartAsync(faults));

    public FileUploader Uploader()
    {
        var api = new ApiClient(http, new NoCredentials(), Clock);
        var endpoints = new Endpoints(Cloud.Server.DataprocUrl, Storage ?? Cloud.Server.StorageUrl);
        return new FileUploader(api, endpoints, new StorageClient(api, endpoints), Clock);
    }

    /// <summary>A file of random bytes, always the same for a size.</summary>
    public string File(string name, int bytes)
    {
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        var path = home.Write(name, "");
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public string At(string name) => home.At(name);

    public static GsUri Target(string name) => new(RunCloud.Bucket, "staging/" + name);

    public async Task<StoredObject> UploadAsync(string path, Action<long>? reached = null, CancellationToken cancellationToken = default) =>
        await Clock.DriveAsync(UploadWaitingAsync(path, reached, cancellationToken), Pauses);

    /// <summary>An upload whose clock the test turns.</summary>
    public Task<StoredObject> UploadWaitingAsync(string path, Action<long>? reached = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Uploader().UploadAsync(path, Target(Path.GetFileName(path)), reached ?? (_ => { }), cancellationToken), CancellationToken.None);

    public Task<T> DriveAsync<T>(Task<T> task) => Clock.DriveAsync(task, Pauses);

    /// <summary>What the bucket holds under the file's name; null for nothing.</summary>
    public async Task<byte[]?> ArrivedAsync(string path)
    {
        using var answer = await other.GetAsync(Address(Target(Path.GetFileName(path)), "?alt=media"));
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    public async Task<JsonNode> DescribeAsync(string path) => JsonNode.Parse(await other.GetStringAsync(Address(Target(Path.GetFileName(path)))))!;

    public async Task AssertArrivedAsync(string path)
    {
        var (there, expected) = (await ArrivedAsync(path), await System.IO.File.ReadAllBytesAsync(path));
        Assert.True(there is not null && there.AsSpan().SequenceEqual(expected), "What is in the bucket is not the file.");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        other.Dispose();
        await Cloud.DisposeAsync();
        home.Dispose();
    }

    /// <summary>A meddling with the numbered PUTs, from 1, and none with other requests.</summary>
    public static Meddling OnPut(Predicate<int> which, Meddling then)
    {
        var puts = 0;
        return (request, pass, cancellationToken) =>
            request.Method == HttpMethod.Put && which(Interlocked.Increment(ref puts)) ? then(request, pass, cancellationToken) : pass(request, cancellationToken);
    }

    private Uri Address(GsUri uri, string query = "") =>
        new(Cloud.Server.StorageUrl, string.Create(CultureInfo.InvariantCulture, $"storage/v1/b/{uri.Bucket}/o/{Uri.EscapeDataString(uri.Name)}{query}"));

    private sealed class Wire(UploadScene scene) : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            scene.Sent.Enqueue(new SentUpload(request.Method.Method, request.RequestUri!, request.Content?.Headers.ContentRange?.ToString()));
            return scene.Meddle is { } meddle ? meddle(request, base.SendAsync, cancellationToken) : base.SendAsync(request, cancellationToken);
        }
    }
}
