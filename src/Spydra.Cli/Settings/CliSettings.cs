using Spydra.Gcp;

namespace Spydra.Cli.Settings;

/// <summary>
/// What belongs to a site or a user and not to a job. It comes from the <c>settings</c> block of the site and the user file and from
/// environment variables with the prefix <c>SPYDRA_</c>, later ones winning.
/// </summary>
internal sealed record CliSettings
{
    /// <summary><c>data_folder</c>: where local state is kept, the emulator's of <c>--local</c> among it.</summary>
    public required string DataFolder { get; init; }

    /// <summary><c>endpoints.dataproc</c>; null is Google's.</summary>
    public Uri? Dataproc { get; init; }

    /// <summary><c>endpoints.storage</c>; null is Google's.</summary>
    public Uri? Storage { get; init; }

    /// <summary><c>time_limits</c>.</summary>
    public TimeLimits Limits { get; init; } = new();

    /// <summary><c>poll</c>.</summary>
    public PollSchedule Poll { get; init; } = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    /// <summary><c>exit_codes</c>.</summary>
    public ExitCodes ExitCodes { get; init; } = ExitCodes.Typed;
}

/// <summary>A setting cannot be used.</summary>
internal sealed class SettingsException(string message, string nextStep) : SpydraException(message, nextStep);
