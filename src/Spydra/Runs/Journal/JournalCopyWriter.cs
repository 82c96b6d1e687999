using System.Collections.Immutable;
using Spydra.Events;

namespace Spydra.Runs.Journal;

/// <summary>
/// Writes the copy of a journal, one write after the other, each onto the generation of the one before. Trouble with the bucket does not stop the
/// run: it is told once, and the next write tries again.
/// </summary>
internal sealed class JournalCopyWriter(
    JournalObject copy, Func<(ImmutableArray<JournalRecord> Records, OutputPosition? Position)> present, string client, IRunListener listener) : IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1);
    private long? generation;
    private bool troubled;

    public void Dispose() => oneAtATime.Dispose();

    /// <summary>Whether the last write failed: then the next beat tries again, and the run is not kept waiting before.</summary>
    public bool IsTroubled => troubled;

    /// <summary>What is there; null for nothing, also where it cannot be read.</summary>
    public async Task<JournalCopy?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await copy.ReadAsync(cancellationToken);
        }
        catch (SpydraException e)
        {
            Trouble(e);
            return null;
        }
    }

    /// <summary>The first write of a leader: false when another client has written since <paramref name="seen"/>.</summary>
    public async Task<bool> TakeAsync(long seen, CancellationToken cancellationToken)
    {
        // What could not be read is not known to be missing.
        generation = troubled ? null : seen;
        return await WriteAsync(cancellationToken);
    }

    /// <summary>Writes all there is to write; false when another client leads.</summary>
    public async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            for (var tries = 0; tries < 3; tries++)
            {
                if (generation is null && !await FindOwnAsync(cancellationToken)) return false;
                var (records, position) = present();
                if (await copy.WriteAsync(records, position, generation!.Value, cancellationToken) is { } written)
                {
                    (generation, troubled) = (written, false);
                    return true;
                }

                // Someone else's, or our own under another generation, or gone: it has to be looked at.
                generation = null;
            }

            return false;
        }
        catch (SpydraException e)
        {
            generation = null;
            Trouble(e);
            return true;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public async Task<bool> IsCancelAskedAsync(CancellationToken cancellationToken)
    {
        try { return await copy.IsCancelAskedAsync(cancellationToken); }
        catch (SpydraException) { return false; }
    }

    public Task AskToCancelAsync(CancellationToken cancellationToken) => MarkAsync(copy.AskToCancelAsync, cancellationToken);

    public Task ClearCancelAsync(CancellationToken cancellationToken) => MarkAsync(copy.ClearCancelAsync, cancellationToken);

    private async Task MarkAsync(Func<CancellationToken, Task> mark, CancellationToken cancellationToken)
    {
        try { await mark(cancellationToken); }
        catch (SpydraException e) { Trouble(e); }
    }

    /// <summary>The generation to write onto; false when what is there is of another leader, of our term or a later one.</summary>
    private async Task<bool> FindOwnAsync(CancellationToken cancellationToken)
    {
        var there = await copy.ReadAsync(cancellationToken);
        var (story, own) = (RunStory.Of(there?.Reading.Records ?? []), RunStory.Of(present().Records));
        if (story.Term > own.Term || (story.Term == own.Term && story.Leader != client)) return false;
        generation = there?.Generation ?? 0;
        return true;
    }

    private void Trouble(SpydraException e)
    {
        if (!troubled) listener.On(new RunEvent.Warned($"the copy of the run's journal cannot be kept in the log bucket: {e.Message}"));
        troubled = true;
    }
}
