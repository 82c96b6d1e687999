namespace Spydra.History.Sources;

/// <summary>A file or folder of this machine, or an object, that is there and cannot be read, or is not there any more.</summary>
public sealed class UnreadableFileException(string path, string reason, Exception? inner = null) : SpydraException(
    $"{path} cannot be read: {reason}", "Look whether it is there and whether you may read it.", inner)
{
    internal UnreadableFileException(string path, Exception inner) : this(path, inner.Message, inner)
    {
    }

    /// <summary>The file, folder or object.</summary>
    public string Path { get; } = path;
}
