using System.Collections.Immutable;

namespace Spydra.Events;

/// <summary>
/// What a run tells, once, to everyone who listens: console lines, results and tests are listeners of the same events. The pipeline
/// itself never prints.
/// </summary>
public abstract record RunEvent
{
    private RunEvent() { }

    /// <summary>The run is planned and about to begin; project and region are null where it is not on Dataproc.</summary>
    public sealed record RunStarted(Guid RunId, string? Project, string? Region) : RunEvent;

    /// <summary>An earlier client of the same key came so far and no further; this one goes on where it stopped.</summary>
    public sealed record RunContinued(string Key, int Attempt, string How) : RunEvent;

    /// <summary>Another client leads the run of this key; this one follows it, and takes over if it goes.</summary>
    public sealed record RunFollowed(string Key, string Leader) : RunEvent;

    /// <summary>The key was finished before, and what is told now was recorded then; nothing is run.</summary>
    public sealed record RunAnswered(string Key, DateTimeOffset When, JobState? State) : RunEvent
    {
        /// <summary>The latest attempt.</summary>
        public Guid? RunId { get; init; }

        /// <summary>Its project; null on premises.</summary>
        public string? Project { get; init; }

        /// <summary>Its region; null on premises.</summary>
        public string? Region { get; init; }

        /// <summary>The cluster that it ran on, if the plan knew its name.</summary>
        public string? Cluster { get; init; }

        /// <summary>The job.</summary>
        public string? JobId { get; init; }

        /// <summary>The text beside the job's state.</summary>
        public string? Details { get; init; }

        /// <summary>The exit code of the job's process, where it was one of this machine.</summary>
        public int? ExitCode { get; init; }

        /// <summary>Where the driver's output lies.</summary>
        public string? OutputUri { get; init; }
    }

    /// <summary>
    /// What the job left is where it can be read when the cluster is gone, and the manifest names it, object by object; or some of it is not, which
    /// <paramref name="Missing"/> says.
    /// </summary>
    public sealed record Archived(string? Manifest, int Objects, ImmutableArray<string> Missing) : RunEvent
    {
        /// <summary>What can be read, but did not come to its place.</summary>
        public ImmutableArray<string> Unmoved { get; init; } = [];
    }

    /// <summary>The run goes on without this client, which leaves it.</summary>
    public sealed record RunLeft(string Key) : RunEvent;

    /// <summary>Something the user should know that does not stop the run.</summary>
    public sealed record Warned(string Text) : RunEvent;

    /// <summary>
    /// A service has failed for a while, and is tried again. Told once, however many calls it concerns; <paramref name="Since"/> is the
    /// beginning, <paramref name="UpTo"/> the longest time for which it is tried from then.
    /// </summary>
    public sealed record ServiceTroubled(string Service, string Reason, DateTimeOffset Since, TimeSpan UpTo) : RunEvent;

    /// <summary>A service of which <see cref="ServiceTroubled"/> was told is well again.</summary>
    public sealed record ServiceRecovered(string Service, TimeSpan After) : RunEvent;

    /// <summary>A cluster of the run's own is being asked for: from now on it may be there, until it is released or refused.</summary>
    public sealed record ClusterRequested(string Cluster) : RunEvent;

    /// <summary>The cluster is in a state it was not in before; <paramref name="Detail"/> is the service's own text, if it gave one.</summary>
    public sealed record ClusterStateChanged(string Cluster, string State, string? Detail = null) : RunEvent;

    /// <summary>The run holds a cluster on which jobs can be submitted.</summary>
    public sealed record ClusterAcquired(string Cluster, string? Zone) : RunEvent;

    /// <summary>The cluster is one of a pool: even if the run asked for it, it is not the run's to delete, and stays.</summary>
    public sealed record ClusterShared(string Cluster) : RunEvent;

    /// <summary>A local file is being copied to where the cluster can read it.</summary>
    public sealed record FileStaging(string LocalPath, string Uri, long Bytes) : RunEvent;

    /// <summary>
    /// How far the local files have been copied, all together; told at most once a second. <paramref name="Sent"/> goes back where a broken
    /// connection lost something.
    /// </summary>
    public sealed record StagingProgress(long Sent, long Bytes, TimeSpan Elapsed) : RunEvent;

    /// <summary>A local file is where the cluster can read it, and what is there is what the file holds.</summary>
    public sealed record FileStaged(string LocalPath, string Uri, long Bytes, TimeSpan Took) : RunEvent;

    /// <summary>The service took the job.</summary>
    public sealed record JobSubmitted(string JobId) : RunEvent;

    /// <summary>
    /// The job is in a state it was not in before; <paramref name="Details"/> is the text of whoever ran it, if there is one, and
    /// <paramref name="ExitCode"/> that of its process, where it was a process of this machine that has ended.
    /// </summary>
    public sealed record JobStateChanged(JobState State, string? Details = null, int? ExitCode = null) : RunEvent;

    /// <summary>Where the driver's output lies: a prefix of objects. Told again when a restarted attempt writes elsewhere.</summary>
    public sealed record DriverOutputFound(string Uri) : RunEvent;

    /// <summary>Bytes that the job's driver printed, in order, none left out and none twice; <paramref name="ToError"/>: on its standard error.</summary>
    public sealed record DriverOutput(ReadOnlyMemory<byte> Bytes, bool ToError = false) : RunEvent
    {
        /// <summary>Where these bytes end in the bucket; null where they come from a process of this machine.</summary>
        public OutputPosition? End { get; init; }
    }

    /// <summary>A job that still runs is being cancelled.</summary>
    public sealed record JobCancelling(string JobId) : RunEvent;

    /// <summary>The run waits for this; told when the wait begins, so that nobody wonders.</summary>
    public sealed record Waiting(string For) : RunEvent;

    /// <summary>A cluster did not come up, and one of its nodes wrote a log of it: the last lines, oldest first.</summary>
    public sealed record ClusterLogFound(string Cluster, string Uri, IReadOnlyList<string> Lines) : RunEvent;

    /// <summary>The service has taken the deletion of the cluster; nobody waits until it is gone.</summary>
    public sealed record ClusterDeletionTaken(string Cluster) : RunEvent;

    /// <summary>The cluster is gone, or given back.</summary>
    public sealed record ClusterReleased(string Cluster) : RunEvent;

    /// <summary>The cluster could not be given back in time, or deleting it failed: it may still be there and cost money.</summary>
    public sealed record ClusterLeftBehind(string Cluster, string Reason, string HowToRemove) : RunEvent;
}

/// <summary>Someone who wants to know how the run goes. Called in order, never from two threads at once.</summary>
public interface IRunListener
{
    /// <summary>Something happened. Must not throw, and should not block for long.</summary>
    void On(RunEvent happened);
}
