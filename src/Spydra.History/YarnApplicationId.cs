using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Spydra.History;

/// <summary>
/// An application of YARN: <c>application_1795306400786_0001</c>, which is the job <c>job_1795306400786_0001</c> of MapReduce. The number has at
/// least four digits.
/// </summary>
/// <param name="Timestamp">When the ResourceManager was started, in milliseconds since 1970.</param>
/// <param name="Number">The number among its applications, from 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct YarnApplicationId(long Timestamp, int Number)
{
    /// <summary>The number of the job, with its digits: <c>1795306400786_0001</c>.</summary>
    public string Digits => string.Create(CultureInfo.InvariantCulture, $"{Timestamp}_{Number:0000}");

    /// <summary>The id of the MapReduce job of the same number.</summary>
    public string JobId => "job_" + Digits;

    /// <summary>Of the 10,000 folders that Hadoop 3.3 and later deal logs out to, the one of this application: four digits.</summary>
    public string Bucket => (Number % 10_000).ToString("0000", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => "application_" + Digits;

    /// <summary>Reads the id of an application or of a job.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out YarnApplicationId id)
    {
        id = default;
        var parts = text?.Split('_');
        if (parts is not [("application" or "job"), var timestamp, { Length: >= 4 } number]
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var started)
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var which)) return false;
        id = new(started, which);
        return true;
    }
}
