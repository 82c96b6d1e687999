using Spydra.Emulator.Dataproc;
using Spydra.Emulator.Faults;

namespace Spydra.Emulator;

/// <summary>How an emulator is set up: where its data lies, where it listens, how long its steps take and which faults are ordered.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The folder that holds all state: objects, clusters, jobs, and the jobs' work folders. It is made when it is missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The port of the Dataproc API on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The port of the Cloud Storage API on 127.0.0.1; 0 takes a free one.</summary>
    public int StoragePort { get; init; }

    /// <summary>How long creating, deleting and the other steps take. The default is fast: a few milliseconds each.</summary>
    public StepTimes Steps { get; init; } = new();

    /// <summary>Faults ordered from the start; more can be ordered over the admin route.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>Buckets that exist from the start; they are made when they are missing.</summary>
    public IReadOnlyList<string> Buckets { get; init; } = [];

    /// <summary>Where jobs run: a path without a scheme in a job's arguments is relative to it.</summary>
    public string WorkingFolder { get; init; } = Environment.CurrentDirectory;

    /// <summary>Whether it runs for whoever comes (<c>spydra emulator</c>); another process that finds it may then use it.</summary>
    public bool Standalone { get; init; }

    /// <summary>The clock of everything: step times, timestamps, idle and age limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
