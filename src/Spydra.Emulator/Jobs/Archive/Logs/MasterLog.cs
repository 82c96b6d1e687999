using System.Globalization;
using System.Text;
using Spydra.Emulator.Jobs.Streaming.History;

namespace Spydra.Emulator.Jobs.Archive.Logs;

/// <summary>The syslog of the container that no process of ours is: a MapReduce application master's, on what became of its job.</summary>
internal static class MasterLog
{
    private const string Master = "org.apache.hadoop.mapreduce.v2.app.MRAppMaster";
    private const string Job = "org.apache.hadoop.mapreduce.v2.app.job.impl.JobImpl";
    private const string TaskName = "org.apache.hadoop.mapreduce.v2.app.job.impl.TaskImpl";
    private const string Attempt = "org.apache.hadoop.mapreduce.v2.app.job.impl.TaskAttemptImpl";
    private const string Allocator = "org.apache.hadoop.mapreduce.v2.app.rm.RMContainerAllocator";

    public static string Of(JobRecord job)
    {
        var text = new StringBuilder();
        var maps = job.Tasks.Count(task => task.Kind == "MAP");
        Add(job.SubmitTime, Master, $"Created MRAppMaster for application {job.ApplicationId.Replace("application", "appattempt", StringComparison.Ordinal)}_000001");
        Add(job.LaunchTime, Job, $"Number of splits for job {job.Id} = {maps}");
        Add(job.LaunchTime, Job, $"Number of reduces for job {job.Id} = {job.Tasks.Count - maps}");
        Add(job.LaunchTime, Job, $"{job.Id} Job Transitioned from INITED to RUNNING");
        foreach (var (at, logger, message) in job.Tasks.SelectMany(OfTask).OrderBy(line => line.At)) Add(at, logger, message);

        // A job that is cancelled is killed through YARN, and its master with it.
        if (job.State == "KILLED") return text.ToString();
        if (job.Diagnostics.Length > 0) Add(job.FinishTime, Job, job.Diagnostics.TrimEnd('\n'));
        Add(job.FinishTime, Job, $"{job.Id} Job Transitioned from RUNNING to {job.State}");
        return text.ToString();

        void Add(DateTimeOffset at, string logger, string message) => text.Append(
            CultureInfo.InvariantCulture, $"{at.ToUniversalTime():yyyy-MM-dd HH:mm:ss,fff} INFO [main] {logger}: {message}\n");
    }

    private static IEnumerable<(DateTimeOffset At, string Logger, string Message)> OfTask(TaskRecord task)
    {
        foreach (var attempt in task.Attempts)
        {
            yield return (attempt.StartTime, Allocator, $"Assigned container {attempt.ContainerId} to {attempt.Id}");
            yield return (attempt.StartTime, Attempt, $"{attempt.Id} TaskAttempt Transitioned from ASSIGNED to RUNNING on {attempt.Host}");
            if (attempt.Diagnostics.Length > 0)
                yield return (attempt.FinishTime, Attempt, $"Diagnostics report from {attempt.Id}: {attempt.Diagnostics}");
            yield return (attempt.FinishTime, Attempt, $"{attempt.Id} TaskAttempt Transitioned from RUNNING to {attempt.State}");
            if (attempt == task.Attempts[^1]) yield return (attempt.FinishTime, TaskName, $"{task.Id} Task Transitioned from RUNNING to {task.State}");
        }
    }
}
