using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Options;
using Spydra.Specs;

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
            ExitCodes = Codes(configuration),
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

    /// <summary>A set by name, and codes of classes, which hold whatever the set says: a file may have given them and the environment the name.</summary>
    private static ExitCodes Codes(IConfiguration configuration)
    {
        var codes = configuration["exit_codes"] switch
        {
            null or "" => ExitCodes.Typed,
            var word => ExitCodes.Sets.FirstOrDefault(set => set.Word.Equals(word, StringComparison.OrdinalIgnoreCase))
                ?? throw Wrong("exit_codes", word, "'typed', 'classic', 'styx' or codes by class"),
        };
        foreach (var given in configuration.GetSection("exit_codes").GetChildren())
        {
            var key = $"exit_codes:{given.Key.ToLowerInvariant()}";
            if (given.Value is not { Length: > 0 } text) continue;
            if (!Enum.TryParse<FailureClass>(given.Key.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var failure) || SpecShape.Find($"settings.{key.Replace(':', '.')}") is null)
                throw Wrong(key, text, $"there is no such class; one of {string.Join(", ", SpecShape.Below("settings.exit_codes").Select(known => $"'{known.Name}'"))}");
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code is < 1 or > 255) throw Wrong(key, text, "an exit code from 1 to 255");
            codes = codes.With(failure, code);
        }

        return codes;
    }

    private static SettingsException Wrong(string key, string value, string expected)
    {
        var path = key.Replace(':', '.');
        var variable = Prefix + key.Replace(":", "__").ToUpperInvariant();
        return new SettingsException($"Setting '{path}' is '{value}', and {expected} is expected.",
            $"Mend it under 'settings' in the site or user file, or in the environment variable {variable}.");
    }
}
