using System.CommandLine;
using Spydra.Cli.Settings;
using Spydra.Emulator;
using Spydra.Emulator.Faults;

namespace Spydra.Cli.Commands;

/// <summary>The words of one <c>spydra emulator</c>.</summary>
internal sealed record EmulatorArguments(int Port, int StoragePort, string? DataDir, string? Faults, IReadOnlyList<string> Buckets);

/// <summary><c>spydra emulator</c>: the emulator by itself, until it is stopped.</summary>
internal static class EmulatorCommand
{
    private const int DefaultPort = 8470;
    private const int DefaultStoragePort = 8471;

    public static Uri DefaultDataproc { get; } = new($"http://127.0.0.1:{DefaultPort}/");

    public static Uri DefaultStorage { get; } = new($"http://127.0.0.1:{DefaultStoragePort}/");

    public static Command Create(Func<EmulatorArguments, CancellationToken, Task<int>> run)
    {
        Option<int> port = new("--port") { HelpName = "P", Description = "The port of the Dataproc API on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => DefaultPort };
        Option<int> storagePort = new("--storage-port") { HelpName = "P", Description = "The port of the Cloud Storage API on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => DefaultStoragePort };
        Option<string?> dataDir = new("--data-dir") { HelpName = "D", Description = "Where clusters, jobs and objects are kept; without it, where 'submit --local' keeps them." };
        Option<string?> faults = new("--faults") { HelpName = "F", Description = "A file of faults to order; see docs/emulator.md." };
        Option<string[]> buckets = new("--bucket") { HelpName = "B", Description = "A bucket that exists from the start; repeat it for several.", Arity = ArgumentArity.OneOrMore };
        foreach (var option in (Option<int>[])[port, storagePort])
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[^1].Value, out var number) || number is < 0 or > 65535))
                    result.AddError($"{option.Name} is '{result.Tokens[^1].Value}', and a port from 0 to 65535 is expected.");
            });

        Command emulator = new("emulator", "Run the Dataproc and Cloud Storage emulator by itself, until it is stopped.") { port, storagePort, dataDir, faults, buckets };
        emulator.SetAction((parsed, cancellationToken) => run(
            new EmulatorArguments(parsed.GetValue(port), parsed.GetValue(storagePort), parsed.GetValue(dataDir), parsed.GetValue(faults), parsed.GetValue(buckets) ?? []),
            cancellationToken));
        return emulator;
    }
}

/// <summary>What <c>spydra emulator</c> does: start, say how clients find it, stay until it is stopped.</summary>
internal sealed class EmulatorAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    public async Task<int> RunAsync(EmulatorArguments arguments, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(_ => { }, _ => { }, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interruption.Token);
        await using var server = await EmulatorServer.StartAsync(new EmulatorOptions
        {
            DataFolder = arguments.DataDir is { } folder ? Path.GetFullPath(folder) : LocalCloud.FolderIn(environment.Settings().DataFolder),
            Port = arguments.Port,
            StoragePort = arguments.StoragePort,
            Faults = Faults(arguments.Faults),
            Buckets = arguments.Buckets,
            Standalone = true,
            Time = time,
        }, stop.Token);

        terminal.WriteAnswer(
            $"""
            export CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC={server.DataprocUrl}
            export CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE={server.StorageUrl}storage/v1/
            export STORAGE_EMULATOR_HOST={server.StorageUrl.AbsoluteUri.TrimEnd('/')}
            export CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true
            """);
        terminal.Say("spydra: the emulator runs; clients find it by the lines above. Ctrl-C stops it, its data stays.");
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return ExitCode.Done;
    }

    private static IReadOnlyList<Fault> Faults(string? file)
    {
        if (file is null) return [];
        var read = FaultFile.Load(file);
        return read.Problems.Count == 0 ? read.Faults : throw new EmulatorException(string.Join('\n', read.Problems), "Mend the file of faults, or leave --faults out; docs/emulator.md says what can be written.");
    }
}
