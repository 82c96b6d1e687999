using Spydra.History.Logs;

namespace Spydra.History.Causes.Evidence;

/// <summary>One log of a container, wherever it lies.</summary>
/// <param name="Container">The container; null of a log that names none.</param>
/// <param name="Host">The machine; null where nothing tells it.</param>
/// <param name="Type">The log's name: <c>stderr</c>.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Content">The log, to be read once and forwards, before the next one is asked for.</param>
internal sealed record ContainerLog(string? Container, string? Host, string Type, long Length, Stream Content)
{
    /// <summary>What the log is called where it is shown; its name where it is a file of its own.</summary>
    public string File { get; init; } = Type;

    /// <summary>Which byte of that file its first byte is.</summary>
    public long Origin { get; init; }

    /// <summary>Goes forward without reading.</summary>
    public required Func<long, CancellationToken, ValueTask> SkipAsync { get; init; }

    public static ContainerLog Of(LogFile log) => new(log.Container, HostOf(log.Node), log.Type, log.Length, log.Content)
    {
        SkipAsync = async (count, cancellationToken) => await log.SkipAsync(count, cancellationToken),
    };

    /// <summary>A part of a file, or all of it, as a log.</summary>
    /// <param name="stream">The file, where the log begins.</param>
    /// <param name="container">The container, or null.</param>
    /// <param name="host">The machine, or null.</param>
    /// <param name="type">The log's name.</param>
    /// <param name="length">In bytes.</param>
    public static ContainerLog In(Stream stream, string? container, string? host, string type, long length)
    {
        var part = new LogPart(default, stream, length);
        return new(container, host, type, length, part)
        {
            SkipAsync = (count, _) =>
            {
                part.Skip(count);
                return ValueTask.CompletedTask;
            },
        };
    }

    /// <summary>The machine of a node's file, <c>spydra-lab-w-0_8041</c>: no name of a host has such a line in it.</summary>
    public static string HostOf(string node) => node.IndexOf('_', StringComparison.Ordinal) is > 0 and var at ? node[..at] : node;
}
