using System.Collections.Immutable;
using Spydra.History.JobHistory;
using Spydra.History.Logs;
using Spydra.History.Spark;

namespace Spydra.History.Causes.Evidence;

/// <summary>A folder of copied logs that is laid out like the bucket: which client and application of it are asked for.</summary>
internal static class CopiedArchive
{
    private const int MostNamed = 5;

    /// <summary>The clients that have something in it; none where it is laid out otherwise.</summary>
    public static IReadOnlyList<string> Clients(CopiedFolder folder) =>
        [.. folder.Files.Select(each => each.File.Name.Split('/')).Where(parts => parts is ["logs" or "history" or "spark-events", _, _, ..])
            .Select(parts => parts[1]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <exception cref="CopiedLogsException">There are several, and the question names none.</exception>
    public static async Task<CauseQuestion> InAsync(CopiedFolder folder, IReadOnlyList<string> clients, CauseQuestion question, CancellationToken cancellationToken)
    {
        var called = folder.Source.Describe("");
        var client = question.ClientId ?? (clients is [var only] ? only
            : throw new CopiedLogsException(called, $"it has the jobs of {clients.Count} clients, {Named(clients)}", "Name one of them with --client-id, and the application with --application."));
        var applications = question.Applications;
        if (applications.IsEmpty)
        {
            var all = await ApplicationsAsync(folder, client, cancellationToken);
            applications = all.Length <= 1 ? all
                : throw new CopiedLogsException(called, $"it has {all.Length} applications, {Named([.. all.Select(each => each.ToString())])}", "Name one of them with --application.");
        }

        return question with { Archive = folder.Source, ClientId = client, Applications = applications };
    }

    private static async Task<ImmutableArray<YarnApplicationId>> ApplicationsAsync(CopiedFolder folder, string client, CancellationToken cancellationToken)
    {
        var found = new HashSet<YarnApplicationId>();
        found.UnionWith((await LogFolders.OfClient(folder.Source, client).ApplicationsAsync(cancellationToken)).Select(logs => logs.Application));
        await foreach (var history in HistoryFolders.OfClient(folder.Source, client).ListAsync(since: null, cancellationToken)) found.Add(history.Id);
        await foreach (var log in SparkEventLogs.OfClient(folder.Source, client).ListAsync(cancellationToken))
            if (YarnApplicationId.TryParse(log.Application, out var id)) found.Add(id);
        return [.. found.OrderBy(id => id.Timestamp).ThenBy(id => id.Number)];
    }

    private static string Named(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? ", ..." : "");
}
