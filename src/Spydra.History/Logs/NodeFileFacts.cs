using Spydra.History.Sources;

namespace Spydra.History.Logs;

/// <summary>What the end of a node's file tells, without its logs: for who has to know whether they are all there.</summary>
/// <param name="Format"><c>TFile</c> or <c>IndexedFile</c>.</param>
/// <param name="IsWhole">Whether it has its end; without it Hadoop's own tools cannot read it.</param>
/// <param name="ContainerEntries">How many entries of containers it has; a container that was uploaded in rounds has several. 0 if it is not whole.</param>
/// <param name="Containers">Their ids, by name: all of them in an IndexedFile. A TFile names the last one of each of its blocks alone.</param>
public sealed record NodeFileFacts(string Format, bool IsWhole, long ContainerEntries, IReadOnlyList<string> Containers)
{
    // VERSION, APPLICATION_ACL and APPLICATION_OWNER.
    private const int OtherRecords = 3;

    /// <summary>Reads them: one request, two if the index is large.</summary>
    /// <exception cref="DamagedDataException">It is neither format, or its index is damaged.</exception>
    /// <exception cref="SpydraException">It cannot be read.</exception>
    public static async Task<NodeFileFacts> ReadAsync(IArchiveSource source, NodeFile node, CancellationToken cancellationToken)
    {
        var name = source.Describe(node.File.Name);
        try
        {
            await using var stream = await source.OpenAsync(node.File, cancellationToken);
            var tail = await FileTail.ReadAsync(stream, Math.Min(stream.Length, node.ValidLength ?? long.MaxValue), smallFile: 0, cancellationToken);
            return Of(await NodeFileIndex.ReadAsync(tail, node.Application, cancellationToken));
        }
        catch (DamagedDataException e)
        {
            throw e.In(name);
        }
        catch (UnsupportedCompressionException e)
        {
            throw e.In(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableFileException(name, e.Message, e);
        }
    }

    /// <summary>The text of a key, which is written with its length before it; null if it is none.</summary>
    internal static string? KeyText(ReadOnlySpan<byte> key) =>
        key.Length >= 2 && ((key[0] << 8) | key[1]) == key.Length - 2 ? JavaText.Decode(key[2..]) : null;

    private static NodeFileFacts Of(NodeFileIndex index) => index switch
    {
        TFileIndex tfile => new("TFile", true, Math.Max(0, tfile.Records - OtherRecords),
            Named(tfile.Blocks().Select(block => KeyText(block.LastKey.Span)).OfType<string>().Where(key => key.StartsWith("container_", StringComparison.Ordinal)))),
        IndexedFileIndex indexed => new("IndexedFile", true, indexed.Containers.Count, Named(indexed.Containers)),
        _ => new("TFile", false, 0, []),
    };

    private static List<string> Named(IEnumerable<string> containers) => [.. containers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
