namespace Spydra.Gcp.Storage;

/// <summary>A local file changed while it was uploaded, so that what arrived is neither what it was nor what it is.</summary>
public sealed class FileChangedException(string path) : SpydraException(
    $"The file '{path}' changed while it was being uploaded.", "Wait until what writes it has ended, and run again.")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}

/// <summary>A local file could be opened, and then not be read to its end.</summary>
public sealed class FileReadException(string path, Exception inner) : SpydraException(
    $"The file '{path}' could not be read to its end: {inner.Message}", "Look at the disk or the network folder that it is on, and run again.", inner)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
