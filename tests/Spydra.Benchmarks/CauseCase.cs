using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Spydra.History;
using Spydra.History.Causes;
using Spydra.History.Sources;

namespace Spydra.Benchmarks;

/// <summary>A job of the corpus that really ran: a line of <c>cases.tsv</c>.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">mapreduce, streaming, spark or pyspark.</param>
/// <param name="Application">Null where YARN never heard of it.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="ExitCode">The driver's.</param>
/// <param name="Cause">The one known cause; <c>none</c> of a success.</param>
/// <param name="Also">Other causes that count as right.</param>
/// <param name="Evidence">A text that a good answer shows.</param>
/// <param name="Where">What tells of it: driver, container, history, events, diagnostics.</param>
internal sealed record CauseCase(
    string Name, string Kind, YarnApplicationId? Application, string ClientId, int ExitCode, string Cause, ImmutableArray<string> Also, string Evidence, ImmutableArray<string> Where)
{
    public const string None = "none";

    public bool IsFailure => Cause is not (None or "skew");

    public static IReadOnlyList<CauseCase> All(string folder) =>
    [
        .. File.ReadLines(Path.Combine(folder, "cases.tsv")).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')).Select(row => new CauseCase(
            row[0], row[1], YarnApplicationId.TryParse(row[2], out var application) ? application : null, row[3], int.Parse(row[5], CultureInfo.InvariantCulture),
            row[7], [.. row[8].Split(',').Where(cause => cause != "-")], row[9], [.. row[10].Split(',')])),
    ];

    /// <summary>Whether the evidence stands in what is given.</summary>
    public bool IsTellable(Given given) => Where.Any(where => given.HasFlag(where switch { "driver" => Given.Driver, "diagnostics" => Given.Yarn, _ => Given.Archive }));

    /// <summary>Whether anything at all is given.</summary>
    public bool HasAny(Given given) => Application is not null || given.HasFlag(Given.Driver);

    public CauseQuestion Question(string folder, Given given)
    {
        var left = Path.Combine(folder, "failures", Name);
        var hasYarn = given.HasFlag(Given.Yarn) && Application is not null;
        return new()
        {
            Archive = given.HasFlag(Given.Archive) ? new FolderSource(Path.Combine(folder, "bucket")) : null,
            ClientId = given.HasFlag(Given.Archive) ? ClientId : null,
            Applications = given.HasFlag(Given.Archive) && Application is { } application ? [application] : [],
            Driver = given.HasFlag(Given.Driver) ? new("driver.txt", _ => Task.FromResult<Stream>(File.OpenRead(Path.Combine(left, "driver.txt")))) : null,
            Diagnostics = hasYarn ? File.ReadAllText(Path.Combine(left, "diagnostics.txt")) : null,
            YarnState = hasYarn ? JsonNode.Parse(File.ReadAllText(Path.Combine(left, "app.json")))?["app"]?["finalStatus"]?.GetValue<string>() : null,
            ExitCode = given.HasFlag(Given.ExitCode) ? ExitCode : null,
        };
    }
}
