using System.Globalization;

namespace Spydra.Emulator.Jobs.Archive;

/// <summary>
/// The Hadoop of a cluster's image, as far as what it leaves behind depends on it
/// (https://docs.cloud.google.com/dataproc/docs/concepts/versioning/dataproc-version-clusters).
/// </summary>
internal sealed record HadoopRelease(int Major, int Minor)
{
    /// <summary>Since 3.3 the log folders of applications are spread over ten thousand.</summary>
    public bool SpreadsLogs => (Major, Minor).CompareTo((3, 3)) >= 0;

    /// <summary>Images 1.x have a Hadoop 2, image 2.0 Hadoop 3.2, and later ones 3.3.</summary>
    /// <param name="image">A resolved image version: <c>2.2.63-debian12</c>.</param>
    public static HadoopRelease Of(string? image)
    {
        var parts = (image ?? "").Split('.', '-');
        if (parts.Length < 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)) return new(3, 3);
        return major < 2 ? new(2, 9) : (major, parts[1]) == (2, "0") ? new(3, 2) : new(3, 3);
    }
}
