using System.Buffers;

namespace Spydra.Emulator.Storage;

/// <summary>
/// The store's memory: one file, a line a change, only ever appended to, and now and then rewritten beside itself and renamed over the
/// old one. A crash can cut its last line short; that change was then never answered for, and the line is cut off at the next start.
/// </summary>
internal sealed class StoreJournal : IDisposable
{
    private static readonly JournalEntry First = new() { Last = 0 };

    private readonly string path;
    private FileStream file;

    /// <summary>Where the last whole line ends: half a line behind it, from a write that failed, would spoil the next one too.</summary>
    private long end;

    private StoreJournal(string path)
    {
        this.path = path;
        file = Open(path);
    }

    /// <summary>How many entries the file holds.</summary>
    public int Entries { get; private set; }

    /// <summary>Whether a line within the file could not be read: the disk, or somebody, has changed it.</summary>
    public bool Damaged { get; private set; }

    /// <summary>Opens the journal, or begins one, and hands over its entries in order.</summary>
    /// <exception cref="EmulatorException">The file is no journal, or a newer emulator's.</exception>
    public static StoreJournal Open(string path, Action<JournalEntry> each)
    {
        var journal = new StoreJournal(path);
        try
        {
            journal.Load(each);
            if (journal.Entries == 0) journal.Append(First);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>When this returns the change lasts; when it throws, it never was.</summary>
    public void Append(JournalEntry entry)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        JournalFormat.Write(line, entry);
        CutBackTo(end);
        try
        {
            file.Write(line.WrittenSpan);
        }
        catch (IOException)
        {
            CutBackTo(end);
            throw;
        }

        end = file.Position;
        Entries++;
    }

    /// <summary>Puts <paramref name="entries"/> in place of all there is.</summary>
    public void Rewrite(IEnumerable<JournalEntry> entries)
    {
        var fresh = path + ".new";
        var count = 0;
        using (var target = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            var lines = new ArrayBufferWriter<byte>(1 << 17);
            foreach (var entry in entries)
            {
                JournalFormat.Write(lines, entry);
                count++;
                if (lines.WrittenCount < 1 << 16) continue;
                target.Write(lines.WrittenSpan);
                lines.ResetWrittenCount();
            }

            target.Write(lines.WrittenSpan);
        }

        file.Dispose();
        File.Move(fresh, path, overwrite: true);
        file = Open(path);
        end = file.Seek(0, SeekOrigin.End);
        Entries = count;
    }

    public void Dispose() => file.Dispose();

    private static FileStream Open(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 });

    private void Load(Action<JournalEntry> each)
    {
        var (buffer, filled) = (new byte[1 << 17], 0);
        var whole = 0L;
        int read;
        while ((read = file.Read(buffer, filled, buffer.Length - filled)) > 0)
        {
            filled += read;
            var begin = 0;
            while (buffer.AsSpan(begin, filled - begin).IndexOf((byte)'\n') is >= 0 and var length)
            {
                Take(buffer.AsMemory(begin, length), each);
                begin += length + 1;
            }

            whole += begin;
            buffer.AsSpan(begin, filled - begin).CopyTo(buffer);
            filled -= begin;
            if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }

        if (whole == 0 && !FirstLine().AsSpan().StartsWith(buffer.AsSpan(0, filled))) throw NotAJournal();
        CutBackTo(end = whole);
    }

    private void CutBackTo(long length)
    {
        if (file.Length > length) file.SetLength(length);
        if (file.Position != length) file.Position = length;
    }

    private void Take(ReadOnlyMemory<byte> line, Action<JournalEntry> each)
    {
        if (JournalFormat.Read(line) is { } entry)
        {
            Entries++;
            each(entry);
        }
        else if (Entries == 0)
        {
            throw NotAJournal();
        }
        else
        {
            Damaged = true;
        }
    }

    private static byte[] FirstLine()
    {
        var line = new ArrayBufferWriter<byte>();
        JournalFormat.Write(line, First);
        return line.WrittenSpan.ToArray();
    }

    private EmulatorException NotAJournal() => new(
        $"The file '{path}' does not begin like a journal of stored objects.",
        "Move it away together with its folder, or name another data folder.");
}
