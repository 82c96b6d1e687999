using System.Globalization;
using System.Text;
using Spydra.Emulator.Jobs.Streaming.History;

namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>The name of a <c>.jhist</c> file: what an index of jobs needs to know, without opening it.</summary>
internal static class HistoryFileName
{
    private const int LongestName = 50;

    // What stays as it is in a form's encoding.
    private const string Plain = ".-*_";

    public static string Of(JobRecord job, HadoopRelease hadoop)
    {
        string[] fields =
        [
            job.Id, Millis(job.SubmitTime), Encoded(job.User), JobName(job.Name, hadoop), Millis(job.FinishTime), Finished("MAP"), Finished("REDUCE"), job.State,
            Encoded(job.Configuration.GetValueOrDefault("mapreduce.job.queuename", "default")), Millis(job.LaunchTime),
        ];
        return string.Join('-', fields) + ".jhist";

        string Finished(string kind) =>
            job.Tasks.Count(task => task.Kind == kind && task.State == "SUCCEEDED").ToString(CultureInfo.InvariantCulture);
    }

    // Hadoop 2 cuts the name, Hadoop 3 what it is encoded to, though never within a character.
    private static string JobName(string name, HadoopRelease hadoop)
    {
        if (hadoop.Major < 3) return Encoded(name.Length > LongestName ? name[..LongestName] : name);
        var cut = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            var encoded = Encoded(rune);
            if (cut.Length + encoded.Length > LongestName) break;
            cut.Append(encoded);
        }

        return cut.ToString();
    }

    private static string Encoded(string text) => string.Concat(text.EnumerateRunes().Select(Encoded));

    private static string Encoded(Rune rune)
    {
        if (rune.Value == '-') return "%2D";
        if (rune.Value == ' ') return "+";
        if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || Plain.Contains((char)rune.Value, StringComparison.Ordinal))) return rune.ToString();
        return string.Concat(Encoding.UTF8.GetBytes(rune.ToString()).Select(value => $"%{value:X2}"));
    }

    private static string Millis(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
