using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Spydra.History.Sources;

namespace Spydra.History.Logs;

/// <summary>
/// Reads the parts of a file in the background, up to two megabytes ahead of who takes them. Going forward within a part leaves out what
/// lies between, as far as it was not read yet.
/// </summary>
internal sealed class ReadAhead : RangedFeed
{
    private const int BlockSize = 512 * 1024;

    // With the one that is being filled and the one that is being taken: four blocks.
    private const int BlocksAhead = 2;

    // A stream from the network gives little at a time; a file gives all that was asked for.
    private const int LeastRead = 64 * 1024;

    private readonly Channel<Block> blocks = Channel.CreateBounded<Block>(new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource stopped = new();
    private readonly Stream stream;
    private readonly string file;
    private readonly Task filling;

    private volatile Goal goal = new(0, 0);
    private FilePart part = new(-1, 0, 0);
    private Block block = new(-1, 0, [], 0);
    private int taken;
    private long position;

    /// <param name="stream">The file; it is closed with the feed.</param>
    /// <param name="parts">What is read of it. That it is damaged is found by who takes the parts, and only ends the reading here.</param>
    /// <param name="file">What a person calls the file.</param>
    public ReadAhead(Stream stream, IEnumerable<FilePart> parts, string file)
    {
        (this.stream, this.file) = (stream, file);
        filling = Task.Run(() => FillAsync(parts));
    }

    public override long Position => position;

    public override void GoTo(FilePart part)
    {
        this.part = part;
        position = part.Offset;
        goal = new(part.Number, part.Offset);
        if (block.Part == part.Number) position = block.Offset;
    }

    public override ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken) =>
        block.Part == part.Number && taken < block.Length ? new(block.Bytes.AsMemory(taken, block.Length - taken)) : NextAsync(cancellationToken);

    public override void Advance(int count)
    {
        taken += count;
        position += count;
    }

    public override async ValueTask<long> SkipAsync(long count, CancellationToken cancellationToken)
    {
        var from = position;
        var to = Math.Min(count, part.Offset + part.Length - from) + from;
        if (block.Part != part.Number || to - from > block.Length - taken) goal = new(part.Number, to);
        while (position < to)
        {
            var piece = await PeekAsync(cancellationToken);
            if (piece.IsEmpty || position >= to) break;
            Advance((int)Math.Min(piece.Length, to - position));
        }

        position = Math.Max(position, to);
        return position - from;
    }

    public override async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        await filling;
        while (blocks.Reader.TryRead(out var left)) Return(left);
        Return(block);
        block = new(-1, 0, [], 0);
        await stream.DisposeAsync();
        stopped.Dispose();
    }

    private async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        while (block.Part <= part.Number)
        {
            if (block.Part == part.Number && taken < block.Length) return block.Bytes.AsMemory(taken, block.Length - taken);
            if (!await blocks.Reader.WaitToReadAsync(cancellationToken)) return default;
            Return(block);
            if (!blocks.Reader.TryRead(out block)) throw new InvalidOperationException("A block that was announced is not there.");
            taken = 0;
            if (block.Part == part.Number) position = block.Offset;
        }

        return default;
    }

    private async Task FillAsync(IEnumerable<FilePart> parts)
    {
        try
        {
            foreach (var each in parts) await FillAsync(each, stopped.Token);
            blocks.Writer.Complete();
        }
        catch (Exception e) when (e is OperationCanceledException or ShortFileException)
        {
            blocks.Writer.Complete(e is ShortFileException cut ? cut.Damage : null);
        }
        catch (DamagedDataException)
        {
            blocks.Writer.Complete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            blocks.Writer.Complete(new UnreadableFileException(file, e.Message, e));
        }
        // Whatever it was, who takes the blocks has to hear of it.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            blocks.Writer.Complete(e);
        }
    }

    private async Task FillAsync(FilePart each, CancellationToken cancellationToken)
    {
        var end = each.Offset + each.Length;
        for (var at = each.Offset; at < end;)
        {
            var wanted = goal;
            if (each.Number < wanted.Part) return;
            if (each.Number == wanted.Part) at = Math.Max(at, wanted.Offset);
            if (at >= end) return;
            if (stream.Position != at) stream.Position = at;
            var most = (int)Math.Min(BlockSize, end - at);
            var bytes = ArrayPool<byte>.Shared.Rent(most);
            var handedOver = false;
            try
            {
                var read = await stream.ReadAtLeastAsync(bytes.AsMemory(0, most), Math.Min(most, LeastRead), throwOnEndOfStream: false, cancellationToken);
                if (read == 0) throw new ShortFileException(new(at, string.Create(CultureInfo.InvariantCulture, $"{end - at:N0} bytes more of the file")));
                await blocks.Writer.WriteAsync(new(each.Number, at, bytes, read), cancellationToken);
                handedOver = true;
                at += read;
            }
            finally
            {
                if (!handedOver) ArrayPool<byte>.Shared.Return(bytes);
            }
        }
    }

    private static void Return(Block done)
    {
        if (done.Bytes.Length > 0) ArrayPool<byte>.Shared.Return(done.Bytes);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Block(int Part, long Offset, byte[] Bytes, int Length);

    // What lies before it is not wanted any more.
    private sealed record Goal(int Part, long Offset);

    // Tells a file that is shorter than it was from parts that are wrong.
#pragma warning disable CA1064 // Never leaves this class.
    private sealed class ShortFileException(DamagedDataException damage) : Exception
    {
        public DamagedDataException Damage { get; } = damage;
    }
#pragma warning restore CA1064
}
