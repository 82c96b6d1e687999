using System.CommandLine;
using Spydra.Specs;

namespace Spydra.Cli.Commands;

/// <summary>The words that say which spec is meant, the same for every command that takes one.</summary>
internal sealed class SpecWords
{
    private readonly Option<string[]> specs = new("--spydra-json") { HelpName = "FILE", Description = "A job spec; repeat it to layer several, later ones winning.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> clientId = new("--client-id") { HelpName = "ID", Description = "Who runs the job; the folder of its history and logs." };
    private readonly Option<string?> classicClientId = new("--clientid") { Hidden = true };
    private readonly Option<string?> jar = new("--jar") { HelpName = "JAR", Description = "The main jar: a local file, or a gs://, hdfs:// or file:// address." };
    private readonly Option<string[]> jars = new("--jars") { HelpName = "JAR", Description = "A jar for the class path; repeat it, or separate several by commas.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> jobName = new("--job-name") { HelpName = "NAME", Description = "What the job's id begins with." };
    private readonly Option<bool> dryRun = new("--dry-run", "-n") { Description = "Print every request in order, and change nothing." };
    private readonly Option<bool> local = new("--local") { Description = "Run on the embedded emulator: no cloud, no account, real jobs." };
    private readonly Option<bool> noDefaults = new("--no-defaults") { Description = "Add none of Spydra's own cluster options (its labels and its limits of idle time and age stay); then the cluster's logs and history are your own affair." };
    private readonly Argument<string[]> jobArgs = new("JOB_ARGS") { Arity = ArgumentArity.ZeroOrMore, Description = "The job's own arguments; put them after -- when they begin with a dash." };

    /// <summary>Adds them to a command, with what is its own before the arguments.</summary>
    public Command AddTo(Command command, params Option[] own)
    {
        foreach (var option in (Option[])[specs, clientId, classicClientId, jar, jars, jobName, dryRun, local, noDefaults, .. own]) command.Options.Add(option);
        command.Arguments.Add(jobArgs);
        return command;
    }

    public SpecArguments Spec(ParseResult parsed) => new(
        [.. parsed.GetValue(specs) ?? []],
        new CommandLineLayer(
            parsed.GetValue(clientId) ?? parsed.GetValue(classicClientId),
            parsed.GetValue(jar),
            [.. (parsed.GetValue(jars) ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries))],
            parsed.GetValue(jobName),
            parsed.GetValue(dryRun),
            [.. parsed.GetValue(jobArgs) ?? []]),
        parsed.GetValue(local),
        parsed.GetValue(noDefaults));
}
