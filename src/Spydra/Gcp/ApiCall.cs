namespace Spydra.Gcp;

/// <summary>One logical call on its way: what its tries have in common.</summary>
internal sealed class ApiCall(string name, CallBudget budget, TimeSpan tryLimit, FirstContact contact, ServiceTroubles? troubles, TimeProvider time)
{
    private readonly long started = time.GetTimestamp();
    private bool troubled;

    public string Name { get; } = name;

    public int Tries { get; private set; }

    /// <summary>Where the last try went; null before the first.</summary>
    public Uri? Address { get; set; }

    /// <summary>Whether one of its requests may have reached the service: then nobody knows what has come of it.</summary>
    public bool WasSent { get; private set; }

    public TimeSpan TryLimit => budget.TryLimit(tryLimit, Elapsed);

    private TimeSpan Elapsed => time.GetElapsedTime(started);

    public void Begins() => Tries++;

    /// <summary>How the sending of a request ended.</summary>
    public void Sent(Exception? failure)
    {
        if (failure is not null && CallFailures.IsBeforeSending(failure)) return;
        WasSent = true;
        if (failure is null) contact.Made = true;
    }

    public bool IsTriedAgainAfter(Exception failure) => BudgetFor(failure).Tolerates(failure, Elapsed);

    public TimeSpan PauseAfter(Exception failure, double random) => BudgetFor(failure).Pause(Tries, (failure as ApiException)?.RetryAfter, Elapsed, random);

    public void IsTriedAgain(Exception failure, TimeSpan pause)
    {
        if (Address is null) return;
        troubled = true;
        troubles?.Failed(this, Address, CallFailures.InShort(failure), Elapsed, pause, BudgetFor(failure).Limit);
    }

    public void Ended(bool well)
    {
        if (troubled) troubles?.Ended(this, Address!, well);
    }

    /// <summary>The failure as the caller hears of it: what was asked, of whom, what was wrong, and how often it was tried.</summary>
    public Exception Told(Exception failure)
    {
        var tries = Tries > 1 ? new CallTries(Tries, Elapsed) : null;
        return failure switch
        {
            ApiException e => tries is null ? e : e.After(tries),
            CredentialsException e => new CredentialsException(e.Message, e.NextStep, e.InnerException) { NeverSent = !WasSent },
            SpydraException e => e,
            _ => new UnreachableException(Name, Address!, CallFailures.InShort(failure), failure, tries) { NeverSent = !WasSent },
        };
    }

    /// <summary>An address that never answered is more likely wrong than away.</summary>
    private CallBudget BudgetFor(Exception failure) =>
        !contact.Made && CallFailures.IsBeforeSending(failure) && budget.Limit > FirstContact.Limit ? budget with { Limit = FirstContact.Limit } : budget;
}
