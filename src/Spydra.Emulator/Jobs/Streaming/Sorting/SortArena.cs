using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spydra.Emulator.Jobs.Streaming.Sorting;

/// <summary>One record of the sort: what is compared first, and where the rest lies.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordRef(ulong Prefix, int Position, int Partition);

/// <summary>
/// The records of one map attempt in memory. They lie in blocks, a record never across two of them: a position is the block's number and the
/// place in it. The form in memory is the form on disk: length of the key, length of the value, key, value.
/// </summary>
internal sealed class SortArena
{
    private const int BlockBits = 20;
    private const int BlockSize = 1 << BlockBits;
    private const int FirstIndex = 32 * 1024;

    private readonly List<byte[]> blocks = [];
    private RecordRef[] index = new RecordRef[FirstIndex];
    private int block = -1;
    private int used = BlockSize;

    public int Count { get; private set; }

    /// <summary>The bytes that are held, used or not.</summary>
    public long Held { get; private set; } = (long)FirstIndex * Unsafe.SizeOf<RecordRef>();

    /// <summary>Adds a record unless more than <paramref name="limit"/> bytes would be held; the first record always fits.</summary>
    public bool TryAdd(ulong prefix, int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long limit)
    {
        if (Count == index.Length && !GrowIndex(limit)) return false;

        var size = RecordFormat.SizeOf(key.Length, value.Length);
        if (used + size > BlockSize && !NextBlock(size, limit)) return false;

        var target = blocks[block];
        index[Count++] = new(prefix, block << BlockBits | used, partition);
        RecordFormat.Write(target.AsSpan(used), key, value);
        // A block made for one large record takes no second one.
        used = size > BlockSize ? BlockSize : used + size;
        return true;
    }

    public void Sort(KeyOrder order) => MemoryExtensions.Sort(index.AsSpan(0, Count), new RecordComparer(this, order));

    public RecordRef this[int at] => index[at];

    /// <summary>The record as it is written to disk.</summary>
    public ReadOnlySpan<byte> Raw(RecordRef record)
    {
        var at = At(record);
        RecordFormat.Read(at, out var start, out var keyLength, out var valueLength);
        return at[..(start + keyLength + valueLength)];
    }

    public ReadOnlySpan<byte> Key(RecordRef record)
    {
        var at = At(record);
        RecordFormat.Read(at, out var start, out var keyLength, out _);
        return at.Slice(start, keyLength);
    }

    public void Read(RecordRef record, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var at = At(record);
        RecordFormat.Read(at, out var start, out var keyLength, out var valueLength);
        key = at.Slice(start, keyLength);
        value = at.Slice(start + keyLength, valueLength);
    }

    /// <summary>Forgets the records and keeps the memory, but for the blocks of large records.</summary>
    public void Clear()
    {
        Held -= blocks.Where(each => each.Length > BlockSize).Sum(each => (long)each.Length);
        blocks.RemoveAll(each => each.Length > BlockSize);
        Count = 0;
        block = -1;
        used = BlockSize;
    }

    private ReadOnlySpan<byte> At(RecordRef record) => blocks[record.Position >> BlockBits].AsSpan(record.Position & (BlockSize - 1));

    // In few steps, because every step leaves an array behind.
    private bool GrowIndex(long limit)
    {
        var now = (long)index.Length * Unsafe.SizeOf<RecordRef>();
        var factor = Held + 3 * now <= limit ? 4 : 2;
        var more = (factor - 1) * now;
        if (Held + more > limit) return false;
        Array.Resize(ref index, index.Length * factor);
        Held += more;
        return true;
    }

    private bool NextBlock(int size, long limit)
    {
        // A large record comes behind the blocks that are kept for small ones, and is cut off again by Clear.
        var isLarge = size > BlockSize;
        if (!isLarge && block + 1 < blocks.Count && blocks[block + 1].Length == BlockSize)
        {
            block++;
            used = 0;
            return true;
        }

        if (Count > 0 && Held + Math.Max(size, BlockSize) > limit) return false;
        blocks.Insert(block + 1, GC.AllocateUninitializedArray<byte>(Math.Max(size, BlockSize)));
        block++;
        used = 0;
        Held += Math.Max(size, BlockSize);
        return true;
    }

    private readonly struct RecordComparer(SortArena arena, KeyOrder order) : IComparer<RecordRef>
    {
        // Equal keys stay in the order in which they came, so that a job's output does not depend on when it spilled.
        public int Compare(RecordRef left, RecordRef right)
        {
            if (left.Partition != right.Partition) return left.Partition.CompareTo(right.Partition);
            if (left.Prefix != right.Prefix) return left.Prefix < right.Prefix ? -1 : 1;
            var keys = order.IsWholeKey(left.Prefix) ? 0 : order.Compare(arena.Key(left), arena.Key(right));
            return keys != 0 ? keys : left.Position.CompareTo(right.Position);
        }
    }
}
