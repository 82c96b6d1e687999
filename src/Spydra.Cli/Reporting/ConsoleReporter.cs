using System.Globalization;
using Spydra.Events;

namespace Spydra.Cli.Reporting;

/// <summary>Tells a run on the terminal: a line for every change, and where a person watches, one live line with what it waits for.</summary>
internal sealed class ConsoleReporter : IRunListener, IDisposable
{
    private static readonly TimeSpan BetweenProgressLines = TimeSpan.FromSeconds(10);

    /// <summary>Of the log of a cluster that did not come up. A person sees the end of it; the whole lies in the bucket.</summary>
    private const int MostLogLines = 20;

    /// <summary>Such a line stands below the words of the line before it.</summary>
    private const int LogIndent = 22;

    private readonly Terminal terminal;
    private readonly RunRecord record;
    private readonly TimeProvider time;
    private readonly bool outputToError;
    private readonly ITimer? ticker;
    private string doing = "planning";
    private long since;
    private TimeSpan progressSaid;

    public ConsoleReporter(Terminal terminal, RunRecord record, bool outputToError, TimeProvider time)
    {
        (this.terminal, this.record, this.outputToError, this.time) = (terminal, record, outputToError, time);
        since = time.GetTimestamp();
        if (terminal.IsLive) ticker = time.CreateTimer(_ => ShowLive(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void On(RunEvent happened)
    {
        if (happened is RunEvent.DriverOutput output)
        {
            terminal.WriteJobOutput(output.Bytes, outputToError || output.ToError);
            return;
        }

        if (happened is RunEvent.StagingProgress progress)
        {
            Tell(progress);
            return;
        }

        if (Line(happened, time.LocalTimeZone) is { } line) Say(line);
        if (Doing(happened) is not { } now) return;
        (doing, since) = (now, time.GetTimestamp());
        ShowLive();
    }

    public void Dispose() => ticker?.Dispose();

    private static string? Line(RunEvent happened, TimeZoneInfo here) => happened switch
    {
        RunEvent.RunStarted { Project: null } run => $"run {run.RunId} on this machine",
        RunEvent.RunStarted run => $"run {run.RunId} in project {run.Project}, region {run.Region}",
        RunEvent.RunContinued run => $"run key {run.Key} was begun before (attempt {run.Attempt}); going on: {run.How}",
        RunEvent.RunFollowed run => $"another client ({run.Leader}) leads run key {run.Key}; following it",
        RunEvent.RunAnswered run => $"run key {run.Key} was finished at {run.When:u} with {run.State?.Word() ?? "a failure"}; this is its recorded result, nothing is run (--again starts afresh)",
        RunEvent.RunLeft run => $"the run goes on without this client: 'spydra attach {run.Key}' follows it, 'spydra cancel {run.Key}' ends it",
        RunEvent.Warned warned => $"warning: {warned.Text}",
        RunEvent.ServiceTroubled service => $"{service.Service} does not answer as it should ({service.Reason}); trying again since "
            + $"{TimeZoneInfo.ConvertTime(service.Since, here).ToString("HH:mm:ss", CultureInfo.InvariantCulture)}, up to {Words.Of(service.UpTo)}",
        RunEvent.ServiceRecovered service => $"{service.Service} answers again after {Words.Of(service.After)}",
        RunEvent.ClusterStateChanged { Detail: { Length: > 0 } detail } cluster => $"cluster {cluster.Cluster} is {cluster.State}: {detail}",
        RunEvent.ClusterStateChanged cluster => $"cluster {cluster.Cluster} is {cluster.State}",
        RunEvent.ClusterShared cluster => $"cluster {cluster.Cluster} is of a pool, and stays",
        RunEvent.FileStaging file => $"staging {file.LocalPath} ({file.Bytes:N0} bytes) to {file.Uri}",
        RunEvent.FileStaged file => $"staged {file.LocalPath}: {file.Bytes:N0} bytes in {Words.Of(file.Took)}",
        RunEvent.JobSubmitted job => $"job {job.JobId} submitted",
        RunEvent.JobStateChanged job => $"job is {job.State.Word()}",
        RunEvent.DriverOutputFound found => $"driver output in {found.Uri}.*",
        RunEvent.JobCancelling job => $"cancelling job {job.JobId}",
        RunEvent.Waiting waiting => $"waiting for {waiting.For}",
        RunEvent.Archived { Missing.IsEmpty: true } archive => $"archived: {archive.Objects} objects" + (archive.Manifest is null ? "" : $", listed in {archive.Manifest}")
            + (archive.Unmoved.IsEmpty ? "" : $"; {string.Join("; ", archive.Unmoved)}"),
        RunEvent.Archived archive => $"NOT ARCHIVED, and gone with the cluster: {string.Join("; ", archive.Missing.Concat(archive.Unmoved))}",
        RunEvent.ClusterLogFound log => $"the end of {log.Uri}:" + string.Concat(log.Lines.TakeLast(MostLogLines).Select(line => $"\n{"",LogIndent}{Secrets.InLog(line)}")),
        RunEvent.ClusterDeletionTaken cluster => $"cluster {cluster.Cluster} is being deleted by the service; that is not waited for",
        RunEvent.ClusterReleased cluster => $"cluster {cluster.Cluster} is deleted",
        RunEvent.ClusterLeftBehind left => $"CLUSTER LEFT BEHIND: {left.Cluster} may still be there and cost money: {left.Reason}\nspydra:           remove it: {left.HowToRemove}",
        _ => null,
    };

    private static string? Doing(RunEvent happened) => happened switch
    {
        RunEvent.ClusterRequested cluster => $"asking for cluster {cluster.Cluster}",
        RunEvent.ClusterStateChanged { State: "CREATING" } cluster => $"creating cluster {cluster.Cluster}",
        RunEvent.ClusterStateChanged { State: "DELETING" } cluster => $"deleting cluster {cluster.Cluster}",
        RunEvent.FileStaging file => $"staging {file.LocalPath}",
        RunEvent.JobSubmitted job => $"job {job.JobId}",
        RunEvent.JobStateChanged job => $"job {job.State.Word()}",
        RunEvent.JobCancelling => "cancelling the job",
        RunEvent.Waiting waiting => $"waiting for {waiting.For}",
        _ => null,
    };

    /// <summary>A person sees it all the time; in a log a line now and then shows that it goes on.</summary>
    private void Tell(RunEvent.StagingProgress progress)
    {
        doing = Words.Of(progress);
        ShowLive();
        if (terminal.IsLive || progress.Elapsed - progressSaid < BetweenProgressLines) return;
        progressSaid = progress.Elapsed;
        Say(doing);
    }

    private void Say(string line) => terminal.Say($"spydra: {Words.Of(record.Elapsed),8}  {line}");

    private void ShowLive() => terminal.ShowLive($"{doing} … {Words.Of(time.GetElapsedTime(since))}");
}
