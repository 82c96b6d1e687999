using System.CommandLine;

namespace Spydra.Cli.Commands;

/// <summary>The words of a command about one run.</summary>
/// <param name="Run">Its key, or the id of one of its attempts.</param>
/// <param name="LogBucket">Where its journal is, if not on this machine.</param>
/// <param name="ClientId">Whose run it is, if its journal is not on this machine.</param>
/// <param name="Local">Whether it is one of the embedded emulator; of a run whose journal is here, the journal knows.</param>
/// <param name="Format">Who reads the answer.</param>
internal sealed record RunArguments(string Run, string? LogBucket, string? ClientId, bool Local, OutputFormat Format)
{
    /// <summary><c>--no-why</c>: whether nobody wants to know why a job failed.</summary>
    public bool NoWhy { get; init; }
}

/// <summary>The commands about one run: <c>attach</c>, <c>wait</c>, <c>cancel</c>.</summary>
internal static class RunCommands
{
    public static Command Attach(Func<RunArguments, CancellationToken, Task<int>> run) =>
        Create("attach", "Go on with a run: show its output from where it was shown last, end as it ends, and delete its cluster. Ctrl-C leaves it running.", run, NoWhyOption.Create());

    public static Command Wait(Func<RunArguments, CancellationToken, Task<int>> run) =>
        Create("wait", "Wait for the end of a run without showing its output, delete its cluster, and exit as it does. Ctrl-C leaves it running.", run, NoWhyOption.Create());

    public static Command Cancel(Func<RunArguments, CancellationToken, Task<int>> run) =>
        Create("cancel", "End a run: cancel its job and delete its cluster, whether a client follows it or not.", run);

    /// <summary>A command that takes one run; <paramref name="noWhy"/> where it ends as the run does.</summary>
    public static Command Create(string name, string description, Func<RunArguments, CancellationToken, Task<int>> run, Option<bool>? noWhy = null)
    {
        Argument<string> which = new("RUN") { Description = "The run's key, or its id; 'spydra runs' lists them." };
        Option<string?> bucket = new("--log-bucket") { HelpName = "B", Description = "The log bucket of a run of another machine; RUN is its id then." };
        Option<string?> client = new("--client-id") { HelpName = "ID", Description = "The client of a run of another machine." };
        Option<bool> local = new("--local") { Description = "A run of the embedded emulator whose journal is in its bucket only." };
        var format = FormatOption.Create();
        Command command = new(name, description) { which, bucket, client, local, format };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(bucket) is null) != (result.GetValue(client) is null)) result.AddError("--log-bucket and --client-id go together: they name where the journal of the run is.");
            if (result.GetValue(bucket) is not null && !Guid.TryParse(result.GetValue(which), out _)) result.AddError($"RUN is '{result.GetValue(which)}', and with --log-bucket the id of a run is expected.");
        });
        if (noWhy is not null) command.Add(noWhy);
        command.SetAction((parsed, cancellationToken) => run(
            new RunArguments(parsed.GetValue(which)!, parsed.GetValue(bucket), parsed.GetValue(client), parsed.GetValue(local), parsed.GetValue(format))
            {
                NoWhy = noWhy is not null && parsed.GetValue(noWhy),
            }, cancellationToken));
        return command;
    }
}
