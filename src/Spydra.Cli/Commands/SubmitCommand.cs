using System.CommandLine;
using Spydra.Specs;

namespace Spydra.Cli.Commands;

/// <summary>The words of <c>spydra submit</c>, and nothing else.</summary>
internal static class SubmitCommand
{
    public static Command Create(Func<SubmitArguments, CancellationToken, Task<int>> run)
    {
        Option<string[]> specs = new("--spydra-json") { HelpName = "FILE", Description = "A job spec; repeat it to layer several, later ones winning.", Arity = ArgumentArity.OneOrMore };
        Option<string?> clientId = new("--client-id") { HelpName = "ID", Description = "Who runs the job; the folder of its history and logs." };
        Option<string?> classicClientId = new("--clientid") { Hidden = true };
        Option<string?> jar = new("--jar") { HelpName = "JAR", Description = "The main jar: a local file, or a gs://, hdfs:// or file:// address." };
        Option<string[]> jars = new("--jars") { HelpName = "JAR", Description = "A jar for the class path; repeat it, or separate several by commas.", Arity = ArgumentArity.OneOrMore };
        Option<string?> jobName = new("--job-name") { HelpName = "NAME", Description = "What the job's id begins with." };
        Option<bool> dryRun = new("--dry-run", "-n") { Description = "Print every request in order, and change nothing." };
        Option<bool> local = new("--local") { Description = "Run on the embedded emulator: no cloud, no account, real jobs." };
        var format = FormatOption.Create();
        Argument<string[]> jobArgs = new("JOB_ARGS") { Arity = ArgumentArity.ZeroOrMore, Description = "The job's own arguments; put them after -- when they begin with a dash." };

        Command submit = new("submit", "Run one job: make its cluster, submit it, show its output, delete the cluster.")
        {
            specs, clientId, classicClientId, jar, jars, jobName, dryRun, local, format, jobArgs,
        };
        submit.SetAction((parsed, cancellationToken) => run(
            new SubmitArguments(
                [.. parsed.GetValue(specs) ?? []],
                new CommandLineLayer(
                    parsed.GetValue(clientId) ?? parsed.GetValue(classicClientId),
                    parsed.GetValue(jar),
                    [.. (parsed.GetValue(jars) ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries))],
                    parsed.GetValue(jobName),
                    parsed.GetValue(dryRun),
                    [.. parsed.GetValue(jobArgs) ?? []]),
                parsed.GetValue(format),
                parsed.GetValue(local)),
            cancellationToken));
        return submit;
    }
}
