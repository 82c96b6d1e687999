using System.CommandLine;
using System.CommandLine.Help;
using Spydra;
using Spydra.Cli;
using Spydra.Cli.Commands;
using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Emulator;
using Spydra.Failures;
using Spydra.Gcp;

using var terminal = Terminal.Standard();
try
{
    var environment = CliEnvironment.OfProcess();
    // No RootCommand: that one is called after the assembly, and its help would say Spydra.Cli.
    Command spydra = new("spydra", "Spydra runs one data job from a JSON spec: on a Dataproc cluster of its own, or on an emulator on your machine.")
    {
        new HelpOption(),
        new VersionOption(),
        SubmitCommand.Create(new SubmitAction(terminal, environment, TimeProvider.System).RunAsync),
        RunCommands.Attach(new FollowAction(terminal, environment, TimeProvider.System).AttachAsync),
        RunCommands.Wait(new FollowAction(terminal, environment, TimeProvider.System).WaitAsync),
        RunCommands.Cancel(new FollowAction(terminal, environment, TimeProvider.System).CancelAsync),
        RunsCommand.Create(new RunsAction(terminal, environment, TimeProvider.System).RunAsync),
        RunsCommand.Describe(new DescribeAction(terminal, environment, TimeProvider.System).RunAsync),
        ExplainCommand.Create(new ExplainAction(terminal, environment, TimeProvider.System).RunAsync),
        ReapCommand.Create(new ReapAction(terminal, environment, TimeProvider.System).RunAsync),
        WhyCommand.Create(new WhyAction(terminal, environment, TimeProvider.System).RunAsync),
        ArchiveCommands.History(new HistoryAction(terminal, environment, TimeProvider.System).RunAsync, TimeProvider.System.LocalTimeZone),
        ArchiveCommands.DumpHistory(new DumpHistoryAction(terminal, environment, TimeProvider.System).RunAsync),
        ArchiveCommands.DumpLogs(new DumpLogsAction(terminal, environment, TimeProvider.System).RunAsync),
        EmulatorCommand.Create(new EmulatorAction(terminal, environment, TimeProvider.System).RunAsync),
    };

    spydra.Add(CompletionCommand.Create(terminal));
    if (Suggestions.Asked(spydra, args) is { } suggestions)
    {
        if (suggestions.Count > 0) terminal.WriteAnswer(string.Join('\n', suggestions));
        return terminal.AnswerLost ? ExitCode.Usage : ExitCode.Done;
    }

    var parsed = spydra.Parse(args);
    List<string> problems = [.. parsed.Errors.Select(problem => problem.Message)];
    if (JobArguments.MistakenOption(parsed) is { } mistaken) problems.Add(mistaken);
    if (problems.Count > 0 && parsed.Action is not HelpAction)
    {
        foreach (var problem in problems) terminal.Say($"spydra: error: {problem}");
        var next = $"'spydra {(parsed.CommandResult.Command == spydra ? "" : parsed.CommandResult.Command.Name + " ")}--help' lists what can be said.";
        terminal.Say($"spydra: {next}");
        var refused = ExitCodesOption.Of(parsed.Tokens, environment).For(FailureClass.Usage, triesBefore: 0);
        if (FormatOption.IsJson(parsed.Tokens))
            terminal.WriteAnswer(JsonBytes.Indented(new RunRecord(TimeProvider.System).ToJson(
                refused, Conclusion.Of(new CommandLineException(string.Join('\n', problems), next)))));
        return refused;
    }

    // Signals are ours: the job and the cluster have to be given back first.
    var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    return exitCode == ExitCode.Done && terminal.AnswerLost ? ExitCode.Usage : exitCode;
}
catch (SpydraException e)
{
    terminal.Say($"spydra: error: {e.Message}");
    terminal.Say($"spydra: {e.NextStep}");
    return ExitCode.Usage;
}
catch (EmulatorException e)
{
    terminal.Say($"spydra: error: {e.Message}");
    terminal.Say($"spydra: {e.NextStep}");
    return ExitCode.Usage;
}
catch (Exception e)
{
    terminal.Say($"spydra: error: something went wrong that Spydra has no words for: {e.GetType().Name}: {e.Message}");
    terminal.Say("spydra: please report it, with the command line and the spec.");
    return ExitCode.Usage;
}
