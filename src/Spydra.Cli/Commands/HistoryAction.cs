using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.History.Archive;

namespace Spydra.Cli.Commands;

/// <summary>What <c>spydra history</c> does.</summary>
internal sealed class HistoryAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    public Task<int> RunAsync(HistoryArguments arguments, CancellationToken cancellationToken) =>
        new ArchiveFrame(terminal, environment, time).RunAsync(arguments.Archive, async (source, findings, token) =>
        {
            var client = arguments.Archive.ClientId;
            terminal.Say($"spydra: looking for the jobs of {client} in {source.Describe("")}");
            var all = await new JobCatalog(source, client).ListAsync(arguments.Since?.From(time.GetUtcNow()), findings.Damaged, token);
            var jobs = arguments.Failed ? [.. all.Where(job => job.HasFailed)] : all;
            if (arguments.Archive.Format == OutputFormat.Json) terminal.WriteAnswer(ArchivedJobsText.Json(jobs));
            else if (jobs.Count > 0) terminal.WriteAnswer(ArchivedJobsText.Of(jobs, time.LocalTimeZone));
            else terminal.Say($"spydra: {(all.Count > 0 ? "none of them failed" : arguments.Since is null ? $"no job of {client} is there: look whether client and bucket are right" : "none in that time")}");
        }, cancellationToken);
}
