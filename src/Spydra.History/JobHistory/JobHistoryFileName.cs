using System.Globalization;
using System.Net;
using System.Text;

namespace Spydra.History.JobHistory;

/// <summary>
/// What the name of a .jhist file tells of its job: enough for a list, without opening the file. Times are milliseconds since 1970. The job's name is
/// cut (to 50 characters, since Hadoop 3 of the encoded name), the file has the whole.
/// </summary>
/// <param name="Id">The application of the job.</param>
/// <param name="SubmitTime">When it was submitted.</param>
/// <param name="User">Who submitted it.</param>
/// <param name="JobName">What it is called, cut.</param>
/// <param name="FinishTime">When it ended.</param>
/// <param name="FinishedMaps">Maps that succeeded.</param>
/// <param name="FinishedReduces">Reduces that succeeded.</param>
/// <param name="Status"><c>SUCCEEDED</c>, <c>FAILED</c>, <c>KILLED</c> or <c>ERROR</c>.</param>
/// <param name="Queue">The queue that it ran in.</param>
/// <param name="LaunchTime">When it was launched; null in the names of early Hadoop 2, which do not tell.</param>
public sealed record JobHistoryFileName(
    YarnApplicationId Id, long SubmitTime, string User, string JobName, long FinishTime, int FinishedMaps, int FinishedReduces, string Status, string Queue, long? LaunchTime)
{
    private const string Ending = ".jhist";

    /// <summary>Reads a name without folders; null where it is no name of a history of a job that ended.</summary>
    public static JobHistoryFileName? TryParse(string name)
    {
        if (!name.EndsWith(Ending, StringComparison.Ordinal)) return null;
        var fields = name[..^Ending.Length].Split('-');
        return fields.Length is 9 or 10
            && fields[0].StartsWith("job_", StringComparison.Ordinal) && YarnApplicationId.TryParse(fields[0], out var id)
            && Number(fields[1], long.MaxValue) is { } submitted && Number(fields[4], long.MaxValue) is { } finished
            && Number(fields[5], int.MaxValue) is { } maps && Number(fields[6], int.MaxValue) is { } reduces
            ? new(id, submitted, Decoded(fields[2]), Decoded(fields[3]), finished, (int)maps, (int)reduces, Decoded(fields[7]), Decoded(fields[8]),
                fields.Length > 9 ? Number(fields[9], long.MaxValue) : null)
            : null;
    }

    /// <summary>The name of the file.</summary>
    public override string ToString()
    {
        var name = string.Create(CultureInfo.InvariantCulture,
            $"{Id.JobId}-{SubmitTime}-{Encoded(User)}-{Encoded(JobName)}-{FinishTime}-{FinishedMaps}-{FinishedReduces}-{Encoded(Status)}-{Encoded(Queue)}");
        return LaunchTime is { } launched ? string.Create(CultureInfo.InvariantCulture, $"{name}-{launched}{Ending}") : name + Ending;
    }

    private static long? Number(string digits, long largest) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= largest ? number : null;

    private static string Decoded(string field) => WebUtility.UrlDecode(field);

    // As java.net.URLEncoder, and dashes with it, for they stand between the fields.
    private static string Encoded(string field)
    {
        var encoded = new StringBuilder();
        foreach (var each in Encoding.UTF8.GetBytes(field))
            _ = char.IsAsciiLetterOrDigit((char)each) || each is (byte)'.' or (byte)'*' or (byte)'_' ? encoded.Append((char)each)
                : each == ' ' ? encoded.Append('+')
                : encoded.Append(CultureInfo.InvariantCulture, $"%{each:X2}");
        return encoded.ToString();
    }
}
