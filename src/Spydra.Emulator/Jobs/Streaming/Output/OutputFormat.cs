using System.IO.Compression;

namespace Spydra.Emulator.Jobs.Streaming.Output;

/// <summary>How output files are written: TextOutputFormat, its separator, and its compression.</summary>
internal sealed record OutputFormat(string Separator, OutputCodec Codec, bool Lazy);

/// <summary>The compression of output files.</summary>
internal enum OutputCodec
{
    None,

    /// <summary>DefaultCodec: the zlib format.</summary>
    Deflate,

    /// <summary>GzipCodec.</summary>
    Gzip,
}

internal static class OutputCodecExtensions
{
    public static string Ending(this OutputCodec codec) => codec switch
    {
        OutputCodec.Deflate => ".deflate",
        OutputCodec.Gzip => ".gz",
        _ => "",
    };

    public static Stream Wrap(this OutputCodec codec, Stream file) => codec switch
    {
        OutputCodec.Deflate => new ZLibStream(file, CompressionLevel.Optimal),
        OutputCodec.Gzip => new GZipStream(file, CompressionLevel.Optimal),
        _ => file,
    };
}
