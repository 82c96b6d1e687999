namespace Spydra.History.Logs;

/// <summary>Logs that are compressed with a codec which is not part of Hadoop either.</summary>
public sealed class UnsupportedCompressionException(string compression, string? file = null) : SpydraException(
    $"{file ?? "The file"} is compressed with {compression}, which is not read here: only none and gz are.",
    $"Print it with Hadoop's own 'yarn logs' on a machine that has the {compression} codec. For later jobs set yarn.nodemanager.log-aggregation.compression-type to gz.")
{
    /// <summary>The codec's name, as the file gives it.</summary>
    public string Compression { get; } = compression;

    internal UnsupportedCompressionException In(string name) => new(Compression, name);

    /// <summary>Whether a name that a file gives is gz, and not none.</summary>
    internal static bool IsGz(string name, long offset) => name switch
    {
        "none" => false,
        "gz" => true,
        "lzo" => throw new UnsupportedCompressionException(name),
        _ => throw new DamagedDataException(offset, "a compression: none, gz or lzo", $"'{Shown(name)}'"),
    };

    private static string Shown(string name) => new([.. name.Take(20).Select(each => char.IsAsciiLetterOrDigit(each) ? each : '?')]);
}
