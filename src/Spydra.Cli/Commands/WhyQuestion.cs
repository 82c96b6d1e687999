using System.Collections.Immutable;
using Spydra.Events;
using Spydra.Gcp.Storage;
using Spydra.History;
using Spydra.History.Archive;
using Spydra.History.Causes;
using Spydra.History.Sources;

namespace Spydra.Cli.Commands;

/// <summary>Adds to a question what the words of <c>spydra why</c> name: an archive and applications, the driver's output, a folder.</summary>
/// <param name="arguments">The words.</param>
/// <param name="place">The archive; null where none was named.</param>
/// <param name="storage">Where buckets are; null where none is named.</param>
/// <param name="report">Hears what is being read.</param>
internal sealed class WhyQuestion(WhyArguments arguments, ArchivePlace? place, StorageClient? storage, Action<string> report) : IDisposable
{
    /// <summary>What came on standard input: it can be read once only, and is read from its end.</summary>
    private string? kept;

    public async Task<CauseQuestion> WithAsync(CauseQuestion question, CancellationToken cancellationToken)
    {
        question = question with { Folder = arguments.Folder, User = arguments.User };
        if (arguments.DriverOutput is { } driver) question = await WithDriverAsync(question, driver, cancellationToken);
        if (place is null) return question;
        IArchiveSource archive = place.Folder is { } folder ? new FolderSource(folder) : new BucketSource(storage!, place.Bucket!);
        question = question with { Archive = archive, ClientId = arguments.ClientId };
        foreach (var said in arguments.Applications) question = await WithApplicationAsync(question, archive, said, cancellationToken);
        if (question is { Applications.IsEmpty: true, Driver: { } text })
        {
            report($"reading {text.Name}, for the applications that it names");
            question = question with { Applications = await DriverTexts.ApplicationsAsync(text, cancellationToken) };
        }

        return question;
    }

    public void Dispose()
    {
        if (kept is not null) File.Delete(kept);
    }

    private async Task<CauseQuestion> WithApplicationAsync(CauseQuestion question, IArchiveSource archive, string said, CancellationToken cancellationToken)
    {
        var manifests = new JobManifests(archive, arguments.ClientId!);
        report($"reading the manifest of {said}");
        var application = AskedApplications.Parse(said);
        JobManifest? manifest = null;
        try
        {
            manifest = application is { } id ? await manifests.FindAsync(id, cancellationToken) : await manifests.FindAsync(said, cancellationToken);
        }
        catch (SpydraException e)
        {
            question = question with { Missing = question.Missing.Add($"the manifest of {said}: {e.Message}") };
        }

        if (manifest is null && application is null)
            question = question with { Missing = question.Missing.Add($"job '{said}', of which no manifest is in {archive.Describe($"logs/{arguments.ClientId}/_manifests/")}; 'spydra history' lists applications") };
        ImmutableArray<YarnApplicationId> named = application is { } one ? [one] : manifest?.Applications ?? [];
        question = question with { Applications = [.. question.Applications.Concat(named).Distinct()] };
        if (manifest is null) return question;
        if (manifest.JobState.Length > 0 && JobStates.Parse(manifest.JobState) is var state && state.IsFinal()) question = question with { JobState = state };
        return question.Driver is null && GsUri.TryParse(manifest.DriverOutput, out var driver) ? await WithDriverAsync(question, archive, driver, cancellationToken) : question;
    }

    /// <summary>The driver's output that a manifest names: in a bucket of its own, or in the copy of that bucket.</summary>
    private async Task<CauseQuestion> WithDriverAsync(CauseQuestion question, IArchiveSource archive, GsUri driver, CancellationToken cancellationToken)
    {
        report($"reading what the driver printed, {driver}.*");
        try
        {
            var source = storage is null ? archive : new BucketSource(storage, driver with { Name = "" });
            return await DriverTexts.FindAsync(source, driver.Name, cancellationToken) is { } text
                ? question with { Driver = text }
                : question with { Missing = question.Missing.Add($"what the driver printed, {driver}.*{(storage is null ? ": --driver-output reads it" : "")}") };
        }
        catch (SpydraException e)
        {
            return question with { Missing = question.Missing.Add($"what the driver printed, {driver}.*: {e.Message}") };
        }
    }

    private async Task<CauseQuestion> WithDriverAsync(CauseQuestion question, string said, CancellationToken cancellationToken)
    {
        if (said.StartsWith("gs://", StringComparison.Ordinal))
        {
            // As the run tells it: gs://.../driveroutput.*
            if (!GsUri.TryParse(said.EndsWith(".*", StringComparison.Ordinal) ? said[..^2] : said, out var uri)) throw new CommandLineException($"--driver-output is '{said}', which names no object.", "Write it as the run tells it: 'spydra describe' has it.");
            report($"reading what the driver printed, {uri}.*");
            return await DriverTexts.FindAsync(new BucketSource(storage!, uri with { Name = "" }), uri.Name, cancellationToken) is { } text
                ? question with { Driver = text }
                : question with { Missing = question.Missing.Add($"what the driver printed: nothing is in {uri}.*") };
        }

        if (said == "-")
        {
            report("reading standard input");
            kept = Path.GetTempFileName();
            await using var copy = File.OpenWrite(kept);
            await using var input = Console.OpenStandardInput();

            // A read of a terminal or a pipe cannot be called off: it is left behind.
            await input.CopyToAsync(copy, cancellationToken).WaitAsync(cancellationToken);
            return question with { Driver = new DriverText("standard input", _ => Task.FromResult<Stream>(Open(kept))) };
        }

        if (!File.Exists(said)) throw new CommandLineException($"--driver-output is '{said}', and there is no such file.", "Name a file, or gs:// and the address that the run told, or - for standard input.");
        return question with { Driver = new DriverText(said, _ => Task.FromResult<Stream>(Open(said))) };
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableFileException(path, e.Message, e);
        }
    }
}
