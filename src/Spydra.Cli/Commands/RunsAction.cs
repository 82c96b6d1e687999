using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Runs;
using Spydra.Specs;

namespace Spydra.Cli.Commands;

/// <summary>
/// What <c>spydra runs</c> does: it reads the journals of this machine, and asks for the clusters of each region that has runs which have not
/// ended, or that the files and the environment name. A region that cannot be asked is told, and is no failure.
/// </summary>
internal sealed class RunsAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    /// <summary>What only completes a list is not waited for as long as what a run needs.</summary>
    private static readonly CallBudget Patience = new(TimeSpan.FromSeconds(5));

    public Task<int> RunAsync(OutputFormat format, CancellationToken cancellationToken) => new AnswerFrame(terminal, environment).RunAsync(async settings =>
    {
        var known = new RunJournals(settings).Catalog.All();
        List<SeenCluster> seen = [];
        List<(RegionPath Region, SpydraException Why)> notAsked = [];
        using var credentials = new CliCredentials(environment, terminal.Say, time);
        foreach (var (region, caller) in Regions(known, credentials))
        {
            try
            {
                using var http = ApiClient.NewHttpClient();
                var services = new RunServices(new ApiClient(http, caller, time).For(Patience), environment.Endpoints(settings), settings.Poll, settings.Limits, time);
                await foreach (var cluster in services.OurClustersAsync(region, cancellationToken)) seen.Add(new(region, cluster));
            }
            catch (SpydraException e)
            {
                notAsked.Add((region, e));
                terminal.Say($"spydra: the clusters of {region.Project}/{region.Region} could not be listed: {e.Message}");
            }
        }

        var runs = RunLine.Of(known, seen, environment.Context(Guid.NewGuid(), local: false).Owner);
        if (format == OutputFormat.Json) terminal.WriteAnswer(RunsJson.Of(runs, notAsked));
        else if (runs.Count == 0) terminal.Say("spydra: no run is known here");
        else terminal.WriteAnswer(RunsText.Of(runs, time.LocalTimeZone));
    });

    private IEnumerable<(RegionPath Region, ICredentials Caller)> Regions(IEnumerable<KnownRun> known, CliCredentials credentials)
    {
        var open = known.Where(run => RunLine.Of(run, []).IsOpen && run.Story.Facts is { Local: false, Project: not null, Region: not null })
            .Select(run => (new RegionPath(run.Story.Facts!.Project!, run.Story.Facts.Region!), credentials.For(run.Story.Facts)));
        var said = SpecLayers.Read([.. environment.StandingFiles()], CommandLineLayer.Empty, environment.Context(Guid.NewGuid(), local: false));
        if (said is { Project: { } project, Region: { } region }) open = open.Append((new RegionPath(project, region), credentials.ForReading()));
        return open.DistinctBy(place => place.Item1);
    }
}
