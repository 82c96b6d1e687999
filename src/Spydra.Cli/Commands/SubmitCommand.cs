using System.CommandLine;

namespace Spydra.Cli.Commands;

/// <summary>The words of <c>spydra submit</c>, and nothing else.</summary>
internal static class SubmitCommand
{
    public static Command Create(Func<SubmitArguments, CancellationToken, Task<int>> run)
    {
        var words = new SpecWords();
        var format = FormatOption.Create("For people, or one JSON object on standard output for programs; of a dry run also command lines of gcloud.",
            OutputFormat.Text, OutputFormat.Json, OutputFormat.Gcloud);
        Option<string?> runKey = new("--run-key") { HelpName = "K", Description = "What makes two starts the same run: the second goes on where the first stopped, and never runs the job twice. Default: the scheduler's, else a random one." };
        Option<bool> again = new("--again") { Description = "Run a key that is finished once more." };
        Option<bool> detach = new("--detach") { Description = "Print the run's id and leave when the service has the job; 'spydra attach' goes on." };
        Option<string> onInterrupt = new("--on-interrupt") { HelpName = "cancel|detach", Description = "What Ctrl-C and SIGTERM do to a job that is there: cancel it (the default), or leave it.", DefaultValueFactory = _ => "cancel" };
        onInterrupt.AcceptOnlyFromAmong("cancel", "detach");
        Option<int> retries = new("--retries") { HelpName = "N", Description = "Try again up to N times where that helps: no capacity, a cluster that failed, a service that is away; never a job that failed." };
        var grace = DurationOption.Create("--grace", "How long an interrupted run may take to cancel its job and delete its cluster; 60s, unless the settings say otherwise.");
        Option<bool> asyncDelete = new("--async-delete") { Description = "Ask for the deletion of the run's cluster, and do not wait until it is gone." };
        var noWhy = NoWhyOption.Create();
        var exitCodes = ExitCodesOption.Create();
        runKey.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var key }] && (key.Trim().Length == 0 || key.Length > 500 || key.Any(char.IsControl)))
                result.AddError("--run-key is empty, longer than 500 characters, or has control characters in it.");
        });
        retries.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[^1].Value, out var number) || number is < 0 or > 100))
                result.AddError($"--retries is '{result.Tokens[^1].Value}', and a number from 0 to 100 is expected.");
        });
        var submit = words.AddTo(new Command("submit", "Run one job: make its cluster, submit it, show its output, delete the cluster."), runKey, again, retries, detach, onInterrupt, grace, asyncDelete, noWhy, exitCodes, format);
        submit.SetAction((parsed, cancellationToken) => run(new SubmitArguments(words.Spec(parsed), parsed.GetValue(format))
        {
            RunKey = parsed.GetValue(runKey),
            Again = parsed.GetValue(again),
            Detach = parsed.GetValue(detach),
            LeaveOnInterrupt = parsed.GetValue(onInterrupt) == "detach",
            Retries = parsed.GetValue(retries),
            AsyncDelete = parsed.GetValue(asyncDelete),
            NoWhy = parsed.GetValue(noWhy),
            ExitCodes = parsed.GetValue(exitCodes),
            Grace = parsed.GetValue(grace),
        }, cancellationToken));
        return submit;
    }
}
