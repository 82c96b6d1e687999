namespace Spydra.History.Logs;

/// <summary>One log of one container, as YARN collected it: <c>stderr</c> of <c>container_1795306400786_0001_01_000006</c>.</summary>
public sealed class LogFile
{
    internal LogFile(NodeFile node, string container, string type, long length, DateTimeOffset lastModified, LogContent bytes) =>
        (NodeFile, Container, Type, Length, LastModified, Bytes) = (node, container, type, length, lastModified, bytes);

    /// <summary>Whose application it was.</summary>
    public string User => NodeFile.User;

    /// <summary>The application.</summary>
    public YarnApplicationId Application => NodeFile.Application;

    /// <summary>The name of the node's file: the node and its port, <c>spydra-lab-w-0_8041</c>.</summary>
    public string Node => NodeFile.File.BaseName;

    /// <summary>The container's id.</summary>
    public string Container { get; }

    /// <summary>The log's name in the container: <c>stderr</c>, <c>stdout</c>, <c>syslog</c>, ...</summary>
    public string Type { get; }

    /// <summary>In bytes, as the file says; a damaged one may hold fewer.</summary>
    public long Length { get; }

    /// <summary>When the log was last written, or, where the format does not tell it (TFile), the file of the node.</summary>
    public DateTimeOffset LastModified { get; }

    /// <summary>
    /// The log, to be read once, forwards and asynchronously, before the next log is asked for; what is left of it then is passed over. Where
    /// it is damaged it ends early, and <see cref="Damage"/> tells so.
    /// </summary>
    public Stream Content => Bytes;

    /// <summary>
    /// Goes forward in the content by that many bytes, or to its end; what lies between is not read where the format allows it. Returns how many it were.
    /// </summary>
    public ValueTask<long> SkipAsync(long count, CancellationToken cancellationToken) => Bytes.SkipAsync(count, cancellationToken);

    /// <summary>Why the content ended before its length; null if it did not, or was not read so far.</summary>
    public SpydraException? Damage => Bytes.Damage;

    internal NodeFile NodeFile { get; }

    internal LogContent Bytes { get; }
}
