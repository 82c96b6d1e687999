using System.Security.Cryptography;
using System.Text;

namespace Spydra.History.Logs;

/// <summary>What the end of a node's file tells of its content: of which format it is, and where what lies.</summary>
internal abstract record NodeFileIndex
{
    /// <summary>How many bytes a SHA-256 has.</summary>
    public const int HashSize = 32;

    /// <summary>Whether a file begins like an IndexedFile of an application.</summary>
    public static bool IsOf(ReadOnlySpan<byte> beginning, YarnApplicationId application) =>
        beginning.StartsWith(SHA256.HashData(Encoding.UTF8.GetBytes(application.ToString())));

    /// <summary>Finds out the format, and reads the index.</summary>
    /// <exception cref="DamagedDataException">It is of neither format, or its index is damaged.</exception>
    /// <exception cref="UnsupportedCompressionException">It is compressed with a codec that is not read here.</exception>
    public static async Task<NodeFileIndex> ReadAsync(FileTail tail, YarnApplicationId application, CancellationToken cancellationToken)
    {
        var end = await tail.SliceAsync(Math.Max(0, tail.Length - HashSize), tail.Length, "the end", cancellationToken);
        if (end.Span.EndsWith(TFileIndex.Magic)) return await TFileAsync(tail, cancellationToken);

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(application.ToString()));
        if (end.Span.SequenceEqual(hash)) return await IndexedFileIndex.ReadAsync(tail, cancellationToken);

        var head = await tail.HeadAsync(HashSize, cancellationToken);
        if (head.Span.StartsWith(TFileIndex.Magic)) return await CutAsync(tail, null, cancellationToken);
        if (head.Span.SequenceEqual(hash))
            throw new DamagedDataException(tail.Length, $"the SHA-256 of {application} with which an IndexedFile ends", tail.Length > 2 * HashSize ? "other bytes" : null);
        throw new DamagedDataException(Math.Max(0, tail.Length - TFileIndex.Magic.Length),
            $"the magic with which a TFile ends, or the SHA-256 of {application} with which an IndexedFile does", tail.Length == 0 ? null : "other bytes");
    }

    private static async Task<NodeFileIndex> TFileAsync(FileTail tail, CancellationToken cancellationToken)
    {
        DamagedDataException damage;
        try
        {
            return await TFileIndex.ReadAsync(tail, cancellationToken);
        }
        catch (DamagedDataException e)
        {
            damage = e;
        }

        // The records do not need the index.
        var head = await tail.HeadAsync(HashSize, cancellationToken);
        return head.Span.StartsWith(TFileIndex.Magic) ? await CutAsync(tail, damage, cancellationToken) : throw damage;
    }

    private static async Task<CutTFile> CutAsync(FileTail tail, DamagedDataException? damage, CancellationToken cancellationToken) =>
        new(await IsCompressedAsync(tail, cancellationToken), tail.Length, damage);

    /// <summary>A zlib stream begins with 78; the first record of a file that is not compressed begins with the length of a short key.</summary>
    private static async Task<bool> IsCompressedAsync(FileTail tail, CancellationToken cancellationToken)
    {
        var head = await tail.HeadAsync(TFileIndex.Magic.Length + 1, cancellationToken);
        return head.Length > TFileIndex.Magic.Length && head.Span[^1] == 0x78;
    }
}

/// <summary>A TFile that has lost its end, and so its index, or whose index is damaged. Its records can be read from the front.</summary>
/// <param name="IsCompressed">Whether its blocks are zlib streams.</param>
/// <param name="Length">Where it ends.</param>
/// <param name="Damage">What is damaged; null if the end is not there at all.</param>
internal sealed record CutTFile(bool IsCompressed, long Length, DamagedDataException? Damage) : NodeFileIndex
{
    /// <summary>All that may be records.</summary>
    public FilePart Data => new(0, TFileIndex.Magic.Length, Length - TFileIndex.Magic.Length);
}
