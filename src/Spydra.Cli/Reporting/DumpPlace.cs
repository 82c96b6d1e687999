using System.Globalization;
using System.Text.RegularExpressions;
using Spydra.Runs.Journal;

namespace Spydra.Cli.Reporting;

/// <summary>Where <c>spydra dump-logs</c> finds the logs of containers.</summary>
/// <param name="LogBucket">The log bucket, as the command takes it.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="Local">Whether it is a bucket of the embedded emulator.</param>
internal sealed partial record DumpPlace(string LogBucket, string ClientId, bool Local)
{
    /// <summary>Of a run; null where its logs are in no bucket.</summary>
    public static DumpPlace? Of(RunFacts? facts) => facts is { LogBucket: { } bucket, Region: not null } ? new(bucket, facts.ClientId, facts.Local) : null;

    /// <summary>The command line that opens a log of a container, at a byte of it; null where the container's id is none.</summary>
    public string? Command(string container, string log, long? offset)
    {
        if (ContainerId().Match(container) is not { Success: true } id) return null;
        string[] words =
        [
            "spydra", "dump-logs", .. Local ? ["--local"] : Array.Empty<string>(), "--log-bucket", LogBucket, "--client-id", ClientId,
            "--application", "application_" + id.Groups["digits"].Value, "--container", container, "--log-type", log,
            .. offset is { } at ? ["--offset", at.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        ];
        return string.Join(' ', words.Select(ShellText.Quote));
    }

    // After a restart of the ResourceManager its epoch stands before the digits.
    [GeneratedRegex(@"\Acontainer_(e[0-9]+_)?(?<digits>[0-9]{1,18}_[0-9]{4,9})_[0-9]+_[0-9]+\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex ContainerId();
}
