using System.Globalization;
using System.Net;
using System.Text;

namespace Spydra.Gcp;

/// <summary>A service answered a request with an error.</summary>
/// <param name="call">What was asked: the method's name and the resource.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The service's own word: <c>NOT_FOUND</c>, <c>notFound</c>; empty when the answer had none.</param>
/// <param name="detail">The service's own text.</param>
/// <param name="tries">What it took to get this answer; null for the first try.</param>
public sealed class ApiException(string call, HttpStatusCode status, string code, string detail, CallTries? tries = null) : SpydraException(
    $"{call}: the service answered {(int)status}{(code.Length > 0 ? " " + code : "")}{(tries is null ? "" : $" ({tries})")}: {OneLine(detail)}", Advice(status))
{
    private readonly string call = call;

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The service's own word for the error; empty when it gave none.</summary>
    public string Code { get; } = code;

    /// <summary>The narrower of the service's words (<c>rateLimitExceeded</c> beside PERMISSION_DENIED); empty when it gave none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The service's own text, control characters replaced.</summary>
    public string Detail { get; } = OneLine(detail);

    /// <summary>How long the service asks to be left alone; null when it does not ask.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the service certainly did not do what was asked: it refused, and no earlier try whose answer was lost can have gone through.</summary>
    public bool IsRefusal => Tries is null && !CallFailures.Passes(Status, Reason);

    /// <summary>What it took to get this answer; null for the first try.</summary>
    public CallTries? Tries { get; } = tries;

    /// <summary>The same, of a call that took several tries.</summary>
    internal ApiException After(CallTries tried) => new(call, Status, Code, Detail, tried) { Reason = Reason, RetryAfter = RetryAfter };

    private static string Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "Check the credentials: GOOGLE_APPLICATION_CREDENTIALS, or 'gcloud auth application-default login'.",
        HttpStatusCode.Forbidden => "Give the account the permission that the text names, and check project and region.",
        HttpStatusCode.NotFound => "Check the names of project, region, cluster and bucket.",
        HttpStatusCode.TooManyRequests => "Wait a minute and run again.",
        >= HttpStatusCode.InternalServerError => "Run again later; the service had a problem of its own.",
        _ => "Change what the text names, and run again.",
    };

    private static string OneLine(string text)
    {
        var line = new StringBuilder();
        foreach (var c in text.Trim())
            if (c == '\n') line.Append(" / ");
            else if (!char.IsControl(c)) line.Append(c);
        return line.ToString();
    }
}

/// <summary>A service could not be reached, or stopped answering, for as long as we were willing to try.</summary>
public sealed class UnreachableException(string call, Uri address, string reason, Exception? inner = null, CallTries? tries = null) : SpydraException(
    $"{call}: {address.GetLeftPart(UriPartial.Authority)} cannot be reached: {reason}{(tries is null ? "" : $" ({tries})")}.",
    "Check the network, proxy and endpoint settings, then run again.", inner)
{
    /// <summary>The address that was tried.</summary>
    public Uri Address { get; } = address;

    /// <summary>What is wrong, in a few words.</summary>
    public string Reason { get; } = reason;

    /// <summary>Whether no try came as far as sending anything: then nothing can have come of it.</summary>
    public bool NeverSent { get; init; }
}

/// <summary>How often a call was tried, and for how long.</summary>
public sealed record CallTries(int Count, TimeSpan Elapsed)
{
    /// <inheritdoc/>
    public override string ToString() => $"the last of {Count} tries in {Elapsed switch
    {
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalMinutes:0} min"),
    }}";
}
