using Spydra.Cli.Settings;
using Spydra.Failures;

namespace Spydra.Cli.Commands;

/// <summary>What stands around a command that only tells something: its failure becomes a line, and an exit code.</summary>
internal sealed class AnswerFrame(Terminal terminal, CliEnvironment environment)
{
    public async Task<int> RunAsync(Func<CliSettings, Task> command)
    {
        var codes = ExitCodes.Typed;
        try
        {
            var settings = environment.Settings();
            codes = settings.ExitCodes;
            await command(settings);
            return ExitCode.Done;
        }
        catch (SpydraException e)
        {
            terminal.Say($"spydra: error: {e.Message}");
            terminal.Say($"spydra: {e.NextStep}");
            return codes.For(FailureClasses.Of(e), triesBefore: 0);
        }
    }
}
