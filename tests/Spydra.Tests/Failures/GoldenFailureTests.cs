using System.Text;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Testing;

namespace Spydra.Tests.Failures;

/// <summary>
/// Whole driver outputs and diagnostics of jobs that failed on a real Hadoop and Spark, with causes that someone else found. Read where they
/// lie beside the checkout; a few of them are copied.
/// </summary>
public sealed class GoldenFailureTests(ITestOutputHelper output)
{
    private static readonly FailureClass[] Platform = [FailureClass.Capacity, FailureClass.Cluster, FailureClass.Unreachable];

    [Fact]
    public void A_real_job_that_failed_gets_the_class_of_its_cause()
    {
        var cases = Cases().ToList();
        var wrong = cases.Where(each => each.Decided.Class != each.Expected).ToList();
        foreach (var each in cases) output.WriteLine($"{(each.Decided.Class == each.Expected ? "" : $"{each.Expected}, but ")}{each.Decided.Class}  {each.Name}  {each.Decided.Cause}");
        output.WriteLine($"{cases.Count - wrong.Count} of {cases.Count} right");
        var told = cases.Where(each => each.Evidence is not null).ToList();
        var telling = told.Count(each => each.Decided.Cause.Contains(each.Evidence!, StringComparison.Ordinal));
        foreach (var each in told.Where(each => !each.Decided.Cause.Contains(each.Evidence!, StringComparison.Ordinal))) output.WriteLine($"not told: {each.Name}: {each.Evidence} <> {each.Decided.Cause}");
        output.WriteLine($"{telling} of {told.Count} causes hold what a good answer shows, of those where the driver printed it");

        Assert.NotEmpty(cases);
        Assert.DoesNotContain(wrong, each => each.Expected == FailureClass.Application && Platform.Contains(each.Decided.Class));
        Assert.InRange(wrong.Count, 0, cases.Count * 5 / 100);
    }

    private static IEnumerable<(string Name, FailureClass Expected, string? Evidence, FailureVerdict Decided)> Cases()
    {
        var folder = RepositoryFiles.Shared("hadoop-golden") ?? RepositoryFiles.At("tests", "Spydra.Tests", "Failures", "golden");
        var classes = Rows(Path.Combine(folder, "causes.tsv")).ToDictionary(row => row["cause"], row => CorpusRow.Class(row["class"]));
        foreach (var row in Rows(Path.Combine(folder, "3.3.6", "cases.tsv")).Where(row => row["cause"] != "none" && row["exit_code"] != "0"))
        {
            var files = Path.Combine(folder, "3.3.6", "failures", row["case"]);
            yield return (row["case"], classes[row["cause"]], row["where"].Contains("driver", StringComparison.Ordinal) ? row["evidence"] : null, FailureClasses.Of(new FailureEvidence
            {
                State = JobState.Error,
                Details = "Google Cloud Dataproc Agent reports job failure.",
                Diagnostics = Text(Path.Combine(files, "diagnostics.txt")),
                DriverOutput = Text(Path.Combine(files, "driver.txt")),
            })!);
        }
    }

    /// <summary>The last 64 KB, as a run keeps them.</summary>
    private static string? Text(string path)
    {
        if (!File.Exists(path)) return null;
        var bytes = File.ReadAllBytes(path);
        return Encoding.UTF8.GetString(bytes, Math.Max(0, bytes.Length - 65536), Math.Min(bytes.Length, 65536));
    }

    private static IEnumerable<Dictionary<string, string>> Rows(string path)
    {
        var lines = File.ReadAllLines(path);
        var names = lines[0].Split('\t');
        return lines.Skip(1).Select(line => line.Split('\t')).Select(cells => names.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second));
    }
}
