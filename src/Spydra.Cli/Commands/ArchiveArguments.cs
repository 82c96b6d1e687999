using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Spydra.Cli.Commands;

/// <summary>Which archive is read.</summary>
/// <param name="LogBucket">A bucket, <c>gs://</c> and one, or a folder with the layout of one.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="Local">Whether the bucket is one of the embedded emulator.</param>
/// <param name="Format">Who reads the answer.</param>
internal sealed record ArchiveArguments(string LogBucket, string ClientId, bool Local, OutputFormat Format);

/// <summary>The words of <c>spydra dump-logs</c>.</summary>
/// <param name="Archive">Which archive is read.</param>
/// <param name="Application">The application, or the job.</param>
/// <param name="User">Whose logs; null for everyone's.</param>
/// <param name="Containers">Only these containers; none for all.</param>
/// <param name="LogTypes">Only files of these names; none for all.</param>
/// <param name="Tail">Only so many lines at the end of each; null for all.</param>
/// <param name="Grep">Only lines in which this is found; null for all.</param>
internal sealed record DumpLogsArguments(
    ArchiveArguments Archive, string Application, string? User, ImmutableArray<string> Containers, ImmutableArray<string> LogTypes, int? Tail, Regex? Grep)
{
    /// <summary>With which byte each begins.</summary>
    public long Offset { get; init; }
}

/// <summary>The words of <c>spydra dump-history</c>.</summary>
/// <param name="Archive">Which archive is read.</param>
/// <param name="Application">The application, or the job.</param>
/// <param name="All">Whether what went well is listed, too.</param>
internal sealed record DumpHistoryArguments(ArchiveArguments Archive, string Application, bool All);

/// <summary>The words of <c>spydra history</c>.</summary>
/// <param name="Archive">Which archive is read.</param>
/// <param name="Since">Only jobs that began then or later; null for all.</param>
/// <param name="Failed">Only those that did not succeed.</param>
internal sealed record HistoryArguments(ArchiveArguments Archive, SincePoint? Since, bool Failed);
