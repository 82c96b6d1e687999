using System.Net;
using System.Net.Http.Headers;

namespace Spydra.Gcp.Storage;

/// <summary>A part of a file as the body of a request, streamed. Sending it has a limit, after which it fails as a broken connection does.</summary>
internal sealed class FileSlice : HttpContent
{
    private readonly UploadSource source;
    private readonly long offset;
    private readonly long count;
    private readonly Action<long> reached;
    private readonly TimeSpan limit;
    private readonly TimeProvider time;

    public FileSlice(UploadSource source, long offset, long count, Action<long> reached, TimeSpan limit, TimeProvider time)
    {
        (this.source, this.offset, this.count, this.reached, this.limit, this.time) = (source, offset, count, reached, limit, time);
        Headers.ContentType = new MediaTypeHeaderValue(UploadRequest.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await source.CopyAsync(offset, count, stream, reached, stop.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.Unknown, $"{count} bytes could not be sent within {limit.TotalSeconds:0} s", e);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = count;
        return true;
    }
}
