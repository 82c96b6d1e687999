using Spydra.Cli.Reporting;
using Spydra.Cli.Settings;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Gcp.Storage;
using Spydra.History.Causes;

namespace Spydra.Cli.Commands;

/// <summary>What <c>spydra why</c> does: it finds what there is of a failure, asks for the cause, and says it.</summary>
internal sealed class WhyAction(Terminal terminal, CliEnvironment environment, TimeProvider time)
{
    public Task<int> RunAsync(WhyArguments arguments, CancellationToken cancellationToken) =>
        new ArchiveFrame(terminal, environment, time).GuardAsync((settings, token) => RunAsync(arguments, settings, token), cancellationToken);

    private async Task<int> RunAsync(WhyArguments arguments, CliSettings settings, CancellationToken cancellationToken)
    {
        using var steps = new SlowSteps(step => terminal.Say("spydra: " + step), time);
        using var credentials = new CliCredentials(environment, terminal.Say, time);
        if (arguments.Folder is { } folder && !Directory.Exists(folder))
            throw new CommandLineException($"'{folder}' is no folder.", "Name a folder of copied logs, or write --driver-output FILE for a file.");

        var run = arguments.Run is null ? null : await new WhyRun(terminal, environment, settings, credentials, time).FindAsync(arguments, cancellationToken);
        var archive = run is null && arguments.LogBucket is { } bucket ? ArchivePlace.Parse(bucket) : null;
        var needsGoogle = archive is { Bucket: not null } || arguments.DriverOutput?.StartsWith("gs://", StringComparison.Ordinal) == true;
        await using var cloud = run is not null ? run.Cloud
            : needsGoogle ? await OpenAsync(arguments, settings, credentials, cancellationToken)
            : null;
        var storage = cloud is null ? null : new StorageClient(cloud.Services.Api, cloud.Services.Endpoints);
        var question = run is null ? new CauseQuestion() : await run.AskAsync(steps.Begin, cancellationToken);
        using var asked = new WhyQuestion(arguments, archive, storage, steps.Begin);
        question = await asked.WithAsync(question, cancellationToken);
        var found = await CauseSearch.FindAsync(question, steps.Begin, cancellationToken);
        found = run?.Known switch
        {
            { } known when !run.Story.MayHaveJob => known,
            { IsKnown: true } known when !found.IsKnown || (run.Cloud is null && arguments is { DriverOutput: null, Folder: null }) => known,
            _ => found,
        };
        var place = run is not null ? run.Place : arguments is { LogBucket: { } where, ClientId: { } client } ? new DumpPlace(where, client, arguments.Local) : null;
        terminal.WriteAnswer(arguments.Format == OutputFormat.Json ? JsonBytes.Indented(DiagnosisJson.Of(found)) : DiagnosisText.Of(found, place));
        return found.IsKnown ? ExitCode.Done : ExitCode.NotAll;
    }

    private Task<RunCloud> OpenAsync(WhyArguments arguments, CliSettings settings, CliCredentials credentials, CancellationToken cancellationToken) => RunCloud.OpenAsync(
        terminal, environment, settings, arguments.Local ? new NoCredentials() : new ArchiveFrame(terminal, environment, time).Caller(credentials),
        arguments.Local ? CloudKind.Local : CloudKind.Google, null, time, cancellationToken);
}
