using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Clusters;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Runs;
using Spydra.Specs;

namespace Spydra.Cli.Commands;

/// <summary>What <c>spydra reap</c> does: region by region, it has the clusters judged, and says what becomes of each.</summary>
internal sealed class ReapAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    public async Task<int> RunAsync(ReapArguments arguments, CancellationToken cancellationToken)
    {
        var report = new ReapReport();
        using var interruption = new Interruption(_ => terminal.Say("spydra: interrupted: no further cluster is looked at"), _ => { }, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interruption.Token);
        var codes = ExitCodes.Typed;
        SpydraException? error = null;
        try
        {
            var settings = environment.Settings();
            codes = settings.ExitCodes;
            await ReapAsync(arguments, settings, report, stop.Token);
        }
        catch (SpydraException e)
        {
            error = e;
            terminal.Say($"spydra: error: {e.Message}");
            terminal.Say($"spydra: {e.NextStep}");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told by the exit code.
        }

        var failure = (error ?? report.FirstFailure) is { } first ? FailureClasses.Of(first) : (FailureClass?)null;
        var exitCode = interruption.ExitCode ?? codes.For(failure, triesBefore: 0);
        if (arguments.Format == OutputFormat.Json) terminal.WriteAnswer(JsonBytes.Indented(report.ToJson(exitCode, failure, error)));
        else if (error is null) terminal.Say($"spydra: {report.Summary}");
        return exitCode;
    }

    private async Task ReapAsync(ReapArguments arguments, CliSettings settings, ReapReport report, CancellationToken cancellationToken)
    {
        var context = environment.Context(Guid.NewGuid(), arguments.Local);
        var said = SpecLayers.Read([.. environment.StandingFiles()], CommandLineLayer.Empty, context);
        using var credentials = new CliCredentials(environment, terminal.Say, time);
        var project = arguments.Project ?? said.Project ?? (arguments.Local ? null : (await credentials.ProjectOfMachineAsync(cancellationToken))?.Text)
            ?? throw new CommandLineException("No project is named.", "Write --project, or set GOOGLE_CLOUD_PROJECT.");
        var regions = arguments.Regions is { Length: > 0 } asked ? asked : said.Region is { } region ? [region]
            : throw new CommandLineException("No region is named.", "Write --region, for each region with clusters, or set CLOUDSDK_DATAPROC_REGION.");

        await using var local = arguments.Local
            ? await LocalCloud.StartAsync(settings.DataFolder, [], line => terminal.Say("spydra: " + line), time, cancellationToken)
            : null;
        using var http = ApiClient.NewHttpClient();
        ICredentials caller = local is null ? credentials.OfFiles(said, context) : new NoCredentials();
        var api = new ApiClient(http, caller, time);
        var reaper = new RunServices(api, local?.Endpoints ?? environment.Endpoints(settings), settings.Poll, settings.Limits, time).Reaper(new RunJournals(settings).Folder);
        var terms = new ReapTerms { ClientId = arguments.ClientId, OlderThan = arguments.OlderThan, LeaseLength = LeaseLength(settings) };
        foreach (var name in regions.Distinct(StringComparer.Ordinal)) await RegionAsync(new RegionPath(project, name));

        async Task RegionAsync(RegionPath place)
        {
            try
            {
                await foreach (var cluster in reaper.ReapAsync(place, terms, arguments.Mode, cancellationToken))
                {
                    report.Add(cluster);
                    if (arguments.Format == OutputFormat.Text) terminal.WriteAnswer(ReapReport.Line(cluster));
                }
            }
            catch (SpydraException e)
            {
                // The other regions are looked at all the same.
                report.Add(place, e);
                terminal.Say($"spydra: region {place.Region}: {e.Message}");
                terminal.Say($"spydra: {e.NextStep}");
            }
        }
    }

    /// <summary>Whoever made the cluster may have waited as long as we would, or as long as one does without settings.</summary>
    private static TimeSpan LeaseLength(CliSettings settings)
    {
        var usual = new TimeLimits().Create;
        return LeaseLabel.Length(settings.Limits.Create > usual ? settings.Limits.Create : usual);
    }
}
