using System.Globalization;
using System.Text;

namespace Spydra.Runs.Journal;

/// <summary>The journals of this machine's user: a folder that only the user may read, made when something is first written to it.</summary>
/// <param name="path">The folder.</param>
public sealed class JournalFolder(string path)
{
    // Times of about a millisecond.
    private const int LongestTurn = 10_000;

    private readonly string identityPath = System.IO.Path.Combine(path, "folder.id");

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>An id that the folder keeps: it tells this machine's and user's clients from others. Made the first time.</summary>
    /// <exception cref="IOException">The folder cannot be read, or written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read, or written to.</exception>
    public Guid Identity
    {
        get
        {
            // Moving a file onto a name that has none is no single step in .NET, so that the first ones have to take turns.
            var patience = new SpinWait();
            Guid identity;
            while (!TryReadIdentity(out identity))
            {
                PrivateFile.MakeFolder(Path);
                if (LeadLock.TryTake(identityPath + ".lock") is { } turn)
                {
                    using (turn)
                    {
                        if (!TryReadIdentity(out _)) PrivateFile.Replace(identityPath, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString()));
                        turn.Forget();
                    }
                }
                else if (patience.Count < LongestTurn) patience.SpinOnce();
                else throw new IOException($"Another process has the file '{identityPath}.lock' locked, and does not go on.");
            }

            return identity;
        }
    }

    /// <summary>The journal of a key, which need not be there yet. Nothing is made, nothing is opened.</summary>
    public JournalFile OpenFor(Guid keyId) => new(Path, keyId);

    /// <summary>The keys that have a journal, the one that was written to last first.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public IReadOnlyList<Guid> Keys() =>
        [.. Files().Where(file => file.Info.Extension == ".jsonl").OrderByDescending(file => file.Info.LastWriteTimeUtc).ThenBy(file => file.Key).Select(file => file.Key)];

    /// <summary>
    /// Removes the journals that nothing was written to for this long, whose last attempt has ended, and that nobody leads. One that is
    /// damaged, or of a newer Spydra, stays. Returns how many went.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read, or written to.</exception>
    public int Prune(TimeSpan olderThan, TimeProvider time)
    {
        var before = time.GetUtcNow().UtcDateTime - olderThan;
        var pruned = 0;
        foreach (var key in Files().GroupBy(file => file.Key).Where(files => IsOld(files, before)).Select(files => files.Key).ToList())
        {
            using var journal = OpenFor(key);
            if (!IsOver(journal.Read()) || !journal.TryLead()) continue;

            // Someone may have led meanwhile.
            if (!IsOver(journal.Read()) || !IsOld(Files().Where(file => file.Key == key), before)) continue;
            journal.Forget();
            pruned++;
        }

        return pruned;
    }

    /// <summary>The lock does not count: its time says nothing.</summary>
    private static bool IsOld(IEnumerable<(Guid Key, FileInfo Info)> files, DateTime before) =>
        files.All(file => file.Info.Extension == ".lock" || file.Info.LastWriteTimeUtc < before);

    private static bool IsOver(JournalReading reading)
    {
        if (reading.IsNewer || reading.Unreadable > 0) return false;
        return reading.Records.LastOrDefault(record => record is JournalRecord.Begun or JournalRecord.Ended) is not JournalRecord.Begun;
    }

    private List<(Guid Key, FileInfo Info)> Files()
    {
        var found = new List<(Guid, FileInfo)>();
        if (!Directory.Exists(Path)) return found;
        foreach (var info in new DirectoryInfo(Path).EnumerateFiles())
            if (Guid.TryParseExact(System.IO.Path.GetFileNameWithoutExtension(info.Name), "D", out var key)) found.Add((key, info));
        return found;
    }

    private bool TryReadIdentity(out Guid identity) =>
        Guid.TryParse(Encoding.ASCII.GetString(PrivateFile.Read(identityPath, 64)), CultureInfo.InvariantCulture, out identity);
}
