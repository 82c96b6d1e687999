using Spydra.History.Codecs.Zstd;

namespace Spydra.History.Codecs;

/// <summary>
/// The codecs of Spark's event logs, by the names that end the names of its files: <c>zstd</c>, <c>lz4</c>, <c>snappy</c>, <c>lzf</c>
/// (<c>spark.io.compression.codec</c>). Each is framed as the Java library does that Spark writes with.
/// </summary>
public static class Compression
{
    /// <summary>
    /// The decoded bytes of <paramref name="stored"/>, to be read forwards and asynchronously. Broken or cut-off data gives what was decoded
    /// before it, then a <see cref="DamagedDataException"/> with the byte of the stored file. The stream is disposed of together with the result.
    /// </summary>
    /// <param name="codec">The codec's short name; empty: as it is.</param>
    /// <param name="stored">The bytes of the file.</param>
    /// <exception cref="UnknownCodecException">None of the four.</exception>
    public static Stream Open(string codec, Stream stored) => codec switch
    {
        "" => stored,
        "zstd" => new ZstdStream(stored),
        "lz4" => new Lz4Stream(stored),
        "snappy" => new SnappyStream(stored),
        "lzf" => new LzfStream(stored),
        _ => throw new UnknownCodecException(codec),
    };
}
