using System.Collections.Immutable;
using System.CommandLine;
using System.Text.RegularExpressions;
using Spydra.History.Logs;

namespace Spydra.Cli.Commands;

/// <summary>The commands that read what jobs left: <c>dump-logs</c>, <c>dump-history</c>, <c>history</c>. Their words, and nothing else.</summary>
internal static class ArchiveCommands
{
    public static Command DumpLogs(Func<DumpLogsArguments, CancellationToken, Task<int>> run)
    {
        var (archive, application) = (new ArchiveOptions(), Application());
        var user = User("Only logs of this user's applications; without it, of all users.");
        var containers = Several("--container", "ID", "Only this container; repeat it, or write several with commas between.");
        var types = Several("--log-type", "NAME", "Only files of this name, such as stderr; repeat it, or write several with commas between.");
        Option<long> offset = new("--offset") { HelpName = "N", Description = "Begin each file at byte N, counted from 0." };
        offset.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() < 0) result.AddError("--offset is a number of bytes, and not less than 0.");
        });
        Option<int?> tail = new("--tail") { HelpName = "N", Description = "Only the last N lines of each file." };
        tail.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0) result.AddError("--tail is a number of lines, and not less than 0.");
        });
        Option<Regex?> grep = new("--grep")
        {
            HelpName = "REGEX",
            Description = "Only lines in which this is found; files without one are left out.",
            CustomParser = result =>
            {
                try { return LogFilter.Expression(result.Tokens[0].Value); }
                catch (Exception e) when (e is ArgumentException or NotSupportedException)
                {
                    result.AddError($"--grep is '{result.Tokens[0].Value}', which is no pattern: {e.Message}");
                    return null;
                }
            },
        };
        Command command = new("dump-logs", "Print the logs of an application's containers from the archive, as 'yarn logs' does.") { application, user, containers, types, offset, tail, grep };
        archive.AddTo(command);
        command.SetAction((parsed, cancellationToken) => run(
            new(archive.Of(parsed), parsed.GetValue(application)!, parsed.GetValue(user), Words(parsed.GetValue(containers)), Words(parsed.GetValue(types)), parsed.GetValue(tail), parsed.GetValue(grep)) { Offset = parsed.GetValue(offset) },
            cancellationToken));
        return command;
    }

    public static Command DumpHistory(Func<DumpHistoryArguments, CancellationToken, Task<int>> run)
    {
        var (archive, application) = (new ArchiveOptions(), Application());
        Option<bool> all = new("--all") { Description = "List what succeeded, too: every task, every attempt, every stage." };
        Command command = new("dump-history", "Print what became of a job from the archive: for MapReduce as 'mapred job -history' does, for Spark its jobs, stages and executors.") { application, all };
        archive.AddTo(command);
        command.SetAction((parsed, cancellationToken) => run(new(archive.Of(parsed), parsed.GetValue(application)!, parsed.GetValue(all)), cancellationToken));
        return command;
    }

    public static Command History(Func<HistoryArguments, CancellationToken, Task<int>> run, TimeZoneInfo here)
    {
        var archive = new ArchiveOptions();
        Option<SincePoint?> since = new("--since")
        {
            HelpName = "WHEN",
            Description = "Only jobs that began then or later: 36h, 2d, 2026-11-22, 2026-11-22T10:00:00Z.",
            CustomParser = result =>
            {
                if (SincePoint.Parse(result.Tokens[0].Value, here) is { } point) return point;
                result.AddError($"--since is '{result.Tokens[0].Value}', and a duration such as 36h or 2d, or a date such as 2026-11-22, is expected.");
                return null;
            },
        };
        Option<bool> failed = new("--failed") { Description = "Only jobs that did not succeed." };
        Command command = new("history", "List the jobs of a client that the archive knows, one a line.") { since, failed };
        archive.AddTo(command);
        command.SetAction((parsed, cancellationToken) => run(new(archive.Of(parsed), parsed.GetValue(since), parsed.GetValue(failed)), cancellationToken));
        return command;
    }

    internal static Option<string?> User(string description)
    {
        Option<string?> user = new("--username") { HelpName = "USER", Description = description };
        user.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && (name.Length == 0 || name.Contains('/') || name is "." or ".."))
                result.AddError($"--username is '{name}', and the name of a user is expected, without slashes.");
        });
        return user;
    }

    private static Option<string> Application() => new("--application")
    {
        HelpName = "ID",
        Description = "application_1795306400786_0001, or its job_1795306400786_0001, or the id of the Dataproc job that it is of.",
        Required = true,
    };

    internal static Option<string[]> Several(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description, Arity = ArgumentArity.OneOrMore };

    internal static ImmutableArray<string> Words(string[]? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
