using Spydra.Failures;

namespace Spydra.Benchmarks;

/// <summary>What was said of a case, and what it is worth.</summary>
/// <param name="Case">The case.</param>
/// <param name="Given">What was at hand.</param>
/// <param name="Said">The answer.</param>
/// <param name="Took">How long it took.</param>
internal sealed record CauseAnswer(CauseCase Case, Given Given, Diagnosis Said, TimeSpan Took)
{
    public bool IsTellable => Case.IsTellable(Given);

    /// <summary>
    /// The cause itself or one that counts as right. Of what is not told anywhere, <c>unknown</c> is right; and <c>none</c> of Spark in client mode, whose end nobody but
    /// the driver knows.
    /// </summary>
    public bool IsRight => Counts(Said.Cause) || (!IsTellable && (Said.Cause == Diagnosis.Unknown || (Said.Cause == Diagnosis.None && OnlyItsDriverKnows)));

    public bool IsAmong => IsRight || Said.Also.Any(also => Counts(also.Cause));

    public bool ShowsEvidence => Said.Evidence.Select(evidence => evidence.Text).Append(Said.Summary).Any(text => text.Contains(Case.Evidence, StringComparison.Ordinal));

    /// <summary>Right, and a failure is shown, too. A success has nothing to show.</summary>
    public bool IsGood => IsRight && (Case.Cause == CauseCase.None || ShowsEvidence);

    public bool IsFalseAlarm => !Case.IsFailure && Said.Cause is not (Diagnosis.None or Diagnosis.Unknown) && !Counts(Said.Cause);

    public bool IsMissed => Case.IsFailure && Said.Cause == Diagnosis.None && !IsRight;

    private bool OnlyItsDriverKnows => !Given.HasFlag(Given.Driver) && Case.Kind is "spark" or "pyspark" && !Case.Name.Contains("-cluster-", StringComparison.Ordinal);

    private bool Counts(string cause) => cause == Case.Cause || Case.Also.Contains(cause);
}
