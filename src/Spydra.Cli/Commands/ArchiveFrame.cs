using Spydra.Cli.Settings;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Gcp.Storage;
using Spydra.History.Sources;
using Spydra.Specs;

namespace Spydra.Cli.Commands;

/// <summary>What stands around a command that reads an archive: it opens it, and makes what is missing or damaged an exit code.</summary>
internal sealed class ArchiveFrame(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    /// <param name="arguments">Which archive.</param>
    /// <param name="read">Reads it; what is not there, or damaged, it tells to the frame.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<int> RunAsync(ArchiveArguments arguments, Func<IArchiveSource, Findings, CancellationToken, Task> read, CancellationToken cancellationToken) => GuardAsync(async (settings, token) =>
    {
        var findings = new Findings(terminal);
        var place = ArchivePlace.Parse(arguments.LogBucket);
        if (place.Folder is { } folder)
        {
            await read(new FolderSource(folder), findings, token);
        }
        else
        {
            using var credentials = new CliCredentials(environment, terminal.Say, time);
            await using var local = arguments.Local
                ? await LocalCloud.StartAsync(settings.DataFolder, [], line => terminal.Say("spydra: " + line), time, token)
                : null;
            using var http = ApiClient.NewHttpClient();
            ICredentials caller = local is null ? Caller(credentials) : new NoCredentials();
            var endpoints = local?.Endpoints ?? environment.Endpoints(settings);
            await read(new BucketSource(new StorageClient(new ApiClient(http, caller, time), endpoints), place.Bucket!), findings, token);
        }

        return findings.AllIsWell ? ExitCode.Done : ExitCode.NotAll;
    }, cancellationToken);

    /// <summary>Runs a command that reads: signals end it, and its failures become a line and an exit code.</summary>
    public async Task<int> GuardAsync(Func<CliSettings, CancellationToken, Task<int>> command, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(_ => { }, _ => { }, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interruption.Token);
        var codes = ExitCodes.Typed;
        try
        {
            var settings = environment.Settings();
            codes = settings.ExitCodes;
            return await command(settings, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return interruption.ExitCode ?? ExitCode.Interrupted;
        }
        catch (AnswerGoneException e) when (e.ReaderLeft)
        {
            return ExitCode.Done;
        }
        catch (AnswerGoneException e)
        {
            terminal.LoseAnswer(e.Message);
            return ExitCode.Usage;
        }
        catch (SpydraException e)
        {
            terminal.Say($"spydra: error: {e.Message}");
            terminal.Say($"spydra: {e.NextStep}");
            return codes.For(FailureClasses.Of(e), triesBefore: 0);
        }
    }

    /// <summary>As whom a command reads that has no spec: as the site's and the user's files and the environment say.</summary>
    public ICredentials Caller(CliCredentials credentials)
    {
        var context = environment.Context(Guid.NewGuid(), local: false);
        return credentials.OfFiles(SpecLayers.Read([.. environment.StandingFiles()], CommandLineLayer.Empty, context), context);
    }
}
