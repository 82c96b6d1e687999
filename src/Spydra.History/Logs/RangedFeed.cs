using System.Runtime.InteropServices;

namespace Spydra.History.Logs;

/// <summary>A part of a file.</summary>
/// <param name="Number">Its number among the parts of the file that are read; parts are read in the order of their numbers, which need not be that in the file.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">In bytes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FilePart(int Number, long Offset, long Length);

/// <summary>The bytes of a file, one part of it after the other: what is peeked at ends where the part ends.</summary>
internal abstract class RangedFeed : ByteFeed, IAsyncDisposable
{
    /// <summary>Goes on to the beginning of a part, whose number is higher than that of the last one.</summary>
    public abstract void GoTo(FilePart part);

    public abstract ValueTask DisposeAsync();
}
