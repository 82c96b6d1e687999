using System.Collections.Immutable;

namespace Spydra.Specs;

/// <summary>What the words of <c>spydra submit</c> say about the job: the last layer.</summary>
/// <param name="ClientId"><c>--client-id</c>.</param>
/// <param name="Jar"><c>--jar</c>.</param>
/// <param name="Jars"><c>--jars</c>, an item an occurrence; commas inside separate too. They take the place of the job files' own.</param>
/// <param name="JobName"><c>--job-name</c>: the beginning of the job's id.</param>
/// <param name="DryRun"><c>--dry-run</c>; false says nothing.</param>
/// <param name="JobArgs">The job's arguments; none says nothing.</param>
public sealed record CommandLineLayer(
    string? ClientId, string? Jar, ImmutableArray<string> Jars, string? JobName, bool DryRun, ImmutableArray<string> JobArgs)
{
    /// <summary>A command line without options.</summary>
    public static CommandLineLayer Empty { get; } = new(null, null, [], null, false, []);
}
