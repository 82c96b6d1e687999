using System.Collections.Immutable;

namespace Spydra.Tests.Runs.Crashes;

/// <summary>What a client that starts a key knows of the clients before it.</summary>
internal enum Memory
{
    /// <summary>It is on the same machine: it has the journal.</summary>
    Journal,

    /// <summary>It is on another machine: it has the copy in the bucket.</summary>
    Copy,

    /// <summary>It is on another machine, and the copy is gone.</summary>
    None,
}

/// <summary>One start of the key.</summary>
internal sealed record Start(Mishap Mishap, Memory Memory = Memory.Journal)
{
    public static Start Undisturbed { get; } = new(Mishap.None);

    public static Start Parse(string text) => text.Split(" with ", StringSplitOptions.TrimEntries) switch
    {
        [var mishap, "copy"] => new(Mishap.Parse(mishap), Memory.Copy),
        [var mishap, "none"] => new(Mishap.Parse(mishap), Memory.None),
        [var mishap] => new(Mishap.Parse(mishap)),
        _ => throw new FormatException($"'{text}' is no start"),
    };

    public override string ToString() => Memory == Memory.Journal ? Mishap.ToString() : $"{Mishap} with {(Memory == Memory.Copy ? "copy" : "none")}";
}

/// <summary>
/// A job, and the starts of its key one after the other, each with what happens to it. Its text can be read again:
/// <c>done, 2 retries: kill-after submit-job 1; fail-503 7 with copy</c>.
/// </summary>
internal sealed record CrashSchedule(string Job, ImmutableArray<Start> Starts)
{
    public int Retries { get; init; }

    /// <summary>Whether nothing happens but kills and lost answers: then there is one job in the service, ever.</summary>
    public bool IsOfKillsAndDrops => Starts.All(start => start.Mishap.Blow != Blow.Fail);

    /// <summary>Whether all starts have the journal: then no output is printed twice.</summary>
    public bool KeepsJournal => Starts.All(start => start.Memory == Memory.Journal);

    public static CrashSchedule Of(string job, params Start[] starts) => new(job, [.. starts]);

    public static CrashSchedule Parse(string text)
    {
        var (head, starts) = text.Split(": ", 2) is [var first, var rest] ? (first, rest) : throw new FormatException($"'{text}' is no schedule");
        var words = head.Split(", ");
        return new CrashSchedule(words[0], [.. starts.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Start.Parse)])
        {
            Retries = words.Length > 1 ? words[1][0] - '0' : 0,
        };
    }

    /// <summary>The schedule of a number: always the same.</summary>
    public static CrashSchedule OfSeed(int seed, IReadOnlyDictionary<string, Measure> measures)
    {
        var random = new Random(seed);
        var job = CrashJob.All[random.Next(CrashJob.All.Count)];
        var measure = measures[job];
        var starts = Enumerable.Range(0, random.Next(1, 5)).Select(number => new Start(
            RandomMishap(random, number == 0 || random.Next(3) == 0 ? measure : measure.Shorter), number == 0 || random.Next(8) > 0 ? Memory.Journal : random.Next(2) == 0 ? Memory.Copy : Memory.None)).ToImmutableArray();
        return new CrashSchedule(job, starts) { Retries = random.Next(4) == 0 ? 2 : 0 };
    }

    public override string ToString() => $"{Job}{(Retries > 0 ? $", {Retries} retries" : "")}: {string.Join("; ", Starts)}";

    private static Mishap RandomMishap(Random random, Measure measure) => random.Next(14) switch
    {
        < 4 => new Mishap(Blow.KillBefore, 1 + random.Next(measure.Calls)),
        < 8 => new Mishap(Blow.KillAfter, 1 + random.Next(measure.Calls)),
        8 => new Mishap(Blow.KillWriting, 1 + random.Next(measure.Records)),
        9 => new Mishap(random.Next(2) == 0 ? Blow.KillPrinting : Blow.KillPrinted, 1 + random.Next(measure.Pieces)),
        < 12 => new Mishap(Blow.Drop, 1 + random.Next(measure.Calls)),
        _ => new Mishap(Blow.Fail, 1 + random.Next(measure.Calls), Status: CrashJob.Statuses[random.Next(CrashJob.Statuses.Count)]),
    };
}

/// <summary>How much an undisturbed run does.</summary>
/// <param name="Calls">Its calls, all services together.</param>
/// <param name="Records">What it writes to its journal.</param>
/// <param name="Pieces">The pieces in which it prints the output.</param>
internal sealed record Measure(int Calls, int Records, int Pieces)
{
    /// <summary>That of a client which goes on with what others began.</summary>
    public Measure Shorter => this with { Calls = Calls / 3, Records = Records / 3 };
}
