using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Spydra.History.Logs;

/// <summary>The logs in the records of a TFile, as they come. What is damaged is told, and passed over as far as it is known where it ends.</summary>
internal sealed class TFileLogs(NodeFile node, LogSelection selection, Damages damages)
{
    // More than the longest container id; a longer key is none.
    private const int LongestKey = 1024;

    private const int LongestName = 4096;

    /// <summary>The blocks that are read at all: one that holds a single container is left out if that is not wanted.</summary>
    public static IEnumerable<FilePart> Parts(TFileIndex index, LogSelection selection) =>
        index.Blocks().Where(block => IsWanted(block, selection)).Select(block => new FilePart(block.Number, block.Offset, block.Stored));

    /// <summary>The logs of a whole file.</summary>
    public async IAsyncEnumerable<LogFile> ReadAsync(TFileIndex index, RangedFeed file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var block in index.Blocks().Where(block => IsWanted(block, selection)))
        {
            file.GoTo(new(block.Number, block.Offset, block.Stored));
            using var inflated = index.IsCompressed ? new InflatedFeed(file) : null;
            var isLastWanted = IsLastWanted(block, selection);
            await foreach (var log in BlockAsync((ByteFeed?)inflated ?? file, isLastWanted ? block.Records : block.Records - 1, isLastWanted, cancellationToken)) yield return log;
            if (damages.AreTooMany) yield break;
        }
    }

    /// <summary>The logs of a file that has lost its end.</summary>
    public async IAsyncEnumerable<LogFile> ReadCutAsync(CutTFile format, RangedFeed file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = damages.Count;
        file.GoTo(format.Data);
        while (damages.Count == before && await file.PeekAsync(cancellationToken) is { IsEmpty: false } piece)
        {
            if (format.IsCompressed && piece.Span[0] != 0x78) break;
            var at = file.Position;
            using var inflated = format.IsCompressed ? new InflatedFeed(file, endIsKnown: false) : null;
            await foreach (var log in BlockAsync((ByteFeed?)inflated ?? file, null, endsBlock: true, cancellationToken)) yield return log;
            if (!format.IsCompressed || file.Position == at) break;
        }

        if (format.Damage is not null) damages.Add(format.Damage);
        else if (damages.Count == before) damages.Add(new DamagedDataException(format.Length, "the rest of a TFile, with its index"));
    }

    private static bool IsWanted(TFileBlock block, LogSelection selection) => block.Records != 1 || IsLastWanted(block, selection);

    /// <summary>A block ends with the record that made it long enough, which may be most of it; the index has the key of that one.</summary>
    private static bool IsLastWanted(TFileBlock block, LogSelection selection) =>
        selection.HasAllContainers || KeyText(block.LastKey.Span) is not { } key || selection.HasContainer(key);

    /// <param name="block">The records.</param>
    /// <param name="records">How many there are; null if nobody knows, and then they end where no record begins.</param>
    /// <param name="endsBlock">Whether the block ends with them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async IAsyncEnumerable<LogFile> BlockAsync(ByteFeed block, long? records, bool endsBlock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0L; number < (records ?? long.MaxValue); number++)
        {
            var key = await damages.GuardAsync(KeyAsync(block, records is null, cancellationToken));
            if (key is null) yield break;
            var value = new ChunkedValue(block);
            if (key.StartsWith("container_", StringComparison.Ordinal) && selection.HasContainer(key))
                await foreach (var log in ContainerAsync(key, value, cancellationToken)) yield return log;
            if (damages.AreTooMany || !await damages.GuardAsync(EndAsync(value, cancellationToken))) yield break;
        }

        if (endsBlock) await damages.GuardAsync(EndOfBlockAsync(block, cancellationToken));
    }

    private async IAsyncEnumerable<LogFile> ContainerAsync(string container, ChunkedValue value, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await damages.GuardAsync(HeadAsync(value, cancellationToken)) is { } head)
        {
            var content = new LogContent(value, head.Length, damages.File, isAlone: false);
            if (selection.HasType(head.Name)) yield return new(node, container, head.Name, head.Length, node.File.Updated, content);
            await content.CloseAsync(cancellationToken);
            if (content.Damage is null) continue;
            damages.Add(content.Damage);
            yield break;
        }
    }

    private static async ValueTask<string?> KeyAsync(ByteFeed block, bool mayEnd, CancellationToken cancellationToken)
    {
        if (mayEnd && (await block.PeekAsync(cancellationToken)).IsEmpty) return null;
        var length = await block.VLongAsync("the length of a key", cancellationToken);
        // The index, which begins where the records end, is not told from them otherwise.
        if (mayEnd && (length is < 2 or > LongestKey)) return null;
        if (length is < 2 or > LongestKey) throw block.Damaged("the length of a key", string.Create(CultureInfo.InvariantCulture, $"{length:N0}"));
        var key = new byte[length];
        await block.FillWholeAsync(key, string.Create(CultureInfo.InvariantCulture, $"a key of {length:N0} bytes"), cancellationToken);
        return KeyText(key) is { } text && IsKey(text) ? text : mayEnd ? null : throw block.Damaged("VERSION, APPLICATION_ACL, APPLICATION_OWNER or a container as the key before here", "another");
    }

    private static bool IsKey(string text) => text is "VERSION" or "APPLICATION_ACL" or "APPLICATION_OWNER" || text.StartsWith("container_", StringComparison.Ordinal);

    private static string? KeyText(ReadOnlySpan<byte> key) => NodeFileFacts.KeyText(key);

    /// <summary>The name and the length of the next log of a container; null at the end of its value.</summary>
    private static async ValueTask<LogHead?> HeadAsync(ChunkedValue value, CancellationToken cancellationToken)
    {
        if ((await value.PeekAsync(cancellationToken)).IsEmpty) return null;
        var at = value.Position;
        var name = await TextAsync(value, "the name of a log", LongestName, cancellationToken);
        if (name.Length == 0 || name.Any(char.IsControl)) throw new DamagedDataException(at, "the name of a log" + value.Where, "bytes that are none");
        at = value.Position;
        var digits = await TextAsync(value, "the length of a log", 19, cancellationToken);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? new(name, length)
            : throw new DamagedDataException(at, "the length of a log in decimal digits" + value.Where, "something else");
    }

    private static async ValueTask<string> TextAsync(ChunkedValue value, string expected, int longest, CancellationToken cancellationToken)
    {
        var at = value.Position;
        var size = new byte[2];
        await value.FillWholeAsync(size, expected, cancellationToken);
        var length = (size[0] << 8) | size[1];
        if (length > longest) throw new DamagedDataException(at, expected + value.Where, string.Create(CultureInfo.InvariantCulture, $"one of {length:N0} bytes"));
        var bytes = new byte[length];
        await value.FillWholeAsync(bytes, expected, cancellationToken);
        return JavaText.Decode(bytes) ?? Encoding.UTF8.GetString(bytes);
    }

    private static async ValueTask<bool> EndAsync(ChunkedValue value, CancellationToken cancellationToken)
    {
        await value.SkipAsync(long.MaxValue, cancellationToken);
        return true;
    }

    private static async ValueTask<bool> EndOfBlockAsync(ByteFeed block, CancellationToken cancellationToken) =>
        (await block.PeekAsync(cancellationToken)).IsEmpty ? true : throw block.Damaged("the end of the block, whose records are all read", "more bytes");

    private sealed record LogHead(string Name, long Length);
}
