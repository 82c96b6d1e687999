using Spydra.History.Sources;

namespace Spydra.History.Logs;

/// <summary>What one node collected of an application's logs: one file in the bucket.</summary>
/// <param name="User">Whose application it was.</param>
/// <param name="Application">The application.</param>
/// <param name="File">The file.</param>
public sealed record NodeFile(string User, YarnApplicationId Application, ArchivedFile File)
{
    /// <summary>
    /// How much of the file counts, in bytes, while its node is adding to it (IndexedFile); 0 is nothing, null is all of it.
    /// </summary>
    public long? ValidLength { get; init; }

    /// <summary>Whether it is still being uploaded, under a name of its own.</summary>
    internal bool IsUpload { get; init; }
}
