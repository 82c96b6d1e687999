using System.Text;
using Spydra.Emulator.Jobs.Files;

namespace Spydra.Emulator.Jobs.Streaming.Input;

/// <summary>The part of a file that one map task reads: from <paramref name="Start"/>, <paramref name="Length"/> bytes.</summary>
internal sealed record InputSplit(FileEntry File, long Start, long Length)
{
    public long End => Start + Length;

    /// <summary>The size of the split as Hadoop writes it into the job's folder: class name, path, start and length.</summary>
    public long SerializedLength => 34 + 2 + Encoding.UTF8.GetByteCount(File.Path.ToString()) + 16;

    public override string ToString() => $"{File.Path}:{Start}+{Length}";
}
