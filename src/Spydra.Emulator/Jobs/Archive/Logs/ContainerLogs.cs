using System.Text;

namespace Spydra.Emulator.Jobs.Archive.Logs;

/// <summary>What one container logged, on which node.</summary>
internal sealed record ContainerLogs(string Id, string Host, IReadOnlyList<LogFile> Files);

/// <summary>One log of a container: <paramref name="Length"/> bytes, which <paramref name="CopyTo"/> writes.</summary>
internal sealed record LogFile(string Name, long Length, Action<Stream> CopyTo)
{
    public static LogFile Of(string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new(name, bytes.Length, target => target.Write(bytes));
    }

    public static LogFile OfFile(string path) => new(Path.GetFileName(path), new FileInfo(path).Length, target =>
    {
        using var source = File.OpenRead(path);
        source.CopyTo(target);
    });
}
