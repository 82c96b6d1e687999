using System.Text;
using Spydra.Events;

namespace Spydra.Runs.Journal;

/// <summary>
/// The journal of one key on this machine. Anyone reads it, at any time; only who leads writes to it. Beside the journal are how far output was printed, the
/// wish that the run be cancelled, and who leads. Safe for use by several threads.
/// </summary>
public sealed class JournalFile : IDisposable
{
    private const int LongestNote = 500;

    private readonly Lock gate = new();
    private readonly string folder;
    private readonly PositionFile position;
    private LeadLock? lead;

    internal JournalFile(string folder, Guid keyId)
    {
        (this.folder, KeyId) = (folder, keyId);
        position = new PositionFile(At("position"));
    }

    /// <summary>The id of the key.</summary>
    public Guid KeyId { get; }

    /// <summary>Where the journal lies, for messages.</summary>
    public string Path => At("jsonl");

    /// <summary>Whether this client leads.</summary>
    public bool Leads
    {
        get { lock (gate) return lead is not null; }
    }

    /// <summary>How far driver output was printed on this machine; null where nothing was.</summary>
    public OutputPosition? Position => position.Read();

    /// <summary>Whether someone on this machine asked for the run to be cancelled.</summary>
    public bool CancelAsked => File.Exists(At("cancel"));

    /// <summary>What the one who leads said of itself, host and process say: for messages only, it may be out of date. Null where nothing was said.</summary>
    public string? LeaderNote
    {
        get
        {
            try { return Encoding.UTF8.GetString(PrivateFile.Read(At("leader"), LongestNote)) is { Length: > 0 } note ? note : null; }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
        }
    }

    /// <summary>
    /// Takes the lead, unless another client on this machine has it, also one in this process. It is given back by <see cref="Release"/>, and
    /// by the system when the process dies, however it dies.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written to: it cannot be told whether anyone leads.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public bool TryLead()
    {
        lock (gate)
        {
            if (lead is not null) return true;
            PrivateFile.MakeFolder(folder);
            lead = LeadLock.TryTake(At("lock"));
            return lead is not null;
        }
    }

    /// <summary>Says who leads, for the messages of others. Where it cannot be written, nobody is told.</summary>
    public void Introduce(string note)
    {
        lock (gate)
        {
            if (lead is null) return;
            try { PrivateFile.Replace(At("leader"), Encoding.UTF8.GetBytes(note)); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
        }
    }

    /// <summary>Gives the lead back.</summary>
    public void Release()
    {
        lock (gate)
        {
            position.Dispose();
            if (lead is not null) PrivateFile.TryDelete(At("leader"));
            lead?.Dispose();
            lead = null;
        }
    }

    /// <summary>What the journal says; nothing where there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public JournalReading Read() => JournalText.Read(PrivateFile.Read(Path));

    /// <summary>Writes records behind the others. When it returns they are on the disk. When it throws, the journal is as readable as it was.</summary>
    /// <exception cref="IOException">The disk is full, say.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written to.</exception>
    /// <exception cref="JournalNewerException">A newer Spydra wrote to it.</exception>
    /// <exception cref="InvalidOperationException">This client does not lead.</exception>
    public void Append(params IReadOnlyList<JournalRecord> records)
    {
        lock (gate)
        {
            ThrowUnlessOurs();
            using var file = PrivateFile.Open(Path, FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete);
            var end = file.Length;
            var text = JournalText.Write(records);
            if (!EndsLine(file)) text = [(byte)'\n', .. text];
            try
            {
                PrivateFile.Write(file.SafeFileHandle, text, end);
                file.Flush(flushToDisk: true);
            }
            catch (IOException)
            {
                Shorten(file, end);
                throw;
            }
        }
    }

    /// <summary>Puts these records in the place of all, at once or not at all.</summary>
    /// <exception cref="IOException">The disk is full, say.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    /// <exception cref="JournalNewerException">A newer Spydra wrote to it.</exception>
    /// <exception cref="InvalidOperationException">This client does not lead.</exception>
    public void Replace(IReadOnlyList<JournalRecord> records) => Replace(JournalText.Write(records));

    /// <summary>Puts what was read elsewhere in the place of all, at once or not at all, its lines as they are: also those that this version does not know.</summary>
    /// <exception cref="IOException">The disk is full, say.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    /// <exception cref="JournalNewerException">A newer Spydra wrote to the one or the other.</exception>
    /// <exception cref="InvalidOperationException">This client does not lead.</exception>
    public void Replace(JournalReading reading)
    {
        if (reading.IsNewer) throw new JournalNewerException(Path);
        Replace(JournalText.Write(reading));
    }

    /// <summary>Remembers how far driver output was printed. Cheap enough for every piece of it; never throws. Nothing where this client does not lead.</summary>
    public void Printed(OutputPosition printed)
    {
        lock (gate)
        {
            if (lead is not null) position.Write(printed);
        }
    }

    /// <summary>Asks whoever leads to cancel the run.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void AskToCancel()
    {
        PrivateFile.MakeFolder(folder);
        PrivateFile.Open(At("cancel"), FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete).Dispose();
    }

    /// <summary>The wish has been answered, or is that for an attempt before.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void ClearCancel()
    {
        if (CancelAsked) File.Delete(At("cancel"));
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    /// <summary>Removes all there is of the key, the lock last.</summary>
    internal void Forget()
    {
        lock (gate)
        {
            position.Dispose();
            foreach (var kind in (ReadOnlySpan<string>)["cancel", "leader", "position", "jsonl"]) PrivateFile.TryDelete(At(kind));
            lead?.Forget();
            lead = null;
        }
    }

    private string At(string kind) => System.IO.Path.Combine(folder, $"{KeyId}.{kind}");

    private void Replace(byte[] text)
    {
        lock (gate)
        {
            ThrowUnlessOurs();
            PrivateFile.Replace(Path, text);
        }
    }

    private void ThrowUnlessOurs()
    {
        if (lead is null) throw new InvalidOperationException("Only who leads writes to the journal.");
        if (Read().IsNewer) throw new JournalNewerException(Path);
    }

    private static bool EndsLine(FileStream file)
    {
        Span<byte> last = stackalloc byte[1];
        return file.Length == 0 || RandomAccess.Read(file.SafeFileHandle, last, file.Length - 1) == 0 || last[0] == '\n';
    }

    /// <summary>What came only in part is taken back. Where that does not work either, it is a line that cannot be read.</summary>
    private static void Shorten(FileStream file, long length)
    {
        try { file.SetLength(length); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException) { }
    }
}
