using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Filters;

/// <summary>The filter of clusters.list: <c>status.state</c>, <c>clusterName</c> and <c>labels.KEY</c>, joined by AND.</summary>
internal static class ClusterFilter
{
    // STARTING, REPAIRING and ERROR_DUE_TO_UPDATE belong to neither group in the API's text.
    private static readonly string[] Active = [ClusterStates.Creating, ClusterStates.Updating, ClusterStates.Running];
    private static readonly string[] Inactive = [ClusterStates.Deleting, ClusterStates.Error, ClusterStates.Stopping, ClusterStates.Stopped];

    public static Predicate<JsonObject> Parse(string? filter)
    {
        var terms = FilterTerm.Parse(filter).Select(Term).ToList();
        return cluster => terms.TrueForAll(term => term(cluster));
    }

    private static Predicate<JsonObject> Term(FilterTerm term)
    {
        term.RequireEquals();
        if (term.IsLabel) return cluster => term.MatchesLabel(cluster.Map("labels"));
        return term.Field switch
        {
            "clusterName" or "cluster_name" => cluster => cluster.Text("clusterName") == term.Value,
            "status.state" => State(term),
            _ => throw term.Unsupported("status.state, clusterName, labels.KEY"),
        };
    }

    private static Predicate<JsonObject> State(FilterTerm term)
    {
        string[] wanted = term.Value switch
        {
            "ACTIVE" => Active,
            "INACTIVE" => Inactive,
            var state when ClusterStates.All.Contains(state) => [state],
            _ => throw term.BadValue("ACTIVE, INACTIVE, " + string.Join(", ", ClusterStates.All)),
        };
        return cluster => wanted.Contains(cluster.Text("status.state"));
    }
}
