using System.Globalization;
using System.Runtime.CompilerServices;

namespace Spydra.Gcp.Storage;

/// <summary>An object being read from an offset: which version it is, its present length, and the bytes after the offset.</summary>
public sealed class ObjectRead : IDisposable
{
    /// <summary>A body from which nothing comes for as long as this is taken for broken.</summary>
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(15);

    private readonly string call;
    private readonly HttpResponseMessage response;
    private readonly long offset;
    private readonly long skip;
    private readonly TimeProvider time;

    internal ObjectRead(string call, HttpResponseMessage response, long offset, long? length, long skip, TimeProvider time)
    {
        (this.call, this.response, this.offset, this.skip, this.time, Length) = (call, response, offset, skip, time, length);
        Generation = response.Headers.TryGetValues("x-goog-generation", out var values)
            && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>Set when the connection broke before the last byte: what has come so far is good, and reading can go on after it.</summary>
    public UnreachableException? Broken { get; private set; }

    /// <summary>Which version of the object it is: later ones have greater numbers. Null where the server did not say.</summary>
    public long? Generation { get; }

    /// <summary>The object's present size in bytes; null where the server did not say.</summary>
    public long? Length { get; }

    /// <summary>The bytes after the offset, as they come.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> BytesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // 416: nothing after the offset; its body is an error's.
        if (!response.IsSuccessStatusCode) yield break;
        var (left, end) = (skip, offset);
        var buffer = new byte[1 << 16];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (await ReadAsync(stream, buffer, cancellationToken) is > 0 and var read)
        {
            var skipped = (int)Math.Min(left, read);
            left -= skipped;
            end += read - skipped;
            if (skipped < read) yield return buffer.AsMemory(skipped, read - skipped);
        }

        if (Broken is null && end < Length) Break("the answer ended early", null);
    }

    /// <inheritdoc/>
    public void Dispose() => response.Dispose();

    private async ValueTask<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(StallLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        try
        {
            return await stream.ReadAsync(buffer, either.Token);
        }
        catch (IOException e)
        {
            return Break("the connection broke", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return Break(string.Create(CultureInfo.InvariantCulture, $"not a byte came for {StallLimit.TotalSeconds:0} s"), e);
        }
    }

    private int Break(string reason, Exception? inner)
    {
        Broken = new UnreachableException(call, response.RequestMessage!.RequestUri!, reason, inner);
        return 0;
    }
}
