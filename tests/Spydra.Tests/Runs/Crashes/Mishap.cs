using System.Globalization;

namespace Spydra.Tests.Runs.Crashes;

/// <summary>What happens to a client.</summary>
internal enum Blow
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is killed before a call leaves.</summary>
    KillBefore,

    /// <summary>It is killed when a call has had its effect, before the answer is seen.</summary>
    KillAfter,

    /// <summary>It is killed in the middle of printing a piece of output.</summary>
    KillPrinting,

    /// <summary>It is killed between printing a piece of output and writing down that it was printed.</summary>
    KillPrinted,

    /// <summary>It is killed before it writes a record to its journal.</summary>
    KillWriting,

    /// <summary>The connection breaks after the effect of a call, once.</summary>
    Drop,

    /// <summary>A call is refused, once, and has no effect.</summary>
    Fail,
}

/// <summary>
/// What happens to a client, and when: at the call, the piece of output or the record of this number, from 1. Where <paramref name="Call"/> has a name,
/// only calls of that name are counted.
/// </summary>
internal sealed record Mishap(Blow Blow, int At = 0, string? Call = null, int Status = 0)
{
    private static readonly (Blow Blow, string Word)[] Words =
    [
        (Blow.None, "nothing"), (Blow.KillBefore, "kill-before"), (Blow.KillAfter, "kill-after"), (Blow.KillPrinting, "kill-printing"),
        (Blow.KillPrinted, "kill-printed"), (Blow.KillWriting, "kill-writing"), (Blow.Drop, "drop"), (Blow.Fail, "fail"),
    ];

    public static Mishap None { get; } = new(Blow.None);

    public bool Kills => Blow is Blow.KillBefore or Blow.KillAfter or Blow.KillPrinting or Blow.KillPrinted or Blow.KillWriting;

    public bool HitsCalls => Blow is Blow.KillBefore or Blow.KillAfter or Blow.Drop or Blow.Fail;

    /// <summary>Reads <c>kill-after submit-job 1</c>, <c>fail-404 17</c>, <c>nothing</c>.</summary>
    public static Mishap Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var status = words[0].StartsWith("fail-", StringComparison.Ordinal) ? int.Parse(words[0]["fail-".Length..], CultureInfo.InvariantCulture) : 0;
        var blow = Words.Single(known => known.Word == (status > 0 ? "fail" : words[0])).Blow;
        return new Mishap(blow, words.Length > 1 ? int.Parse(words[^1], CultureInfo.InvariantCulture) : 0, words.Length > 2 ? words[1] : null, status);
    }

    public override string ToString()
    {
        if (Blow == Blow.None) return "nothing";
        var word = Words.Single(known => known.Blow == Blow).Word + (Blow == Blow.Fail ? $"-{Status}" : "");
        return Call is null ? $"{word} {At}" : $"{word} {Call} {At}";
    }
}
