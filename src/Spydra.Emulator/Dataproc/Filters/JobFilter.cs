using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Filters;

/// <summary>
/// The filter of jobs.list: <c>status.state</c> (ACTIVE or NON_ACTIVE; gcloud's help says INACTIVE, taken too), <c>labels.KEY</c>,
/// <c>insertTime</c> with a comparison, and gcloud's <c>placement.clusterName</c>.
/// </summary>
internal static class JobFilter
{
    public static Predicate<JsonObject> Parse(string? filter)
    {
        var terms = FilterTerm.Parse(filter).Select(Term).ToList();
        return job => terms.TrueForAll(term => term(job));
    }

    /// <summary>The older <c>jobStateMatcher</c>, by name or number; it does not count when there is a filter.</summary>
    public static Predicate<JsonObject> Matcher(string? matcher) => matcher switch
    {
        null or "" or "ALL" or "0" => _ => true,
        "ACTIVE" or "1" => job => !JobStates.IsTerminal(job.Text("status.state")),
        "NON_ACTIVE" or "2" => job => JobStates.IsTerminal(job.Text("status.state")),
        _ => throw ApiError.Unreadable([new("job_state_matcher",
            $"Invalid value at 'job_state_matcher' (type.googleapis.com/google.cloud.dataproc.v1.ListJobsRequest.JobStateMatcher), \"{matcher}\"")]),
    };

    private static Predicate<JsonObject> Term(FilterTerm term)
    {
        if (term.Field is "insertTime" or "insert_time") return InsertTime(term);
        term.RequireEquals();
        if (term.IsLabel) return job => term.MatchesLabel(job.Map("labels"));
        return term.Field switch
        {
            "placement.clusterName" or "placement.cluster_name" => job => job.Text("placement.clusterName") == term.Value,
            "status.state" => term.Value switch
            {
                "ACTIVE" => Matcher("ACTIVE"),
                "NON_ACTIVE" or "INACTIVE" => Matcher("NON_ACTIVE"),
                _ => throw term.BadValue("ACTIVE, NON_ACTIVE"),
            },
            _ => throw term.Unsupported("status.state, labels.KEY, insertTime, placement.clusterName"),
        };
    }

    private static Predicate<JsonObject> InsertTime(FilterTerm term)
    {
        var bound = Timestamps.Parse(term.Value) ?? throw term.BadValue("an RFC 3339 instant such as \"2026-01-31T08:00:00Z\"");
        Predicate<int> holds = term.Operator switch
        {
            "=" => order => order == 0,
            "!=" => order => order != 0,
            "<" => order => order < 0,
            "<=" => order => order <= 0,
            ">" => order => order > 0,
            ">=" => order => order >= 0,
            _ => throw ApiError.Invalid($"Invalid filter: '{term.Field}' cannot be compared with '{term.Operator}'."),
        };
        return job => JobStates.SubmittedAt(job) is { } submitted && holds(submitted.CompareTo(bound));
    }
}
