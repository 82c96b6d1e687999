using System.Globalization;
using System.Net;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp.Dataproc;
using Spydra.Testing;

namespace Spydra.Tests.Failures;

/// <summary>One real error text of corpus.tsv, with the class it should have.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Set"><c>learn</c>: the rules were written with it in sight; <c>held</c>: kept apart, and labelled before there was a rule.</param>
/// <param name="Source">Where such a text comes from: api, operation, client, job, yarn, driver.</param>
/// <param name="Code">HTTP status, code word and reason; gRPC code; job state; what the client knows.</param>
/// <param name="Expected">What it should be.</param>
/// <param name="Text">The text.</param>
public sealed record CorpusRow(int Id, string Set, string Source, string Code, FailureClass Expected, string Text)
{
    public static IReadOnlyList<CorpusRow> All { get; } =
    [
        .. File.ReadLines(RepositoryFiles.At("tests", "Spydra.Tests", "Failures", "corpus.tsv")).Skip(1).Select(line => line.Split('\t')).Select(row => new CorpusRow(
            int.Parse(row[0], CultureInfo.InvariantCulture), row[1], row[3], row[4], Class(row[5]),
            row[7].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal))),
    ];

    /// <summary>The evidence that a run would have of it.</summary>
    public FailureEvidence Evidence() => Source switch
    {
        "api" => new() { Api = Api(Code.Split(' ')) },
        "operation" => new() { Operation = new OperationError(Code.Length > 0 ? int.Parse(Code, CultureInfo.InvariantCulture) : 0, Text) },
        "client" => new()
        {
            Client = new(Code switch { "unreachable" => ClientFact.Unreachable, "time_limit" => ClientFact.TimeLimit, _ => ClientFact.NoCredentials }, Text),
        },
        "job" => new() { State = JobStates.Parse(Code), Details = Text },
        "yarn" => new() { State = JobState.Error, Diagnostics = Text },
        _ => new() { State = JobState.Error, Details = "Google Cloud Dataproc Agent reports job failure.", DriverOutput = Text },
    };

    public static FailureClass Class(string word) => Enum.Parse<FailureClass>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private ApiEvidence Api(string[] words) => new(
        (HttpStatusCode)int.Parse(words[0], CultureInfo.InvariantCulture), words.ElementAtOrDefault(1) is { } code and not "-" ? code : "", words.ElementAtOrDefault(2) ?? "", Text);
}
