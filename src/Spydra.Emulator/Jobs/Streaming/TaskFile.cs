using Spydra.Emulator.Jobs.Files;

namespace Spydra.Emulator.Jobs.Streaming;

/// <summary>A file or folder, or an archive to be unpacked, that every task finds in its folder under <paramref name="Name"/>.</summary>
internal sealed record TaskFile(HadoopPath Source, string Name, bool IsArchive);
