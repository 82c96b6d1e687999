using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.Gcp.Storage;

/// <summary>
/// A large file into an object, piece by piece. After every failure the service is asked what it has, and the upload goes on from there;
/// a session that the service has forgotten begins anew. See https://cloud.google.com/storage/docs/performing-resumable-uploads.
/// </summary>
internal sealed class ResumableUpload(
    ApiClient api, Endpoints endpoints, TimeProvider time, UploadRequest request, UploadSource source, string call, Action<long> reached)
{
    private const int MostSessions = 3;
    private const int ResumeIncomplete = 308;

    /// <summary>Pieces get smaller on a line that is too slow for this.</summary>
    private static readonly TimeSpan PieceLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan NoProgressLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private int piece = UploadRequest.LargestPiece;
    private bool unsure;
    private SpydraException? trouble;

    /// <summary>Sends the file onto a generation of the object.</summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">Nothing more arrived there for some time.</exception>
    public async Task<StoredObject> SendAsync(string onto, CancellationToken cancellationToken)
    {
        for (var opened = 1; ; opened++)
        {
            var session = await OpenAsync(onto, cancellationToken);
            unsure = false;
            if (await SendAllAsync(session, cancellationToken) is { } stored) return stored;
            if (opened == MostSessions) throw new UnreachableException(call, session, $"it forgot what it had received {opened} times");
        }
    }

    private async Task<Uri> OpenAsync(string onto, CancellationToken cancellationToken)
    {
        var address = request.Address(endpoints, onto);
        using var response = await api.SendRawAsync(call, () => new HttpRequestMessage(HttpMethod.Post, address)
        {
            Headers =
            {
                { "X-Upload-Content-Type", UploadRequest.ContentType },
                { "X-Upload-Content-Length", $"{request.Bytes}" },
            },
            Content = new ByteArrayContent(JsonBytes.Of(UploadRequest.Metadata())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } },
        }, cancellationToken);
        await ApiClient.ThrowIfFailedAsync(call, response, cancellationToken);
        if (response.Headers.Location is not { } location) throw new UnreachableException(call, address, "it opened an upload without saying where");
        // Always on the host that we trust with a token, whatever the answer names.
        return new Uri(address, location.IsAbsoluteUri ? location.PathAndQuery : location.OriginalString);
    }

    /// <summary>Null when the session is gone.</summary>
    private async Task<StoredObject?> SendAllAsync(Uri session, CancellationToken cancellationToken)
    {
        for (var at = 0L; ;)
        {
            using var patience = new CancellationTokenSource(NoProgressLimit, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            try
            {
                var standing = await AdvanceAsync(session, at, stop.Token);
                if (standing.Stored is not null || standing.Persisted < at) return standing.Stored;
                at = standing.Persisted;
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw trouble ?? new UnreachableException(call, session, $"after {at:N0} of {request.Bytes:N0} bytes no more arrived for {NoProgressLimit.TotalSeconds:0} s", e);
            }
        }
    }

    /// <summary>Sends and asks until the service has another number of bytes than these.</summary>
    private async Task<Standing> AdvanceAsync(Uri session, long at, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await StepAsync(session, at, cancellationToken) is { } standing && (standing.Stored is not null || standing.Persisted != at)) return standing;
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>One piece, or where we do not know what arrived, one question; null when there was no answer to be had.</summary>
    private async Task<Standing?> StepAsync(Uri session, long at, CancellationToken cancellationToken)
    {
        var (began, tries) = (time.GetTimestamp(), 0);
        try
        {
            using var response = await api.SendRawAsync(call, () =>
            {
                source.ThrowIfFailed();
                tries++;
                // A second try means that the first may have arrived in part.
                if (tries == 2 && !unsure) piece = Math.Max(UploadRequest.SmallestPiece, piece / 2);
                return tries > 1 || unsure || at == request.Bytes ? Question(session) : Piece(session, at);
            }, cancellationToken);
            source.ThrowIfFailed();
            var standing = await ReadAsync(response, cancellationToken);
            if (tries == 1 && !unsure && time.GetElapsedTime(began) < PieceLimit / 4) piece = Math.Min(UploadRequest.LargestPiece, piece * 2);
            (unsure, trouble) = (false, null);
            return standing;
        }
        catch (UnreachableException e)
        {
            source.ThrowIfFailed();
            (unsure, trouble) = (true, e);
            return null;
        }
        catch (ApiException e) when (e.Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
        {
            (unsure, trouble) = (true, e);
            return null;
        }
    }

    private HttpRequestMessage Piece(Uri session, long at)
    {
        var count = Math.Min(piece, request.Bytes - at);
        var slice = new FileSlice(source, at, count, reached, PieceLimit, time);
        slice.Headers.ContentRange = new ContentRangeHeaderValue(at, at + count - 1, request.Bytes);
        return new HttpRequestMessage(HttpMethod.Put, session) { Content = slice };
    }

    private HttpRequestMessage Question(Uri session) => new(HttpMethod.Put, session)
    {
        Content = new ByteArrayContent([]) { Headers = { ContentRange = new ContentRangeHeaderValue(request.Bytes) } },
    };

    private async Task<Standing> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        switch (response.StatusCode)
        {
            case (HttpStatusCode)ResumeIncomplete:
                return new Standing(Persisted(response));
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                return Standing.Forgotten;
            default:
                await ApiClient.ThrowIfFailedAsync(call, response, cancellationToken);
                return new Standing(request.Bytes, await StoredAsync(response, cancellationToken));
        }
    }

    private async Task<StoredObject> StoredAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return StoredObject.Parse(JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) as JsonObject ?? throw new JsonException("not an object"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw new UnreachableException(call, endpoints.Storage, "its answer to the last piece was cut off", e);
        }
    }

    /// <summary>The number of bytes in <c>Range: bytes=0-LAST</c>; no such header means none.</summary>
    private long Persisted(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Range", out var values) && values.First() is var range
        && long.TryParse(range.AsSpan(range.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? Math.Min(last + 1, request.Bytes)
            : 0;

    /// <summary>How many bytes the service has, or what it made of all of them.</summary>
    private sealed record Standing(long Persisted, StoredObject? Stored = null)
    {
        /// <summary>Less than nothing: there is no session any more.</summary>
        public static Standing Forgotten { get; } = new(-1);
    }
}
