using System.Buffers.Binary;

namespace Spydra.Emulator.Jobs.Streaming.Records;

/// <summary>Hadoop's HashPartitioner over a Text key: the hash of WritableComparator.hashBytes, without its sign.</summary>
internal sealed class HashPartitioner : IPartitioner
{
    public int PartitionOf(ReadOnlySpan<byte> key, int partitions) => (HashOf(key) & int.MaxValue) % partitions;

    public static int HashOf(ReadOnlySpan<byte> key)
    {
        var hash = 1;
        foreach (var b in key) hash = unchecked(31 * hash + (sbyte)b);
        return hash;
    }
}

/// <summary>HashPartitioner over the keys of the identity mapper: LongWritable, held here as eight bytes with the highest first.</summary>
internal sealed class OffsetPartitioner : IPartitioner
{
    public int PartitionOf(ReadOnlySpan<byte> key, int partitions) =>
        (unchecked((int)BinaryPrimitives.ReadInt64BigEndian(key)) & int.MaxValue) % partitions;
}
