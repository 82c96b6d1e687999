using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>The runs that this machine has journals of.</summary>
public sealed class RunCatalog(JournalFolder folder)
{
    /// <summary>All of them, the one that was written to last first; damaged or empty journals are left out.</summary>
    /// <exception cref="JournalsUnreadableException">The folder, or a journal in it, cannot be read.</exception>
    public IReadOnlyList<KnownRun> All()
    {
        List<KnownRun> known = [];
        try
        {
            foreach (var keyId in folder.Keys())
            {
                using var file = folder.OpenFor(keyId);
                if (RunStory.Of(file.Read().Records) is { Facts: not null } story) known.Add(new KnownRun(keyId, story, IsLed(file)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalsUnreadableException(folder.Path, e);
        }

        return known;
    }

    /// <summary>What the leader said of itself is left when its process is killed; its lock is not.</summary>
    private static bool IsLed(JournalFile file)
    {
        try { return file.LeaderNote is not null && !file.TryLead(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return true; }
    }

    /// <summary>The run of a key, or of the id of one of its attempts.</summary>
    /// <exception cref="UnknownRunException">There is none, or more than one.</exception>
    public KnownRun Find(string run)
    {
        var found = All().Where(known => known.Story.Facts!.Key == run || (Guid.TryParse(run, out var id) && (known.KeyId == id || known.Story.Facts.RunId == id))).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new UnknownRunException($"No run '{run}' is known on this machine.", "'spydra runs' lists them; for a run of another machine give its id, --log-bucket and --client-id."),
            _ => throw new UnknownRunException($"'{run}' is the key of {found.Count} runs.", $"Name one by its id: {string.Join(", ", found.Select(known => $"{known.KeyId} ({known.Story.Facts!.ClientId} in {known.Story.Facts.Project})"))}."),
        };
    }
}

/// <summary>A run of which there is a journal.</summary>
/// <param name="KeyId">The id of its key, and of its first attempt.</param>
/// <param name="Story">What the journal tells.</param>
/// <param name="IsLed">Whether a client of this machine leads the run.</param>
public sealed record KnownRun(Guid KeyId, RunStory Story, bool IsLed);

/// <summary>A run was named that is not known.</summary>
public sealed class UnknownRunException(string message, string nextStep) : SpydraException(message, nextStep);

/// <summary>The journals of this machine cannot be read.</summary>
public sealed class JournalsUnreadableException(string folder, Exception inner) : SpydraException(
    $"The journals in '{folder}' cannot be read: {inner.Message}", "Give yourself the right to read them, or set SPYDRA_DATA_FOLDER to the folder that has them.", inner);
