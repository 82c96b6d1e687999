using System.Collections.Immutable;
using Spydra.Events;

namespace Spydra.Runs.Journal;

/// <summary>
/// The journal of one key, and the lead of its run: only the client that leads writes. On one machine a lock decides who leads, which the
/// system frees when a process dies; between machines the copy in the bucket does, because each write names the generation that it
/// replaces, and a leader writes at least every quarter of a minute. A listener of the run; what it hears is written at once.
/// </summary>
public sealed class RunJournal : IRunListener, IAsyncDisposable
{
    /// <summary>How long a leader on another machine may be silent until another client takes the lead.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    private readonly JournalPlaces places;
    private readonly JournalCopyWriter? copy;
    private readonly IRunListener listener;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly CancellationTokenSource lost = new();
    private ImmutableArray<JournalRecord> records = [];
    private (long Generation, long Since)? watched;
    private bool metLeader;
    private ITimer? beat;
    private OutputPosition? position;
    private bool localTrouble;
    private readonly CancellationTokenSource asked = new();

    /// <summary>Opens it without the lead; <paramref name="listener"/> hears when it cannot be written.</summary>
    public RunJournal(JournalPlaces places, IRunListener listener, TimeProvider time)
    {
        (this.places, this.listener, this.time) = (places, listener, time);
        if (places.Copy is { } there) copy = new JournalCopyWriter(there, () => (records, position), places.Client, listener);
    }

    /// <summary>What the journal tells; of a journal that another leads, as it was at the last look.</summary>
    public RunStory Story { get; private set; } = RunStory.Empty;

    /// <summary>Whether this client leads.</summary>
    public bool Leads { get; private set; }

    /// <summary>Cancelled when another client has taken the lead, because it thought that this one was gone.</summary>
    public CancellationToken LeadLost => lost.Token;

    /// <summary>How far the driver's output has been printed, by this client or the one before it.</summary>
    public OutputPosition? Position
    {
        get { lock (gate) return position; }
    }

    /// <summary>
    /// From where the output of the attempt's job is still to be printed, if it lies <paramref name="now"/> there; null for all of it. Where another
    /// attempt of the driver has begun since, it is the rest of the one before it.
    /// </summary>
    public OutputPosition? PrintedOf(string? now) => (Position, Story.OutputUri) switch
    {
        ({ } printed, var known) when printed.Uri == now || printed.Uri == known => printed,
        (_, { } known) => new OutputPosition(known, 0, 0),
        _ => null,
    };

    /// <summary>Takes the lead if nobody has it. <paramref name="isNew"/>: nobody else can know the key.</summary>
    /// <exception cref="JournalNewerException">A later version of Spydra wrote it, in a way that this one does not understand.</exception>
    public async Task<bool> TryLeadAsync(bool isNew, CancellationToken cancellationToken)
    {
        if (!TryLock())
        {
            metLeader = true;
            return Follows(Local());
        }

        try
        {
            Leads = await TryLeadOnceLockedAsync(isNew, cancellationToken);
            return Leads;
        }
        finally
        {
            if (!Leads) places.File?.Release();
        }
    }

    private async Task<bool> TryLeadOnceLockedAsync(bool isNew, CancellationToken cancellationToken)
    {
        var here = Local();
        var there = copy is null || isNew ? null : await copy.ReadAsync(cancellationToken);
        if (there is not null && !MayTake(there)) return Follows(Better(here, there.Reading.Records));
        var known = Better(here, there?.Reading.Records ?? []);
        lock (gate)
        {
            records = [.. known];

            // Who was there with the leader has shown output of its own, or none yet: it goes on with that.
            if (!metLeader) position ??= Further(places.File?.Position, there?.Position, known.Count > here.Count);
            Story = RunStory.Of(known);
        }

        // Line by line, with those that a later version wrote.
        if (there is not null && ReferenceEquals(known, there.Reading.Records)) Locally(file => { if (file.Leads) file.Replace(there.Reading); });
        Append(new JournalRecord.Led(time.GetUtcNow(), Story.Term + 1, places.Client));

        // If another is quicker, the line stands in our own file only, and what the copy says is of the same term or a later one.
        if (copy is not null && !await copy.TakeAsync(there?.Generation ?? 0, cancellationToken))
        {
            metLeader = true;
            return false;
        }

        places.File?.Introduce(places.Client);
        beat = time.CreateTimer(_ => _ = BeatAsync(), null, Beat, Beat);
        return true;
    }

    /// <summary>Writes what is about to be done; when this returns, it stands wherever it can.</summary>
    /// <exception cref="LeadLostException">Another client leads now: it must not be done.</exception>
    public async Task IntendAsync(Func<DateTimeOffset, JournalRecord> intention, CancellationToken cancellationToken)
    {
        Append(intention(time.GetUtcNow()));
        if (copy is { IsTroubled: false }) await CopyAsync(cancellationToken);
        if (lost.IsCancellationRequested) throw new LeadLostException();
    }

    /// <summary>Writes what has happened; the copy follows.</summary>
    public void Note(Func<DateTimeOffset, JournalRecord> effect) => Append(effect(time.GetUtcNow()));

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.JobStateChanged job when (job.State, job.Details, job.ExitCode) != (Story.State, Story.Details, Story.JobExitCode):
                Note(now => new JournalRecord.JobIs(now, job.State, job.Details, job.ExitCode));
                break;
            case RunEvent.DriverOutputFound found when found.Uri != Story.OutputUri:
                Note(now => new JournalRecord.OutputFound(now, found.Uri));
                break;
            case RunEvent.JobCancelling:
                Note(now => new JournalRecord.Cancelling(now));
                break;
            case RunEvent.ClusterReleased released:
                Note(now => new JournalRecord.Released(now, released.Cluster));
                break;
            case RunEvent.ClusterLeftBehind left:
                Note(now => new JournalRecord.LeftBehind(now, left.Cluster, left.Reason, left.HowToRemove));
                break;
            case RunEvent.DriverOutput { End: { } end }:
                lock (gate) position = end;
                if (Leads) places.File?.Printed(end);
                break;
        }
    }

    /// <summary>Cancelled when someone has asked the leader to cancel the run; looked for a few times a minute.</summary>
    public CancellationToken CancelAsked => asked.Token;

    /// <summary>Asks whoever leads to cancel the run.</summary>
    public async Task AskToCancelAsync(CancellationToken cancellationToken)
    {
        Locally(file => file.AskToCancel());
        if (copy is not null) await copy.AskToCancelAsync(cancellationToken);
    }

    /// <summary>Forgets that someone asked.</summary>
    public async Task ClearCancelAsync(CancellationToken cancellationToken)
    {
        Locally(file => file.ClearCancel());
        if (copy is not null) await copy.ClearCancelAsync(cancellationToken);
    }

    /// <summary>Gives the lead back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (beat is not null) await beat.DisposeAsync();
        if (Leads && !lost.IsCancellationRequested)
        {
            Note(now => new JournalRecord.Left(now));
            await CopyAsync(CancellationToken.None);
        }

        Leads = false;
        places.File?.Release();
        copy?.Dispose();
        asked.Dispose();
        lost.Dispose();
    }

    private bool Follows(IReadOnlyList<JournalRecord> known)
    {
        var story = RunStory.Of(known);
        if (story.Term >= Story.Term) Story = story;
        return false;
    }

    private void Append(JournalRecord record)
    {
        lock (gate)
        {
            if (lost.IsCancellationRequested || (!Leads && record is not JournalRecord.Led)) return;
            records = records.Add(record);
            Story = Story.With(record);

            // Where the run could not be locked, the file may be another client's: it is left alone.
            Locally(file => { if (file.Leads) file.Append(record); });
        }
    }

    /// <summary>A full disk does not end a run: the copy, and the names of cluster and job, still find it.</summary>
    private void Locally(Action<JournalFile> write)
    {
        try
        {
            if (places.File is { } file) write(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!localTrouble) listener.On(new RunEvent.Warned($"the journal of the run cannot be written ({e.Message.TrimEnd('.')}); the run goes on, and is found again by the names of its cluster and job"));
            localTrouble = true;
        }
    }

    private bool TryLock()
    {
        try
        {
            return places.File is null || places.File.TryLead();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!localTrouble) listener.On(new RunEvent.Warned($"the run cannot be locked on this machine ({e.Message.TrimEnd('.')}); two clients at once are told apart by the service alone"));
            localTrouble = true;
            return true;
        }
    }

    private IReadOnlyList<JournalRecord> Local()
    {
        try
        {
            return places.File?.Read() is not { } reading ? [] : reading.IsNewer ? throw new JournalNewerException(places.File.Path) : reading.Records;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Nobody leads, or the leader was of this machine and is dead, or it was silent for too long.</summary>
    private bool MayTake(JournalCopy there)
    {
        if (there.Reading.IsNewer) throw new JournalNewerException(places.Copy!.Uri.ToString());
        var story = RunStory.Of(there.Reading.Records);
        if (story.Leader is null || story.IsLeft || places.IsOfThisMachine(story.Leader)) return true;
        if (watched is not { } first || first.Generation != there.Generation)
        {
            metLeader |= watched is not null;
            watched = (there.Generation, time.GetTimestamp());
            return false;
        }

        return time.GetElapsedTime(first.Since) >= Silence;
    }

    private static IReadOnlyList<JournalRecord> Better(IReadOnlyList<JournalRecord> here, IReadOnlyList<JournalRecord> there) =>
        (RunStory.Of(there).Term, there.Count).CompareTo((RunStory.Of(here).Term, here.Count)) > 0 ? there : here;

    private static OutputPosition? Further(OutputPosition? here, OutputPosition? there, bool thereIsBetter) => (here, there) switch
    {
        (null, _) => there,
        (_, null) => here,
        _ when here.Uri == there.Uri => (here.Index, here.Offset).CompareTo((there.Index, there.Offset)) >= 0 ? here : there,
        _ => thereIsBetter ? there : here,
    };

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        if (copy is null || !Leads || lost.IsCancellationRequested || await copy.WriteAsync(cancellationToken)) return;
        await lost.CancelAsync();
    }

    private async Task BeatAsync()
    {
        try
        {
            await CopyAsync(CancellationToken.None);
            if (!asked.IsCancellationRequested && (places.File?.CancelAsked == true || (copy is not null && await copy.IsCancelAskedAsync(lost.Token)))) await asked.CancelAsync();
        }
        catch (OperationCanceledException) { /* another leads */ }
        catch (ObjectDisposedException) { /* the last beat of a journal that is closed */ }
    }
}

/// <summary>Where a run's journal is kept.</summary>
/// <param name="File">On this machine; null where it keeps no state.</param>
/// <param name="Copy">In the log bucket; null without one.</param>
/// <param name="Machine">What this machine and its folder of journals are known by.</param>
/// <param name="Process">The process.</param>
public sealed record JournalPlaces(JournalFile? File, JournalObject? Copy, string Machine, int Process)
{
    /// <summary>The client, as the journal names its leader.</summary>
    public string Client => $"{Machine}/{Process}";

    /// <summary>Whether a leader shares this machine's lock.</summary>
    public bool IsOfThisMachine(string leader) => File is not null && leader.StartsWith(Machine + "/", StringComparison.Ordinal);
}

/// <summary>Another client has taken the lead of the run.</summary>
public sealed class LeadLostException() : SpydraException("Another client leads this run now; this one was thought to be gone.", "Nothing is to be done: the other one goes on with the run.");
