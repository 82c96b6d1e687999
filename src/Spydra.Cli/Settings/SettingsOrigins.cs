using Spydra.Specs;

namespace Spydra.Cli.Settings;

/// <summary>Where each setting comes from: an environment variable, the user's or the site's file, or Spydra itself.</summary>
internal static class SettingsOrigins
{
    private static readonly SpecLocation BuiltIn = new("built-in defaults");

    /// <summary>Every setting as it holds, in the order of the documentation.</summary>
    /// <exception cref="SpydraException">Something in the settings is wrong.</exception>
    public static IEnumerable<ExplainedValue> Of(CliEnvironment environment)
    {
        var settings = environment.Settings();
        var endpoints = environment.Endpoints(settings);
        var files = environment.StandingFiles().Select(SettingsSection.Values).Reverse().ToList();
        return SpecShape.Keys.Where(key => key is { IsSetting: true, Type: not KeyType.Block }).Select(key =>
        {
            var said = Said(key, environment, files).ToList();
            var at = said.Count > 0 ? said[0].At : BuiltIn;
            var text = said.Count > 0 ? said[0].Text : key.Path switch
            {
                "settings.data_folder" => settings.DataFolder,
                "settings.endpoints.dataproc" => endpoints.Dataproc.AbsoluteUri,
                "settings.endpoints.storage" => endpoints.Storage.AbsoluteUri,
                "settings.time_limits.create" => Seconds(settings.Limits.Create),
                "settings.time_limits.release" => Seconds(settings.Limits.Release),
                "settings.time_limits.interrupt" => Seconds(settings.Limits.Interrupt),
                "settings.poll.first" => Seconds(settings.Poll.First),
                "settings.poll.slowest" => Seconds(settings.Poll.Slowest),
                "settings.exit_codes" => settings.ExitCodes.Word,
                _ => null,
            };
            return new ExplainedValue(key.Path, text, text is null ? ExplainedValue.NotSet : at) { Overrode = [.. said.Skip(1)], Help = key.Help };
        });
    }

    /// <summary>Who says something of a setting, the strongest first.</summary>
    private static IEnumerable<Overridden> Said(SpecKey key, CliEnvironment environment, List<IReadOnlyList<MergedValue>> files)
    {
        string[] above = ["SPYDRA_" + key.Path["settings.".Length..].Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant()];
        string[] below = key.Path switch
        {
            "settings.endpoints.dataproc" => ["CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC"],
            "settings.endpoints.storage" => ["CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE", "STORAGE_EMULATOR_HOST"],
            _ => [],
        };
        return
        [
            .. Variables(above),
            .. files.SelectMany(file => file).Where(value => value.Path == key.Path).Select(value => new Overridden(value.Text, value.At)),
            .. Variables(below),
        ];

        IEnumerable<Overridden> Variables(string[] names) =>
            names.Where(name => environment.Set(name) is not null).Select(name => new Overridden(environment.Set(name)!, new($"environment variable {name}")));
    }

    private static string Seconds(TimeSpan span) => FormattableString.Invariant($"{span.TotalSeconds}s");
}
