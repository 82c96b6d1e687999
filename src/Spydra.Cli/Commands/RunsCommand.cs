using System.CommandLine;

namespace Spydra.Cli.Commands;

/// <summary>The words of <c>spydra runs</c>, and nothing else.</summary>
internal static class RunsCommand
{
    public static Command Create(Func<OutputFormat, CancellationToken, Task<int>> run)
    {
        var format = FormatOption.Create();
        Command runs = new("runs", "List your runs: those that this machine has journals of, and those whose clusters have your label. Changes nothing.") { format };
        runs.SetAction((parsed, cancellationToken) => run(parsed.GetValue(format), cancellationToken));
        return runs;
    }

    /// <summary>The words of <c>spydra describe</c>.</summary>
    public static Command Describe(Func<RunArguments, CancellationToken, Task<int>> run) =>
        RunCommands.Create("describe", "Say all that is known of a run, from its journal and from the service. Changes nothing.", run);
}
