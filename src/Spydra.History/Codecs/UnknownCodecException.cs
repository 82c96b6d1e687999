namespace Spydra.History.Codecs;

/// <summary>A file is compressed with something that is none of Spark's own codecs.</summary>
public sealed class UnknownCodecException(string codec) : SpydraException(
    $"The codec '{codec}' is none of zstd, lz4, snappy and lzf.", "Decompress the file with the tool that wrote it, take the ending off its name, and read it from a folder.")
{
    /// <summary>Its short name, as the file's name ends.</summary>
    public string Codec { get; } = codec;
}
