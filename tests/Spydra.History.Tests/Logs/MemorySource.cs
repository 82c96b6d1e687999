using System.Runtime.CompilerServices;
using Spydra.History.Sources;

namespace Spydra.History.Logs;

/// <summary>Files in memory, whose streams can do what those of a bucket can: reading asynchronously, seeking, and telling their length.</summary>
internal sealed class MemorySource : IArchiveSource
{
    private readonly SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);

    public List<string> Requests { get; } = [];

    public byte[] this[string name]
    {
        set => files[name] = value;
    }

    public static DateTimeOffset Updated { get; } = new(2026, 11, 22, 0, 14, 29, TimeSpan.Zero);

    /// <summary>How many bytes one read gives at most.</summary>
    public int ReadSize { get; init; } = int.MaxValue;

    /// <summary>Whether reads are answered later, on another thread.</summary>
    public bool IsSlow { get; init; }

    /// <summary>Hears of how many bytes were read.</summary>
    public Action<int> OnRead { get; init; } = _ => { };

    /// <summary>Fails when a file is opened or read behind this byte.</summary>
    public Func<string, long, Exception?> Fault { get; init; } = (_, _) => null;

    public string Describe(string name) => "gs://bucket/" + name;

    public async IAsyncEnumerable<ArchivedFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        Requests.Add("list " + prefix);
        foreach (var (name, bytes) in files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal)))
            yield return new(name, bytes.Length, Updated.AddSeconds(name.Length));
    }

    public async IAsyncEnumerable<string> FoldersAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        Requests.Add("folders " + folder);
        foreach (var name in files.Keys.Where(name => name.StartsWith(folder, StringComparison.Ordinal) && name.IndexOf('/', folder.Length) > 0)
            .Select(name => name[folder.Length..name.IndexOf('/', folder.Length)]).Distinct(StringComparer.Ordinal)) yield return name;
    }

    public Task<Stream> OpenAsync(ArchivedFile file, CancellationToken cancellationToken) =>
        Fault(file.Name, -1) is { } fault ? Task.FromException<Stream>(fault)
        : files.TryGetValue(file.Name, out var bytes) ? Task.FromResult<Stream>(new Bytes(this, file.Name, bytes))
        : Task.FromException<Stream>(new UnreadableFileException(Describe(file.Name), "it is not there any more"));

    private sealed class Bytes(MemorySource source, string name, byte[] bytes) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => bytes.Length;
        public override long Position { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (source.IsSlow) await Task.Yield();
            if (source.Fault(name, Position) is { } fault) throw fault;
            var count = (int)Math.Min(Math.Min(buffer.Length, source.ReadSize), Math.Max(0, Length - Position));
            bytes.AsMemory((int)Math.Min(Position, Length), count).CopyTo(buffer);
            Position += count;
            source.OnRead(count);
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
