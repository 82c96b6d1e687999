using System.CommandLine;
using Spydra.Gcp.Storage;

namespace Spydra.Cli.Commands;

/// <summary>The words of <c>spydra why</c>, and nothing else.</summary>
internal static class WhyCommand
{
    public static Command Create(Func<WhyArguments, CancellationToken, Task<int>> run)
    {
        var archive = new ArchiveOptions(required: false);
        Argument<string?> folder = new("FOLDER") { Description = "A folder of copied logs, in any layout.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> which = new("--run") { HelpName = "RUN", Description = "A run: its key, or its id; 'spydra runs' lists them." };
        var applications = ArchiveCommands.Several("--application", "ID", "An application of YARN, its job_ id, or the id of the Dataproc job that it is of; repeat it, or write several with commas between.");
        Option<string?> driver = new("--driver-output") { HelpName = "URI|FILE", Description = "What the driver printed: gs:// as the run tells it, a file, or - for standard input." };
        var user = ArchiveCommands.User("Only this user's applications; without it, those of all users.");
        Command why = new("why", "Say why a run or a job failed, from all that it left: the cause, the lines that show it, and what to try.") { folder, which, applications, driver, user };
        archive.AddTo(why);
        driver.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } said && said.StartsWith("gs:", StringComparison.Ordinal) && !(GsUri.TryParse(said, out var uri) && uri.Name.Length > 0))
                result.AddError($"--driver-output is '{said}', which names no object: write it as the run tells it; 'spydra describe' has it.");
        });
        why.Validators.Add(result =>
        {
            var (bucket, client) = archive.Said(result);
            var (isRun, isApplication) = (result.GetResult(which) is not null, result.GetResult(applications) is not null);
            var rest = result.GetResult(driver) is not null || result.GetResult(folder) is { Tokens.Count: > 0 };
            foreach (var problem in Problems(isRun, isApplication, bucket, client, rest)) result.AddError(problem);
            if (isRun && bucket && client && !Guid.TryParse(result.GetValue(which), out _))
                result.AddError($"--run is '{result.GetValue(which)}', and with --log-bucket the id of a run is expected: 'spydra runs' lists them.");
        });
        why.SetAction((parsed, cancellationToken) =>
        {
            var (bucket, client, local, format) = archive.Said(parsed);
            return run(new WhyArguments(format)
            {
                Run = parsed.GetValue(which),
                Applications = ArchiveCommands.Words(parsed.GetValue(applications)),
                LogBucket = bucket,
                ClientId = client,
                Local = local,
                User = parsed.GetValue(user),
                DriverOutput = parsed.GetValue(driver),
                Folder = parsed.GetValue(folder),
            }, cancellationToken);
        });
        return why;
    }

    /// <summary>What does not go together, and what to add or to leave out.</summary>
    /// <param name="run">Whether a run was named.</param>
    /// <param name="application">Whether applications were.</param>
    /// <param name="bucket">Whether a log bucket was.</param>
    /// <param name="client">Whether a client was.</param>
    /// <param name="rest">Whether driver output or a folder was.</param>
    private static IEnumerable<string> Problems(bool run, bool application, bool bucket, bool client, bool rest)
    {
        if (run && application) yield return "A run knows its applications: leave out --application, or --run.";
        if (bucket != client)
            yield return bucket ? "--log-bucket needs --client-id: add --client-id ID, whose logs they are." : "--client-id needs --log-bucket: add --log-bucket B, where the logs are.";
        else if (application && !bucket) yield return "--application needs to know where to look: add --log-bucket B and --client-id ID.";
        if (run || application || rest) yield break;
        yield return bucket || client
            ? "What failed is not said: add --application ID ('spydra history' lists them), or --run RUN, or --driver-output URI|FILE."
            : "What failed is not said: add --run RUN, or --application ID with --log-bucket B and --client-id ID, or --driver-output URI|FILE, or a folder of copied logs.";
    }
}
