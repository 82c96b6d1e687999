using System.Collections.Immutable;

namespace Spydra.History.Causes.Texts;

/// <summary>
/// The troubles of a text, the like ones merged: the first thousand, and the last, of which those that nobody caught stay longest. What is kept
/// does not grow with the text.
/// </summary>
internal sealed class TroubleShelf
{
    private const int Most = 1000;

    // In characters, for the first and for the last ones.
    private const int MostText = 1_000_000;

    private readonly Dictionary<(string Signature, string? Attempt, bool IsUncaught), Kept> known = [];
    private readonly List<Kept> first = [];
    private readonly Queue<Kept> lastLogged = new();
    private readonly Queue<Kept> lastUncaught = new();
    private int order;
    private int firstText;
    private int lastText;

    /// <summary>All that are kept, in the order in which they stand.</summary>
    public ImmutableArray<Trouble> Troubles =>
        [.. first.Concat(lastLogged).Concat(lastUncaught).OrderBy(kept => kept.First.Order).Select(kept => kept.First with { Count = kept.Count, LastOffset = kept.LastOffset })];

    /// <summary>Keeps it, or counts it with one that is like it.</summary>
    public void Add(Trouble trouble)
    {
        var key = (trouble.Signature, trouble.Attempt, trouble.IsUncaught);
        if (known.TryGetValue(key, out var like))
        {
            like.Count++;
            like.LastOffset = trouble.Offset;
            return;
        }

        var kept = new Kept(trouble with { Order = order++ }, key) { LastOffset = trouble.Offset, Text = TextOf(trouble) };
        known[key] = kept;
        if (first.Count < Most && firstText + kept.Text <= MostText)
        {
            first.Add(kept);
            firstText += kept.Text;
            return;
        }

        (trouble.IsUncaught ? lastUncaught : lastLogged).Enqueue(kept);
        lastText += kept.Text;
        while (lastLogged.Count + lastUncaught.Count > Most || lastText > MostText)
        {
            if (!lastLogged.TryDequeue(out var gone) && !lastUncaught.TryDequeue(out gone)) return;
            lastText -= gone.Text;
            known.Remove(gone.Key);
        }
    }

    private static int TextOf(Trouble trouble) =>
        trouble.Text.Length + trouble.Signature.Length + trouble.Chain.Sum(link => link.Type.Length + link.Message.Length + link.Frames.Sum(frame => frame.Length));

    private sealed class Kept(Trouble first, (string, string?, bool) key)
    {
        public Trouble First => first;

        public (string, string?, bool) Key => key;

        public int Count { get; set; } = 1;

        public long? LastOffset { get; set; }

        public int Text { get; init; }
    }
}
