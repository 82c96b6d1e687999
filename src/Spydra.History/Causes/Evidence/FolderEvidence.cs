using System.Runtime.CompilerServices;
using System.Text;
using Spydra.Failures;
using Spydra.History.Logs;
using Spydra.History.Sources;

namespace Spydra.History.Causes.Evidence;

/// <summary>
/// A folder of copied logs. One that is laid out like the bucket is an archive; in any other each file is what it looks like.
/// </summary>
internal sealed class FolderEvidence(CopiedFolder folder, Action<string> report)
{
    private const int LongestDiagnostics = 1024 * 1024;

    /// <summary>So many texts of which nobody knows what they are.</summary>
    private const int MostTexts = 20;

    /// <summary>Whether it is laid out like the bucket.</summary>
    public bool IsArchive { get; } = CopiedArchive.Clients(folder).Count > 0;

    /// <summary>The question with what the folder answers of it: its archive and application, or its driver's output and YARN's words.</summary>
    /// <exception cref="CopiedLogsException">It has the archives of several clients, or applications.</exception>
    public async Task<CauseQuestion> AnswerAsync(CauseQuestion question, CancellationToken cancellationToken)
    {
        if (folder.IsCut) question = question with { Missing = question.Missing.Add($"what {folder.Source.Describe("")} holds beyond its first {folder.Files.Count:N0} files") };
        var answers = Answers.None;
        foreach (var answer in folder.Of(CopiedKind.Answer).Where(each => each.File.Size <= Answers.Longest)) answers = answers.With(Answers.Parse(await BytesAsync(answer.File, cancellationToken)));
        var diagnostics = new StringBuilder();
        foreach (var text in folder.Of(CopiedKind.Diagnostics).Where(each => each.File.Size <= LongestDiagnostics)) diagnostics.Append(Encoding.UTF8.GetString((await BytesAsync(text.File, cancellationToken)).Span));
        question = question with
        {
            Driver = question.Driver ?? Driver(),
            YarnState = question.YarnState ?? answers.State,
            Diagnostics = question.Diagnostics ?? (diagnostics.Length > 0 ? diagnostics.ToString() : answers.Diagnostics),
        };
        return question.Archive is null && IsArchive ? await CopiedArchive.InAsync(folder, CopiedArchive.Clients(folder), question, cancellationToken) : question;
    }

    /// <summary>What its single files tell.</summary>
    public async Task<FailureStory> GatherAsync(CancellationToken cancellationToken)
    {
        report($"reading {folder.Files.Count} files of {folder.Source.Describe("")}");
        var told = Gathered.Nothing;
        foreach (var history in folder.Of(CopiedKind.History))
            told = told.With(await Readable.TryAsync(async () => await HistoryEvidence.ReadAsync(folder.Source, history.File, "", cancellationToken)) ?? Gathered.Nothing);
        told = told.With(await Readable.TryAsync(() => CopiedEvents.ReadAsync(folder, cancellationToken)) ?? Gathered.Nothing);

        var choice = ContainerChoice.Of(told.Containers, "");
        var story = told.Story;
        if (Nodes() is { Count: > 0 } nodes) story = story.With(await Readable.TryStoryAsync(() => ContainerEvidence.GatherAsync(folder.Source, nodes, choice, cancellationToken)));
        if (HasContainerLogs) story = story.With(await Readable.TryStoryAsync(() => ContainerEvidence.GatherAsync(LogsAsync(choice, cancellationToken), choice, cancellationToken)));
        foreach (var text in folder.Of(CopiedKind.Text).Take(MostTexts)) story = story.With(await Readable.TryStoryAsync(() => TextAsync(text.File, cancellationToken)));
        return story with { Missing = story.Missing.AddRange(Missing()) };
    }

    private bool HasContainerLogs => folder.Of(CopiedKind.Container).Any() || folder.Of(CopiedKind.YarnLogs).Any();

    private IEnumerable<string> Missing()
    {
        if (!folder.Of(CopiedKind.History).Any() && !folder.Of(CopiedKind.Events).Any()) yield return $"no history and no event log in {folder.Source.Describe("")}";
        if (!HasContainerLogs && !folder.Of(CopiedKind.Node).Any()) yield return $"no container logs in {folder.Source.Describe("")}";
    }

    /// <summary>The parts of the driver's output, in the order of their names, which is theirs.</summary>
    private DriverText? Driver()
    {
        var parts = folder.Of(CopiedKind.Driver).ToList();
        return parts switch
        {
            [] => null,
            [var only] => new(only.File.Name, token => folder.Source.OpenAsync(only.File, token)),
            [var first, ..] => new(first.File.Name, token => Task.FromResult<Stream>(new JoinedStream([.. parts.Select<CopiedFile, Func<CancellationToken, Task<Stream>>>(part => open => folder.Source.OpenAsync(part.File, open))]))),
        };
    }

    private List<NodeFile> Nodes() => [.. folder.Of(CopiedKind.Node).Select(each => new NodeFile("", each.Application ?? default, each.File))];

    private async IAsyncEnumerable<ContainerLog> LogsAsync(ContainerChoice choice, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Masters first: where nobody knows which containers matter, they say most.
        foreach (var copied in folder.Of(CopiedKind.Container).OrderBy(each => each.Container is { } id && ContainerName.Parse(id) is { IsMaster: true } ? 0 : 1))
        {
            if (copied.Container is { } id && choice.Wanted(id) is null) continue;
            await using var stream = await folder.Source.OpenAsync(copied.File, cancellationToken);
            var log = ContainerLog.In(stream, copied.Container, null, CopiedFile.LogName(copied.File.BaseName), copied.File.Size);
            yield return copied.Container is null ? log with { File = copied.File.Name } : log;
        }

        foreach (var printed in folder.Of(CopiedKind.YarnLogs))
        {
            await using var stream = await folder.Source.OpenAsync(printed.File, cancellationToken);
            await foreach (var log in new YarnLogsText(stream, printed.File.Name).ReadAsync(cancellationToken)) yield return log;
        }
    }

    private async Task<FailureStory> TextAsync(ArchivedFile file, CancellationToken cancellationToken)
    {
        await using var stream = await folder.Source.OpenAsync(file, cancellationToken);
        var scan = await LogEnds.ScanAsync(ContainerLog.In(stream, null, null, file.BaseName, file.Size), new EvidencePlace(EvidenceSource.Driver) { File = file.Name }, cancellationToken);
        return FailureStory.Empty with { Troubles = scan.Troubles, LastLines = scan.LastLines };
    }

    private async Task<ReadOnlyMemory<byte>> BytesAsync(ArchivedFile file, CancellationToken cancellationToken)
    {
        await using var stream = await folder.Source.OpenAsync(file, cancellationToken);
        var bytes = new byte[file.Size];
        return bytes.AsMemory(0, await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken));
    }
}
