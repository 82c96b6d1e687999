using Spydra.Emulator.Jobs;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Dataproc;

/// <summary>What drivers run in: the store, the runtimes, the folders and the clock.</summary>
internal sealed record DriverSetting
{
    public required IObjectStore Objects { get; init; }

    /// <summary>Whom the jobs run as.</summary>
    public required string User { get; init; }

    public required IReadOnlyList<IJobRuntime> Runtimes { get; init; }

    public required StepTimes Steps { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>When this emulator started: the number in its applications' ids.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The address of the emulated Cloud Storage; known once the server listens.</summary>
    public required Task<Uri> StorageUrl { get; init; }

    /// <summary>Where the jobs' own folders are made.</summary>
    public required string WorkRoot { get; init; }

    /// <summary>The folder that relative local paths start from.</summary>
    public required string WorkingFolder { get; init; }

    public string MakeWorkFolder(string name) => Directory.CreateDirectory(Path.Combine(WorkRoot, name)).FullName;

    /// <summary>A folder that something still holds stays; the next start of the emulator deletes it.</summary>
    public static void DropWorkFolder(string folder)
    {
        try { Directory.Delete(folder, recursive: true); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }
}
