using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>A key is that of another job.</summary>
public sealed class KeyTakenException(string key, RunFacts other, bool isOver) : SpydraException(
    $"Key '{key}' is that of another job ({other.JobType} job {other.JobId}), which {(isOver ? "is finished" : "may be running")}; nothing was run.",
    isOver ? "Use another key, or --again to run this job under it." : $"Use another key, or end that run first: spydra cancel {key}");

/// <summary>An earlier client of a key gave its job to something that nobody can ask now.</summary>
public sealed class JobMayLiveException(string key) : SpydraException(
    $"An earlier client of key '{key}' started its job on premises and was lost; the job may still run, and was not started twice.",
    "Look with 'yarn application -list'; when it is gone, start again with --again.");

/// <summary>There is nothing to attach to.</summary>
public sealed class NoJobYetException(string key) : SpydraException(
    $"Run '{key}' has no job yet, and its client is gone.", "Start it again with its spec and its key: what is there already is used.");
