using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Jobs.Files;

/// <summary>A file or a folder, local or in a bucket. <paramref name="Length"/> is in bytes, 0 for a folder.</summary>
internal sealed record FileEntry(HadoopPath Path, bool IsFolder, long Length, StoredObject? Stored = null);
