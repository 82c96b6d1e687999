using Spydra.History.Sources;

namespace Spydra.History.Logs;

/// <summary>One open file of a node: its index is read, and its content is being read ahead.</summary>
internal sealed class NodeFileReader : IAsyncDisposable
{
    private readonly NodeFile node;
    private readonly LogSelection selection;
    private readonly string name;
    private readonly NodeFileIndex index;
    private readonly RangedFeed file;

    private NodeFileReader(NodeFile node, LogSelection selection, string name, NodeFileIndex index, RangedFeed file) =>
        (this.node, this.selection, this.name, this.index, this.file) = (node, selection, name, index, file);

    /// <exception cref="SpydraException">It cannot be opened, or is none.</exception>
    public static async Task<NodeFileReader?> OpenAsync(IArchiveSource source, NodeFile node, LogSelection selection, int smallFile, bool hops, CancellationToken cancellationToken)
    {
        var called = source.Describe(node.File.Name);
        var stream = await source.OpenAsync(node.File, cancellationToken);
        var isHandedOver = false;
        try
        {
            var length = Math.Min(stream.Length, node.ValidLength ?? long.MaxValue);
            if (node.ValidLength == 0) return null;
            var tail = await FileTail.ReadAsync(stream, length, smallFile, cancellationToken);
            var format = await NodeFileIndex.ReadAsync(tail, node.Application, cancellationToken);
            isHandedOver = tail.Length > smallFile;
            RangedFeed content = !isHandedOver ? new LoadedFile(tail.Whole!.Value) : hops ? new HoppingFeed(stream, called) : new ReadAhead(stream, Parts(format, selection, node, called), called);
            return new(node, selection, called, format, content);
        }
        catch (DamagedDataException e)
        {
            throw e.In(called);
        }
        catch (UnsupportedCompressionException e)
        {
            throw e.In(called);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableFileException(called, e.Message, e);
        }
        finally
        {
            if (!isHandedOver) await stream.DisposeAsync();
        }
    }

    /// <summary>The logs, in the order in which Hadoop prints them. What is damaged is reported, and passed over.</summary>
    public IAsyncEnumerable<LogFile> LogsAsync(Action<SpydraException> report, CancellationToken cancellationToken)
    {
        var damages = new Damages(name, report);
        return index switch
        {
            TFileIndex tfile => new TFileLogs(node, selection, damages).ReadAsync(tfile, file, cancellationToken),
            CutTFile cut => new TFileLogs(node, selection, damages).ReadCutAsync(cut, file, cancellationToken),
            IndexedFileIndex indexed => new IndexedLogs(node, indexed, selection, damages).ReadAsync(file, cancellationToken),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private static IEnumerable<FilePart> Parts(NodeFileIndex index, LogSelection selection, NodeFile node, string name) => index switch
    {
        TFileIndex tfile => TFileLogs.Parts(tfile, selection),
        IndexedFileIndex indexed => new IndexedLogs(node, indexed, selection, new Damages(name, _ => { })).Parts(),
        CutTFile cut => [cut.Data],
        _ => [],
    };
}
