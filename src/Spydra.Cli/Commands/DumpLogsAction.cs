using System.Collections.Immutable;
using Spydra.Cli.Settings;
using Spydra.History;
using Spydra.History.Logs;
using Spydra.History.Sources;

namespace Spydra.Cli.Commands;

/// <summary>What <c>spydra dump-logs</c> does.</summary>
internal sealed class DumpLogsAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    public Task<int> RunAsync(DumpLogsArguments arguments, CancellationToken cancellationToken) =>
        new ArchiveFrame(terminal, environment, time).RunAsync(arguments.Archive, async (source, findings, token) =>
        {
            foreach (var application in await AskedApplications.OfAsync(arguments.Application, source, arguments.Archive.ClientId, findings, token))
                await DumpAsync(application, arguments, source, findings, token);
        }, cancellationToken);

    private async Task DumpAsync(YarnApplicationId application, DumpLogsArguments arguments, IArchiveSource source, Findings findings, CancellationToken cancellationToken)
    {
        var folders = LogFolders.OfClient(source, arguments.Archive.ClientId);
        terminal.Say($"spydra: reading the logs of {application} in {folders.Describe(arguments.User)}");
        var nodes = await folders.NodeFilesAsync(application, arguments.User, cancellationToken).ToListAsync(cancellationToken);
        if (nodes.Count == 0)
        {
            findings.Missing($"no logs of {application} are below {folders.Describe(arguments.User)}",
                "Look whether client, bucket and user are right ('spydra history' lists what is there). The logs of a cluster that went before its nodes had uploaded them are lost.");
            return;
        }

        var logs = new AggregatedLogs(source).ReadAsync(nodes, new LogSelection { Containers = Set(arguments.Containers), Types = Set(arguments.LogTypes) }, findings.Damaged, cancellationToken);
        var filter = new LogFilter(arguments.Tail, arguments.Grep, arguments.Offset);
        await using var answer = terminal.OpenAnswer();
        var count = arguments.Archive.Format == OutputFormat.Json
            ? await new LogsJson(answer, filter).WriteAsync(logs, cancellationToken)
            : await new LogsText(answer, time.LocalTimeZone, filter).WriteAsync(logs, cancellationToken);
        if (count == 0 && findings.AllIsWell)
            findings.Missing($"nothing in the logs of {application} is what was asked for", "Leave out --container, --log-type or --grep, to see what there is.");
    }

    private static HashSet<string>? Set(ImmutableArray<string> names) => names.IsEmpty ? null : names.ToHashSet(StringComparer.Ordinal);
}
