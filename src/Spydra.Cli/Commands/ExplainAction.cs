using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Failures;
using Spydra.Runs;
using Spydra.Specs;

namespace Spydra.Cli.Commands;

/// <summary>What <c>spydra explain</c> does: it reads the spec and the settings as a submit would, and prints what it found.</summary>
internal sealed class ExplainAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    public async Task<int> RunAsync(ExplainArguments arguments, CancellationToken cancellationToken)
    {
        List<ExplainedValue> values = [];
        SpydraException? wrong = null;
        var codes = ExitCodes.Typed;
        try
        {
            var settings = environment.Settings();
            codes = settings.ExitCodes;
            wrong = await SpecAsync(arguments, settings, values, cancellationToken);
            values.AddRange(SettingsOrigins.Of(environment));
        }
        catch (SpydraException e)
        {
            wrong ??= e;
        }

        var asked = arguments.Key is { } key ? Only(key, values) : values;
        terminal.WriteAnswer(arguments.Format == OutputFormat.Json ? ExplainJson.Of(asked, wrong) : ExplainText.Of(asked));
        if (wrong is null) return ExitCode.Done;
        terminal.Say($"spydra: error: {wrong.Message}");
        terminal.Say($"spydra: {wrong.NextStep}");
        return codes.For(FailureClasses.Of(wrong), triesBefore: 0);
    }

    private async Task<SpecException?> SpecAsync(
        ExplainArguments arguments, CliSettings settings, List<ExplainedValue> values, CancellationToken cancellationToken)
    {
        using var credentials = new CliCredentials(environment, terminal.Say, time);
        var loaded = await new SpecLoader(environment, credentials, time).ReadAsync(arguments.Spec, settings, Guid.NewGuid(), cancellationToken);
        values.AddRange(Explanation.Of(loaded));
        if (loaded.Spec is not { } spec) return loaded.Problems;
        try
        {
            var plan = RunPlanner.Plan(spec);
            values.AddRange(PlannedValues.Of(plan, spec));
            if (plan.Region is not null && !arguments.Spec.Local) values.Add(credentials.Explain(spec));
            return null;
        }
        catch (SpecException e)
        {
            return e;
        }
    }

    /// <summary>The values of a key or a block; the key alone where nothing sets it.</summary>
    private static List<ExplainedValue> Only(string asked, List<ExplainedValue> values)
    {
        var plain = Plain(asked);
        var found = values.Where(value => Plain(value.Key) == plain || value.Key.StartsWith(asked + ".", StringComparison.Ordinal)).ToList();
        return found.Count > 0 || Explanation.Unset(asked) is not { } unset ? found : [unset];
    }

    /// <summary>A flag's <c>no-</c> form is the same key.</summary>
    private static string Plain(string key) => key.Replace(".options.no-", ".options.", StringComparison.Ordinal);
}
