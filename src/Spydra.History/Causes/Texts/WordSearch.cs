using System.Buffers.Binary;
using System.Text;

namespace Spydra.History.Causes.Texts;

/// <summary>
/// Finds the first of many words in bytes, in any case. A table tells of every two bytes which groups of words begin with them, and which have
/// them in third place: where both agree on a group there may be a word. Eight bytes take one branch; the search for many words at once that the
/// runtime has is several times slower on words as common as these.
/// </summary>
internal sealed class WordSearch
{
    private const int Shortest = 4;
    private const int Pairs = 1 << 10;
    private const int Groups = 8;
    private const int Step = 8;

    // In any case; blanks and signs that are not letters keep apart well enough.
    private const uint Fold = 0x20202020;

    // Groups that begin with the pair in the low byte, those that have it in third place in the high one.
    private readonly ushort[] table = new ushort[Pairs];
    private readonly Dictionary<uint, byte[][]> words;

    // Of the first four bytes of the words, so that the dictionary is asked where it is likely to know.
    private readonly ulong[] filter = new ulong[256];

    /// <param name="words">ASCII words of at least four characters.</param>
    public WordSearch(IEnumerable<string> words)
    {
        var all = words.Select(word => Encoding.ASCII.GetBytes(word).Select(each => (byte)(each | 0x20)).ToArray()).OrderBy(word => word[0]).ThenBy(word => word[1]).ToList();
        for (var i = 0; i < all.Count; i++)
        {
            var group = 1 << (i * Groups / all.Count);
            var first = BinaryPrimitives.ReadUInt32LittleEndian(all[i]);
            table[PairOf(first)] |= (ushort)group;
            table[PairOf(first >> 16)] |= (ushort)(group << Groups);
            var hash = HashOf(first);
            filter[hash >> 6] |= 1UL << (hash & 63);
        }

        this.words = all.GroupBy(word => BinaryPrimitives.ReadUInt32LittleEndian(word)).ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>Where the first word begins; -1 where there is none.</summary>
    public int IndexIn(ReadOnlySpan<byte> text)
    {
        var pairs = table;
        if (pairs.Length < Pairs || text.Length < Shortest) return -1;
        var i = 0;
        uint last = 0, beforeLast = 0;
        while (i + Step < text.Length)
        {
            // The pairs that begin at the eight bytes from here; what they end was begun two bytes before.
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(text[i..]);
            uint a = pairs[PairOf(eight)], b = pairs[PairOf(eight >> 8)], c = pairs[PairOf(eight >> 16)], d = pairs[PairOf(eight >> 24)];
            uint e = pairs[PairOf(eight >> 32)], f = pairs[PairOf(eight >> 40)], g = pairs[PairOf(eight >> 48)], h = pairs[PairOf((eight >> 56) | ((ulong)text[i + Step] << 8))];
            var hits = (beforeLast & (a >> Groups)) | (last & (b >> Groups)) | (a & (c >> Groups)) | (b & (d >> Groups)) |
                (c & (e >> Groups)) | (d & (f >> Groups)) | (e & (g >> Groups)) | (f & (h >> Groups));
            if ((hits & ((1 << Groups) - 1)) != 0)
            {
                for (var at = Math.Max(0, i - 2); at < i + Step - 2; at++)
                    if (IsWord(text[at..])) return at;
            }

            (beforeLast, last, i) = (g, h, i + Step);
        }

        for (var at = Math.Max(0, i - 2); at <= text.Length - Shortest; at++)
            if (IsWord(text[at..])) return at;
        return -1;
    }

    private bool IsWord(ReadOnlySpan<byte> text)
    {
        var first = BinaryPrimitives.ReadUInt32LittleEndian(text) | Fold;
        var hash = HashOf(first);
        if ((filter[hash >> 6] & (1UL << (hash & 63))) == 0 || !words.TryGetValue(first, out var candidates)) return false;
        foreach (var word in candidates)
        {
            if (word.Length > text.Length) continue;
            var at = Shortest;
            while (at < word.Length && (text[at] | 0x20) == word[at]) at++;
            if (at == word.Length) return true;
        }

        return false;
    }

    // Five bits of each: letters of either case are the same.
    private static int PairOf(ulong two) => (int)((two & 0x1f) | ((two >> 3) & 0x3e0));

    private static int HashOf(uint four) => (int)((four * 2654435761u) >> 18);
}
