using Spydra.Events;
using Spydra.Failures;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>
/// Has it found out why the job of a run failed, once its cluster is given back. It fails no run and keeps none waiting for long: what goes wrong
/// on the way is named in the diagnosis.
/// </summary>
internal sealed class FailureExplainer(RunServices services, IRunListener listener)
{
    /// <summary>For how long a run waits for it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>The result, with why it is what it is; as it was where nothing failed, nobody looks, or nobody waits any more.</summary>
    public async Task<RunResult> ExplainAsync(RunStory story, RunResult result, string printedLast, CancellationToken cancellationToken)
    {
        if (services.Why is null || result is not { Class: not null, State: JobState.Error or JobState.Cancelled } || FailedJob.Of(story, printedLast) is not { } job) return result;
        return await FindAsync(job, cancellationToken) is { } why ? Conclusions.Explained(story, result, why, printedLast) : result;
    }

    private async Task<Diagnosis?> FindAsync(FailedJob job, CancellationToken cancellationToken)
    {
        var (doing, said) = ("", "");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var clock = services.Time.CreateTimer(_ => Tell(), null, Look, Look);
        try
        {
            // On a thread of its own: what is read may be of any size, and it is left behind where the time is up.
            return await Task.Run(() => services.DiagnosisOf(what => Volatile.Write(ref doing, what))!.ExplainAsync(job, stop.Token), CancellationToken.None)
                .WaitAsync(Longest, services.Time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (TimeoutException)
        {
            return Nothing($"what is left to read: looking took longer than {Longest.TotalSeconds:0} s; 'spydra why' takes its time");
        }
        catch (SpydraException e)
        {
            return Nothing($"what the job left: {e.Message}");
        }
        catch (Exception e)
        {
            // Of anything else a run must not fail either: its job is over, and has its result.
            return Nothing(TellingLine.Short($"what the job left: something went wrong that Spydra has no words for: {e.GetType().Name}: {e.Message}"));
        }
        finally
        {
            await stop.CancelAsync();
        }

        void Tell()
        {
            if (Volatile.Read(ref doing) is not { Length: > 0 } now || now == Interlocked.Exchange(ref said, now)) return;
            listener.On(new RunEvent.Waiting($"the cause of the failure ({now})"));
        }
    }

    private static Diagnosis Nothing(string missing) => new(Diagnosis.Unknown, null, 0, "what the job left could not be looked at to its end") { Missing = [missing] };
}
