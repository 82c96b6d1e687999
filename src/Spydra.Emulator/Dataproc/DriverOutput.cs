using System.Globalization;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Dataproc;

/// <summary>
/// What a driver prints, published as the service does: objects <c>PREFIX.000000000</c>, <c>PREFIX.000000001</c> ..., of which the last grows in
/// place by being written again, until it is full and the next begins. An empty object is the end. Only the current object is held in memory.
/// Writing is safe from many threads, and one write is never mixed with another; a writer waits while its object is published.
/// </summary>
internal sealed class DriverOutput(IObjectStore objects, string bucket, string prefix, TimeSpan flushEvery, TimeProvider time) : Stream
{
    // The service's own size is not public.
    private const int FullSize = 1 << 20;

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly MemoryStream current = new();
    private ITimer? timer;
    private int number;
    private long published;
    private bool completed;

    /// <summary>Why output was lost, if it was: the bucket is gone, or the disk is full. The driver goes on all the same.</summary>
    public string? Problem { get; private set; }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static string ObjectName(string prefix, int number) => $"{prefix}.{number.ToString("D9", CultureInfo.InvariantCulture)}";

    /// <summary>Publishes what is left and then the empty object that ends the stream; what is written later is dropped.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (completed) return;
            completed = true;
            if (timer is not null) await timer.DisposeAsync();
            await PublishAsync(cancellationToken);
            if (current.Length > 0) Next();
            await WriteObjectAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Ends a stream that an earlier emulator left open.</summary>
    public static async Task CloseLeftOpenAsync(IObjectStore objects, string bucket, string prefix, CancellationToken cancellationToken)
    {
        if (!objects.BucketExists(bucket)) return;
        var last = objects.List(bucket, prefix + ".").LastOrDefault();
        if (last?.Size == 0) return;
        var next = last is null ? 0 : int.Parse(last.Name.AsSpan(prefix.Length + 1), CultureInfo.InvariantCulture) + 1;
        await objects.WriteAsync(bucket, ObjectName(prefix, next), Null, "application/octet-stream", cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        turn.Wait();
        try
        {
            while (Take(ref buffer)) PublishAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
        finally
        {
            turn.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            while (Take(ref buffer)) await PublishAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    // What was written appears within the flush time by itself.
    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) timer?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Takes what fits into the current object; true when that is to be published at once.</summary>
    private bool Take(ref ReadOnlyMemory<byte> buffer)
    {
        var span = buffer.Span;
        var publish = Take(ref span);
        buffer = buffer[^span.Length..];
        return publish;
    }

    private bool Take(ref ReadOnlySpan<byte> buffer)
    {
        if (completed || buffer.IsEmpty) return false;
        if (current.Length >= FullSize) Next();
        var fits = (int)Math.Min(buffer.Length, FullSize - current.Length);
        current.Write(buffer[..fits]);
        buffer = buffer[fits..];

        // The first bytes are seen at once; later ones when the object is full or the time is up.
        var first = number == 0 && published == 0;
        if (first || current.Length >= FullSize) return true;
        SetTimer();
        return false;
    }

    private void Next()
    {
        number++;
        published = 0;
        current.SetLength(0);
    }

    private void SetTimer()
    {
        if (timer is not null) return;
        timer = time.CreateTimer(_ => _ = OnTimerAsync(), null, flushEvery, Timeout.InfiniteTimeSpan);
    }

    private async Task OnTimerAsync()
    {
        await turn.WaitAsync();
        try
        {
            timer?.Dispose();
            timer = null;
            if (!completed) await PublishAsync(CancellationToken.None);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (current.Length == published) return;
        await WriteObjectAsync(cancellationToken);
        published = current.Length;
    }

    private async Task WriteObjectAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var content = new MemoryStream(current.GetBuffer(), 0, (int)current.Length, writable: false);
            await objects.WriteAsync(bucket, ObjectName(prefix, number), content, "application/octet-stream", cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem ??= $"Driver output could not be written to gs://{bucket}/{ObjectName(prefix, number)}: {e.Message}";
        }
    }
}
