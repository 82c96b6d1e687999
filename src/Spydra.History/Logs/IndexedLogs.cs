using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Spydra.History.Logs;

/// <summary>The logs of an IndexedFile, each of which lies, and can be damaged, by itself.</summary>
internal sealed class IndexedLogs(NodeFile node, IndexedFileIndex index, LogSelection selection, Damages damages)
{
    /// <summary>The logs that are read, behind the first bytes of the file.</summary>
    public IEnumerable<FilePart> Parts() =>
        Wanted().Select((log, number) => new FilePart(number + 1, log.Offset, log.Stored)).Prepend(Head);

    private static FilePart Head => new(0, 0, NodeFileIndex.HashSize);

    public async IAsyncEnumerable<LogFile> ReadAsync(RangedFeed file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        file.GoTo(Head);
        var hash = new byte[NodeFileIndex.HashSize];
        await file.FillWholeAsync(hash, "the SHA-256 of the application's id", cancellationToken);
        // The index was found by the same at the end, so that the logs are this application's all the same.
        if (!hash.AsSpan().SequenceEqual(SHA256.HashData(Encoding.UTF8.GetBytes(node.Application.ToString()))))
            damages.Add(new DamagedDataException(0, $"the SHA-256 of {node.Application}", "other bytes"));

        var number = 0;
        foreach (var log in Wanted())
        {
            file.GoTo(new(++number, log.Offset, log.Stored));
            using var inflated = index.IsCompressed ? new InflatedFeed(file) : null;
            var content = new LogContent((ByteFeed?)inflated ?? file, log.Length, damages.File, isAlone: true);
            yield return new(node, log.Container, log.Type, log.Length, log.LastModified, content);
            await content.CloseAsync(cancellationToken);
            if (content.Damage is not null) damages.Add(content.Damage);
            if (damages.AreTooMany) yield break;
        }
    }

    private IEnumerable<IndexedLog> Wanted() => index.Logs.Where(log => selection.HasContainer(log.Container) && selection.HasType(log.Type));
}
