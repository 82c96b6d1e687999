using Spydra.Failures;
using Spydra.Runs;

namespace Spydra.History.Causes;

/// <summary>The diagnosis of a run: what its job left is found, gathered, and judged.</summary>
public sealed class RunDiagnosis(DiagnosisParts parts) : IRunDiagnosis
{
    /// <inheritdoc/>
    public async Task<Diagnosis> ExplainAsync(FailedJob job, CancellationToken cancellationToken)
    {
        var question = await new JobQuestions(parts).OfAsync(job, cancellationToken);
        var found = await CauseSearch.FindAsync(question, parts.Report, cancellationToken);
        return question.Driver?.Name == JobQuestions.PrintedLast ? WithoutOffsets(found) : found;
    }

    /// <summary>Of a text that is kept nowhere, a place in it opens nothing.</summary>
    private static Diagnosis WithoutOffsets(Diagnosis found) => found with
    {
        Evidence = [.. found.Evidence.Select(each => each.Source == EvidenceSource.Driver ? each with { Offset = null } : each)],
        Also = [.. found.Also.Select(WithoutOffsets)],
    };
}
