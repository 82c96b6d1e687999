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
    public async Task<int> RunAsync(ArchiveArguments arguments, Func<IArchiveSource, Findings, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(_ => { }, _ => { }, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interruption.Token);
        var codes = ExitCodes.Typed;
        try
        {
            var settings = environment.Settings();
            codes = settings.ExitCodes;
            var findings = new Findings(terminal);
            if (Folder(arguments.LogBucket) is { } folder)
            {
                await read(new FolderSource(Existing(folder)), findings, stop.Token);
            }
            else
            {
                if (!GsUri.TryParse(Address(arguments.LogBucket), out var bucket)) throw NoBucket(arguments.LogBucket);
                using var credentials = new CliCredentials(environment, terminal.Say, time);
                await using var local = arguments.Local
                    ? await LocalCloud.StartAsync(settings.DataFolder, [], line => terminal.Say("spydra: " + line), time, stop.Token)
                    : null;
                using var http = ApiClient.NewHttpClient();
                var context = environment.Context(Guid.NewGuid(), arguments.Local);
                ICredentials caller = local is null ? credentials.OfFiles(SpecLayers.Read([.. environment.StandingFiles()], CommandLineLayer.Empty, context), context) : new NoCredentials();
                var endpoints = local?.Endpoints ?? environment.Endpoints(settings);
                await read(new BucketSource(new StorageClient(new ApiClient(http, caller, time), endpoints), bucket), findings, stop.Token);
            }

            return findings.AllIsWell ? ExitCode.Done : ExitCode.NotAll;
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

    /// <summary>A name of a bucket has no slash; what has one, or is where we are, is a folder.</summary>
    private static string? Folder(string said)
    {
        if (said.StartsWith("file:", StringComparison.Ordinal)) return Uri.TryCreate(said, UriKind.Absolute, out var uri) && uri.IsFile ? uri.LocalPath : said["file:".Length..];
        if (said.StartsWith("gs://", StringComparison.Ordinal)) return null;
        return said is "." or ".." || said.Contains('/') || said.Contains(Path.DirectorySeparatorChar) ? said : null;
    }

    private static string Address(string said) => said.StartsWith("gs://", StringComparison.Ordinal) ? said : "gs://" + said;

    private static string Existing(string folder) => Directory.Exists(folder) ? folder
        : throw new CommandLineException($"--log-bucket is '{folder}', and there is no such folder.", "Name a bucket (its name, or gs://), or a folder with a copy of one: it has the folders logs, history, spark-events.");

    private static CommandLineException NoBucket(string said) => new($"--log-bucket is '{said}', which is no bucket.", "Write the bucket's name, or gs:// and the name.");
}
