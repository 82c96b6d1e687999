using System.Text;
using Spydra.History.Causes.Texts;

namespace Spydra.History.Causes;

/// <summary>Finds in a text what went wrong. Memory does not grow with the text.</summary>
public static class TroubleScanner
{
    private const int MostLastLines = 10;

    /// <summary>Reads a text to its end.</summary>
    /// <param name="text">The text, read asynchronously from where it stands.</param>
    /// <param name="place">Where it lies.</param>
    /// <param name="offset">Which byte of the file its first byte is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Scan> ScanAsync(Stream text, EvidencePlace place, long offset, CancellationToken cancellationToken)
    {
        using var window = new LineWindow(offset);
        var shelf = new TroubleShelf();
        var blocks = new BlockReader(place, shelf.Add);
        while (!window.IsDone)
        {
            while (window.NeedsMore) window.Filled(await text.ReadAsync(window.Space(), cancellationToken));
            Take(window, blocks);
        }

        return End(window, shelf, place);
    }

    /// <summary>The same for a text at hand, which is no file's: offsets are null.</summary>
    public static Scan Of(string text, EvidencePlace place)
    {
        var left = new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(text));
        using var window = new LineWindow(0);
        var shelf = new TroubleShelf();
        var blocks = new BlockReader(place, shelf.Add);
        while (!window.IsDone)
        {
            while (window.NeedsMore)
            {
                var space = window.Space();
                var taken = left[..Math.Min(left.Length, space.Length)];
                taken.CopyTo(space);
                window.Filled(taken.Length);
                left = left[taken.Length..];
            }

            Take(window, blocks);
        }

        var scan = End(window, shelf, place);
        return scan with { Troubles = [.. scan.Troubles.Select(WithoutOffsets)], LastLines = [.. scan.LastLines.Select(WithoutOffsets)] };
    }

    private static void Take(LineWindow window, BlockReader blocks)
    {
        while (window.TryFind(out var line)) window.GoTo(blocks.Read(window, line));
    }

    private static Scan End(LineWindow window, TroubleShelf shelf, EvidencePlace place) => new(shelf.Troubles)
    {
        LastLines = [.. window.Last(MostLastLines).Select((line, i) => LastLine(line, i, place))],
        Bytes = window.Bytes,
    };

    private static Trouble LastLine(TextLine line, int order, EvidencePlace place)
    {
        var logged = LoggedLine.Of(line.Text);
        var trouble = new Trouble(place, ThrownReader.Cut(line.Text)) { Offset = line.Offset, LastOffset = line.Offset, Order = order, Time = logged?.Time, Level = logged?.Level, Logger = logged?.Logger };
        return trouble with { Signature = Signature.Of(trouble, logged?.Message ?? line.Text) };
    }

    private static Trouble WithoutOffsets(Trouble trouble) =>
        trouble with { Offset = null, LastOffset = null, Chain = [.. trouble.Chain.Select(link => link with { Offset = null })] };
}
