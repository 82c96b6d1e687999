using System.Text;

namespace Spydra.Emulator.Jobs.Streaming.Records;

/// <summary>Hadoop's KeyFieldBasedPartitioner: a hash over some fields of the key.</summary>
internal sealed class KeyFieldPartitioner(KeyFields fields) : IPartitioner
{
    public int PartitionOf(ReadOnlySpan<byte> key, int partitions)
    {
        if (fields.Fields.Count == 0) return (StringHash(Encoding.UTF8.GetString(key)) & int.MaxValue) % partitions;
        if (key.IsEmpty) return 0;

        var hash = 0;
        foreach (var field in fields.Fields)
        {
            if (!fields.TryFind(key, field, out var bytes)) continue;
            foreach (var b in bytes) hash = unchecked(31 * hash + (sbyte)b);
        }

        return (hash & int.MaxValue) % partitions;
    }

    // Java's String.hashCode.
    private static int StringHash(string text)
    {
        var hash = 0;
        foreach (var c in text) hash = unchecked(31 * hash + c);
        return hash;
    }
}
