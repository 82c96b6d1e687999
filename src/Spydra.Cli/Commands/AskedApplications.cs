using Spydra.History;
using Spydra.History.Archive;
using Spydra.History.Sources;

namespace Spydra.Cli.Commands;

/// <summary>What <c>--application</c> names: an application of YARN by either of its ids, or a Dataproc job, whose manifest says which it had.</summary>
internal static class AskedApplications
{
    /// <exception cref="SpydraException">The manifest cannot be read.</exception>
    public static async Task<IReadOnlyList<YarnApplicationId>> OfAsync(string said, IArchiveSource source, string clientId, Findings findings, CancellationToken cancellationToken)
    {
        if (Parse(said) is { } id) return [id];
        if (await new JobManifests(source, clientId).FindAsync(said, cancellationToken) is not { } manifest)
            findings.Missing($"no manifest of a job '{said}' is in {source.Describe($"logs/{clientId}/_manifests/")}", "Write the id of the application: 'spydra history' lists them.");
        else if (manifest.Applications.IsEmpty)
            findings.Missing($"job '{said}' had no application on YARN", "What its driver printed is all that there is; 'spydra describe' says where it lies.");
        else return manifest.Applications;
        return [];
    }

    /// <summary>The application that is named; null for the id of a Dataproc job.</summary>
    /// <exception cref="CommandLineException">It is neither.</exception>
    public static YarnApplicationId? Parse(string said)
    {
        if (YarnApplicationId.TryParse(said, out var id)) return id;
        return said.Length == 0 || said.Contains('/') || said.StartsWith("application_", StringComparison.Ordinal) ? throw new CommandLineException(
            $"--application is '{said}', and an id such as application_1795306400786_0001 is expected, or that of a job.", "'spydra history' lists them.") : null;
    }
}
