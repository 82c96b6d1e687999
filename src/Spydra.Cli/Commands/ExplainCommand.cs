using System.CommandLine;
using Spydra.Options;
using Spydra.Specs;

namespace Spydra.Cli.Commands;

/// <summary>The words of one <c>spydra explain</c>.</summary>
internal sealed record ExplainArguments(SpecArguments Spec, OutputFormat Format, string? Key);

/// <summary>The words of <c>spydra explain</c>, and nothing else.</summary>
internal static class ExplainCommand
{
    public static Command Create(Func<ExplainArguments, CancellationToken, Task<int>> run)
    {
        var words = new SpecWords();
        Option<string?> key = new("--key") { HelpName = "KEY", Description = "Only this key, or what is in this block; also one that is not set." };
        key.CompletionSources.Add([.. Explanation.Keys]);
        key.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } asked && !IsKnown(asked))
                result.AddError($"--key is '{asked}', which is no key of a spec. {NearestNames.Suggest(NearestNames.Of(asked, Explanation.Keys), "See docs/spec.md and docs/options.md.")}");
        });
        var format = FormatOption.Create();
        var explain = words.AddTo(new Command("explain", "Print every value of a run: where it comes from, what it overrode, where it goes. Changes nothing."), key, format);
        explain.SetAction((parsed, cancellationToken) => run(new ExplainArguments(words.Spec(parsed), parsed.GetValue(format), parsed.GetValue(key)), cancellationToken));
        return explain;
    }

    private static bool IsKnown(string key) =>
        key == "run" || key.StartsWith("run.", StringComparison.Ordinal) || SpecShape.Find(key) is not null || Explanation.Unset(key) is not null;
}
