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
        var submit = words.AddTo(new Command("submit", "Run one job: make its cluster, submit it, show its output, delete the cluster."), format);
        submit.SetAction((parsed, cancellationToken) => run(new SubmitArguments(words.Spec(parsed), parsed.GetValue(format)), cancellationToken));
        return submit;
    }
}
