using System.Collections.Immutable;
using System.CommandLine;
using Spydra.Options;
using Spydra.Runs;

namespace Spydra.Cli.Commands;

/// <summary>The words of one <c>spydra reap</c>.</summary>
/// <param name="Project">The project; null for that of the files and the environment.</param>
/// <param name="Regions">The regions; none for that of the files and the environment.</param>
/// <param name="ClientId">Whose clusters; null for everyone's.</param>
/// <param name="OlderThan">How old they must be at least.</param>
/// <param name="Mode">What is done with those that are forgotten.</param>
/// <param name="Local">Whether the clusters of the embedded emulator are meant.</param>
/// <param name="Format">Who reads the answer.</param>
internal sealed record ReapArguments(
    string? Project, ImmutableArray<string> Regions, string? ClientId, TimeSpan OlderThan, ReapMode Mode, bool Local, OutputFormat Format);

/// <summary>The words of <c>spydra reap</c>, and nothing else.</summary>
internal static class ReapCommand
{
    public static Command Create(Func<ReapArguments, CancellationToken, Task<int>> run)
    {
        Option<string?> project = new("--project") { HelpName = "P", Description = "The project; without it, that of the site's and user's files and of the environment." };
        Option<string[]> regions = new("--region") { HelpName = "R", Description = "A region; repeat it for several. Without it, that of the files and the environment.", Arity = ArgumentArity.OneOrMore };
        Option<string?> clientId = new("--client-id") { HelpName = "ID", Description = "Only clusters that runs of this client made." };
        Option<TimeSpan> olderThan = new("--older-than")
        {
            HelpName = "D",
            Description = "Only clusters that are at least so old: 6h, 2d.",
            CustomParser = result =>
            {
                if (DurationText.Parse(result.Tokens[0].Value, out var duration) is null && duration.Span >= TimeSpan.Zero) return duration.Span;
                result.AddError($"--older-than is '{result.Tokens[0].Value}', and a duration such as 90m, 6h or 2d is expected.");
                return TimeSpan.Zero;
            },
        };
        Option<bool> dryRun = new("--dry-run", "-n") { Description = "Say of each cluster what would become of it, and delete none." };
        Option<bool> asyncDelete = new("--async-delete") { Description = "Ask for the deletions, and do not wait until the clusters are gone." };
        Option<bool> local = new("--local") { Description = "The clusters of the embedded emulator." };
        var format = FormatOption.Create();
        Command reap = new("reap", "Delete clusters of Spydra that everyone has forgotten, and say of each why it goes or stays.")
        {
            project, regions, clientId, olderThan, dryRun, asyncDelete, local, format,
        };
        reap.SetAction((parsed, cancellationToken) => run(
            new ReapArguments(
                parsed.GetValue(project), [.. parsed.GetValue(regions) ?? []], parsed.GetValue(clientId), parsed.GetValue(olderThan),
                parsed.GetValue(dryRun) ? ReapMode.DryRun : parsed.GetValue(asyncDelete) ? ReapMode.AsyncDelete : ReapMode.Delete,
                parsed.GetValue(local), parsed.GetValue(format)),
            cancellationToken));
        return reap;
    }
}
