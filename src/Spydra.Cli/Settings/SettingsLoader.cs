using System.Text;
using Microsoft.Extensions.Configuration;
using Spydra.Gcp;
using Spydra.Options;

namespace Spydra.Cli.Settings;

/// <summary>Reads the settings through Microsoft.Extensions.Configuration: site, then user, then environment.</summary>
internal static class SettingsLoader
{
    private const string Prefix = "SPYDRA_";

    /// <summary><paramref name="blocks"/> are the <c>settings</c> blocks of the files as JSON, the stronger ones later.</summary>
    public static CliSettings Load(IEnumerable<string> blocks, CliEnvironment environment)
    {
        var builder = new ConfigurationBuilder();
        foreach (var block in blocks) builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(block)));
        var configuration = builder.AddEnvironmentVariables(Prefix).Build();

        var defaults = new CliSettings { DataFolder = "" };
        return new CliSettings
        {
            DataFolder = configuration["data_folder"] is { Length: > 0 } folder ? Path.GetFullPath(folder) : environment.StateFolder(),
            Dataproc = Address(configuration, "endpoints:dataproc"),
            Storage = Address(configuration, "endpoints:storage"),
            Limits = new TimeLimits
            {
                Create = Span(configuration, "time_limits:create", defaults.Limits.Create),
                Release = Span(configuration, "time_limits:release", defaults.Limits.Release),
                Interrupt = Span(configuration, "time_limits:interrupt", defaults.Limits.Interrupt),
                Unreachable = Span(configuration, "time_limits:unreachable", defaults.Limits.Unreachable),
            },
            Poll = new PollSchedule(
                Span(configuration, "poll:first", defaults.Poll.First), Span(configuration, "poll:slowest", defaults.Poll.Slowest)),
            ExitCodes = configuration["exit_codes"]?.ToLowerInvariant() switch
            {
                null or "typed" => ExitCodeProfile.Typed,
                "classic" => ExitCodeProfile.Classic,
                var other => throw Wrong("exit_codes", other, "'typed' or 'classic'"),
            },
        };
    }

    private static Uri? Address(IConfiguration configuration, string key) => configuration[key] switch
    {
        null or "" => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" => Endpoints.Base(uri),
        var text => throw Wrong(key, text, "an address such as http://127.0.0.1:8470/"),
    };

    private static TimeSpan Span(IConfiguration configuration, string key, TimeSpan otherwise) => configuration[key] switch
    {
        null or "" => otherwise,
        var text when DurationText.Parse(text, out var duration) is null && duration.Span > TimeSpan.Zero => duration.Span,
        var text => throw Wrong(key, text, "a duration longer than zero, such as 90s, 35m or 2h"),
    };

    private static SettingsException Wrong(string key, string value, string expected)
    {
        var path = key.Replace(':', '.');
        var variable = Prefix + key.Replace(":", "__").ToUpperInvariant();
        return new SettingsException($"Setting '{path}' is '{value}', and {expected} is expected.",
            $"Mend it under 'settings' in the site or user file, or in the environment variable {variable}.");
    }
}
