using System.Globalization;
using Spydra.History.Causes;

namespace Spydra.Benchmarks;

/// <summary>Prints what is known of one case, and what the rules read in it: for whoever writes a rule.</summary>
internal static class CauseStory
{
    private const int Shown = 12;

    public static async Task<int> PrintAsync(string folder, string name, string given)
    {
        var each = CauseCase.All(folder).Single(one => one.Name == name);
        var with = Enum.Parse<Given>(given);
        var story = await CauseSearch.GatherAsync(each.Question(folder, with), _ => { }, CancellationToken.None);
        var hearing = new Hearing(story, new HashSet<string>());
        foreach (var ending in story.Endings) Console.WriteLine($"ending: {ending}");
        foreach (var step in story.Steps.Where(step => step.IsOnPath || step.Outcome is Outcome.Failed or Outcome.Lost)) Console.WriteLine($"{(step.IsOnPath ? "*" : " ")} {step.Id} {step.Outcome} -> {step.LeadsTo} {step.Container} {step.Host} {step.Ended:HH:mm:ss}");
        Console.WriteLine($"driver's end: {Line(hearing.DriverEnd)}\nown: {hearing.IsDriversOwn}; last attempt: {hearing.Last}");
        foreach (var (at, tier) in hearing.Tiers().Index())
        {
            Console.WriteLine($"-- tier {at}: {tier.Length}");
            foreach (var reading in tier.OrderByDescending(reading => reading.Weight).Take(Shown))
                Console.WriteLine($"   {reading.Weight} {reading.Cause}: {Line(reading.Clue.Trouble)} => {Cut(reading.Clue.Text, 120)}");
        }

        Console.WriteLine($"unread: {story.Troubles.Count(trouble => hearing.Read(trouble) is null)} of {story.Troubles.Length}; in successes: {story.InSuccesses.Count}");
        foreach (var trouble in story.Troubles.Where(trouble => hearing.Read(trouble) is null && trouble.Level is not ("INFO" or "WARN")).Take(Shown)) Console.WriteLine($"   {Line(trouble)}");
        var said = CauseFinder.Of(story);
        Console.WriteLine($"{said.Cause} {said.Confidence.ToString(CultureInfo.InvariantCulture)}: {said.Summary}");
        foreach (var evidence in said.Evidence) Console.WriteLine($"  {evidence}");
        Console.WriteLine($"{string.Join(" -> ", said.Path)}; missing {string.Join("; ", said.Missing)}");
        return 0;
    }

    private static string Line(Trouble? trouble) => trouble is null ? "-"
        : $"[{trouble.Place.Source} {trouble.Place.File} {trouble.Place.Container?[^6..]} {trouble.Place.Step} @{trouble.Offset} {trouble.Level} {trouble.Logger}{(trouble.IsUncaught ? " UNCAUGHT" : "")} {trouble.Attempt} x{trouble.Count}] {Cut(trouble.Text, 140)}";

    private static string Cut(string text, int most) => ShownText.Of(text, most);
}
