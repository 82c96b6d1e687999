using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Spydra.Clusters;

/// <summary>
/// One of the places of a pool, for as long as one cluster has it. All clients reckon it from nothing but the clock, as the original does,
/// and so find each other's clusters. When the generation moves on, nobody picks the old cluster any more; it falls idle and goes.
/// </summary>
/// <param name="Number">From 0 to below the pool's limit.</param>
/// <param name="Generation">How many times the pool's age has passed; each slot begins its count at a time of its own, so that not all clusters of a pool are renewed at once.</param>
public sealed record PoolSlot(int Number, long Generation)
{
    /// <summary>As the label of a cluster has it: <c>0-20679</c>.</summary>
    public string Token => $"{Number}-{Generation}";

    /// <summary>The slot as it is now. Ages are counted in whole seconds, of which there must be one.</summary>
    public static PoolSlot At(DateTimeOffset now, int number, TimeSpan maxAge)
    {
        var age = maxAge.Ticks / TimeSpan.TicksPerSecond;
        var offset = new JavaRandom(number).NextBelow(age);
        return new(number, (now.ToUnixTimeSeconds() + offset) / age);
    }

    /// <summary>The number of a run's slot: any of them with equal chance, but for one run always the same.</summary>
    public static int NumberFor(Guid runId, int limit) =>
        (int)(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{runId}/slot"))) % (ulong)limit);
}
