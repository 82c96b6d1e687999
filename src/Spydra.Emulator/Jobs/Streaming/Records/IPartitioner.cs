namespace Spydra.Emulator.Jobs.Streaming.Records;

/// <summary>Which reduce task a key belongs to.</summary>
internal interface IPartitioner
{
    int PartitionOf(ReadOnlySpan<byte> key, int partitions);
}
