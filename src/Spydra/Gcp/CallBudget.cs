using System.Net;

namespace Spydra.Gcp;

/// <summary>For how long one logical call is tried again, all its tries and pauses together. Times count from the beginning of the call.</summary>
/// <param name="Limit">For how long failures that pass by themselves are waited out. The last try begins a little before.</param>
public sealed record CallBudget(TimeSpan Limit)
{
    private static readonly TimeSpan OrdinaryLimit = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>A call that someone waits for: its last try begins after a minute, when also a quota of calls a minute is full again.</summary>
    public static CallBudget Ordinary { get; } = new(OrdinaryLimit);

    /// <summary>For how long it is not believed that credentials which were good are not (401, 403).</summary>
    public TimeSpan Denied { get; init; }

    /// <summary>For how long it is not believed that something which was there is not (404).</summary>
    public TimeSpan Missing { get; init; }

    /// <summary>The ordinary budget, or less where a site waits less for a service.</summary>
    public static CallBudget OrdinaryWithin(TimeLimits limits) => limits.Unreachable < OrdinaryLimit ? new(limits.Unreachable) : Ordinary;

    /// <summary>Looking at something that was seen before and goes on without us: waited for, and not given up for one odd answer.</summary>
    public static CallBudget Seen(TimeSpan limit) => new(limit) { Denied = TimeSpan.FromMinutes(3), Missing = TimeSpan.FromSeconds(30) };

    /// <summary>Whether a call that failed like this, and began so long ago, is tried again.</summary>
    public bool Tolerates(Exception failure, TimeSpan elapsed) => elapsed < failure switch
    {
        _ when CallFailures.Passes(failure) => Limit - LastTry,
        ApiException { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } or CredentialsException => Least(Denied, Limit - LastTry),
        ApiException { Status: HttpStatusCode.NotFound } => Least(Missing, Limit - LastTry),
        _ => TimeSpan.Zero,
    };

    /// <summary>
    /// The pause before the next try: as long as the service asks, else twice the one before; never past the last moment for a try, so that
    /// a service which asks for more time than there is gets one more try at the end. <paramref name="random"/>, from 0 to 1, keeps
    /// many clients that failed together from coming back together.
    /// </summary>
    public TimeSpan Pause(int failures, TimeSpan? asked, TimeSpan elapsed, double random)
    {
        var backOff = Least(FirstPause * Math.Pow(2, Math.Min(failures - 1, 10)), LongestPause) * (0.5 + random / 2);
        var pause = asked + TimeSpan.FromSeconds(random) is { } wanted && wanted > backOff ? wanted : backOff;
        var left = Limit - LastTry - elapsed;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : Least(pause, left);
    }

    /// <summary>How long a try may take that begins now.</summary>
    public TimeSpan TryLimit(TimeSpan most, TimeSpan elapsed) => Least(most, Limit - elapsed > LastTry ? Limit - elapsed : LastTry);

    /// <summary>What the last try is left.</summary>
    private TimeSpan LastTry => Least(TimeSpan.FromSeconds(15), Limit / 4);

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
