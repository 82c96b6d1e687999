using System.IO.Compression;
using Spydra.Emulator.Jobs.Files;

namespace Spydra.Emulator.Jobs.Streaming.Input;

/// <summary>What the ending of a file's name says about its compression, as Hadoop's CompressionCodecFactory.</summary>
internal static class InputCodec
{
    private static readonly string[] Unreadable = [".bz2", ".snappy", ".lz4", ".lzo", ".lzo_deflate", ".zst"];

    public static bool IsCompressed(HadoopPath path) =>
        path.Name.EndsWith(".gz", StringComparison.Ordinal) || path.Name.EndsWith(".deflate", StringComparison.Ordinal);

    /// <exception cref="JobLaunchException">The file is compressed in a way that cannot be read here.</exception>
    public static void Check(HadoopPath path)
    {
        if (Unreadable.FirstOrDefault(ending => path.Name.EndsWith(ending, StringComparison.Ordinal)) is { } ending)
            throw new JobLaunchException(
                $"Input file {path} is compressed as {ending}, which the emulator cannot read. Give it as .gz, .deflate or plain text.");
    }

    public static Stream Open(HadoopPath path, Stream content)
    {
        if (path.Name.EndsWith(".gz", StringComparison.Ordinal)) return new GZipStream(content, CompressionMode.Decompress);
        return path.Name.EndsWith(".deflate", StringComparison.Ordinal) ? new ZLibStream(content, CompressionMode.Decompress) : content;
    }
}
