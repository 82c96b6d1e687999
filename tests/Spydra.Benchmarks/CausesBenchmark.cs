using System.Diagnostics;
using System.Globalization;
using System.Text;
using Spydra.Failures;
using Spydra.History.Causes;
using Spydra.Testing;

namespace Spydra.Benchmarks;

/// <summary>
/// Claims: of jobs that really ran, 95 of 100 get the right cause first with the text that shows it, and no success is called a failure. Measured with all that a job
/// leaves, with what <c>spydra why</c> is given at most, and with less; against what <c>grep</c> finds in the same texts.
/// </summary>
internal static class CausesBenchmark
{
    private const double Claim = 0.95;
    private const double Confident = 0.6;

    private static readonly (string Name, Given Given, bool IsClaimed)[] Modes =
    [
        ("everything: bucket, driver output, diagnostics, exit code", Given.Driver | Given.Archive | Given.Yarn | Given.ExitCode, true),
        ("bucket and driver output", Given.Driver | Given.Archive, true),
        ("without the driver output: bucket and diagnostics", Given.Archive | Given.Yarn, false),
        ("bucket alone", Given.Archive, false),
        ("driver output alone", Given.Driver, false),
    ];

    public static string DefaultFolder => Path.Combine(RepositoryFiles.Shared("hadoop-golden") ?? ".", "3.3.6");

    public static async Task<int> RunAsync(string folder)
    {
        var cases = CauseCase.All(folder);
        _ = await AnswerAsync(cases[0], Modes[0].Given, folder);
        var isKept = true;
        foreach (var (name, given, isClaimed) in Modes)
        {
            var answers = new List<CauseAnswer>();
            foreach (var each in cases.Where(each => each.HasAny(given))) answers.Add(await AnswerAsync(each, given, folder));
            Console.WriteLine($"== {name}\n");
            foreach (var answer in answers.Where(answer => !answer.IsRight || (answer.IsTellable && !answer.IsGood))) Console.WriteLine(Complaint(answer));
            Console.WriteLine($"\n{Table(answers, answer => answer.Case.Cause)}\n{Table(answers, answer => answer.Case.Kind)}");
            isKept &= Summarize(answers, isClaimed);
        }

        await BaselineAsync(cases, folder);
        return isKept ? 0 : 1;
    }

    /// <summary>What is said of each failure if the rules of its own cause are switched off.</summary>
    public static async Task<int> RunWithoutRulesAsync(string folder)
    {
        var (unknown, near, unsure, wrong) = (0, 0, 0, 0);
        foreach (var each in CauseCase.All(folder).Where(each => each.IsFailure && each.Cause != Diagnosis.Unknown))
        {
            var story = await CauseSearch.GatherAsync(each.Question(folder, Modes[0].Given), _ => { }, CancellationToken.None);
            var said = CauseFinder.Of(story, new HashSet<string>(StringComparer.Ordinal) { each.Cause });
            var isNear = each.Also.Contains(said.Cause) || NearCauses.Are(each.Cause, said.Cause);
            var verdict = said.Cause == Diagnosis.Unknown ? "unknown" : isNear ? "near" : said.Confidence < Confident ? "unsure" : "WRONG";
            _ = verdict switch { "unknown" => unknown++, "near" => near++, "unsure" => unsure++, _ => wrong++ };
            Console.WriteLine($"{verdict,-8} {each.Name,-32} {each.Cause,-20} -> {said.Cause,-20} {Number(said.Confidence)}  {said.Summary}");
        }

        Console.WriteLine($"\nunknown {unknown}, a near neighbour {near}, another one without confidence {unsure}, a confident wrong one {wrong} (claim: none)");
        return wrong == 0 ? 0 : 1;
    }

    private static async Task<CauseAnswer> AnswerAsync(CauseCase each, Given given, string folder)
    {
        var question = each.Question(folder, given);
        var began = Stopwatch.GetTimestamp();
        var said = await CauseSearch.FindAsync(question, _ => { }, CancellationToken.None);
        return new(each, given, said, Stopwatch.GetElapsedTime(began));
    }

    private static string Complaint(CauseAnswer answer)
    {
        var (each, said) = (answer.Case, answer.Said);
        var what = answer.IsRight ? $"is {said.Cause}, but does not show \"{each.Evidence}\"" : $"is {each.Cause}{(answer.IsTellable ? "" : " (not tellable)")}, but {said.Cause} {Number(said.Confidence)} was said";
        var also = said.Also.IsEmpty ? "" : $"; also {string.Join(", ", said.Also.Select(other => other.Cause))}";
        return $"{each.Name} ({each.Kind}) {what}{also}: {said.Summary}{(said.Evidence.IsEmpty ? "" : $" | {said.Evidence[0].Source}: {said.Evidence[0].Text}")}";
    }

    private static string Table(List<CauseAnswer> answers, Func<CauseAnswer, string> by)
    {
        var text = new StringBuilder($"{"",-22}{"cases",6}{"right",7}{"among",7}{"shown",10}{"not tellable",14}{"lines",10}{"ms",14}\n");
        foreach (var group in answers.GroupBy(by, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)) Row(group.Key, [.. group]);
        Row("all", answers);
        return text.ToString();

        void Row(string name, List<CauseAnswer> of)
        {
            var toShow = of.Where(answer => answer.IsTellable && answer.Case.Cause != CauseCase.None).ToList();
            var untold = of.Where(answer => !answer.IsTellable).ToList();
            text.Append(CultureInfo.InvariantCulture, $"{name,-22}{of.Count,6}{of.Count(answer => answer.IsRight),7}{of.Count(answer => answer.IsAmong),7}")
                .Append(CultureInfo.InvariantCulture, $"{$"{toShow.Count(answer => answer.ShowsEvidence)}/{toShow.Count}",10}{$"{untold.Count(answer => answer.IsRight)}/{untold.Count}",14}")
                .Append(CultureInfo.InvariantCulture, $"{Spread(of.Select(answer => (double)answer.Said.Evidence.Length)),10}{Spread(of.Select(answer => answer.Took.TotalMilliseconds)),14}\n");
        }
    }

    private static bool Summarize(List<CauseAnswer> answers, bool isClaimed)
    {
        var tellable = answers.Where(answer => answer.IsTellable).ToList();
        var good = tellable.Count(answer => answer.IsGood) / (double)tellable.Count;
        var alarms = answers.Count(answer => answer.IsFalseAlarm);
        var share = string.Create(CultureInfo.InvariantCulture, $"{good:P1}");
        Console.WriteLine($"right first with the evidence: {share} of {tellable.Count} whose evidence is at hand{(isClaimed ? $" (claim: {Claim:P0})" : "")}; successes called failures: {alarms} (claim: none); failures called none: {answers.Count(answer => answer.IsMissed)}\n");
        return alarms == 0 && (!isClaimed || good >= Claim);
    }

    private static async Task BaselineAsync(IReadOnlyList<CauseCase> cases, string folder)
    {
        var found = new List<GrepBaseline>();
        foreach (var each in cases.Where(each => each.IsFailure)) found.Add(await GrepBaseline.OfAsync(each, folder));
        string Share(Func<GrepBaseline, bool> holds) => string.Create(CultureInfo.InvariantCulture, $"{found.Count(holds) / (double)found.Count:P0}");
        Console.WriteLine($"== grep -iE 'exception|error' over driver output and container logs, {found.Count} failures\n");
        Console.WriteLine($"the first line and three after it hold the evidence in {Share(each => each.First)}, the last in {Share(each => each.Last)}");
        Console.WriteLine($"all such lines hold it in {Share(each => each.Any)}; lines (median/most): {Spread(found.Select(each => (double)each.Lines))}");
    }

    private static string Spread(IEnumerable<double> numbers)
    {
        double[] ordered = [.. numbers.Order()];
        return ordered.Length == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{ordered[ordered.Length / 2]:0}/{ordered[^1]:0}");
    }

    private static string Number(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);
}
