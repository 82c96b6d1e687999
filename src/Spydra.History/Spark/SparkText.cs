using System.Globalization;
using System.Text;

namespace Spydra.History.Spark;

/// <summary>An application as text, in the spirit of <c>mapred job -history</c>: its head, jobs, stages, executors and failed tasks.</summary>
public sealed class SparkText(TextWriter writer, TimeZoneInfo zone)
{
    private const string Rule = "=====================================";

    /// <summary>Writes the attempts of an application, one after the other.</summary>
    /// <param name="attempts">What was read of their logs.</param>
    /// <param name="all">Also what each stage read, wrote and took, and Spark's properties.</param>
    public void Write(IReadOnlyList<SparkApplication> attempts, bool all)
    {
        foreach (var application in attempts)
        {
            WriteHead(application);
            WriteJobs(application);
            WriteStages(application);
            if (all) WriteMetrics(application);
            WriteExecutors(application);
            WriteFailures(application);
            if (all) WriteProperties(application);
        }
    }

    private void WriteHead(SparkApplication application)
    {
        writer.WriteLine();
        writer.WriteLine($"Spark application: {Line(application.Id)}");
        writer.WriteLine(Rule);
        writer.WriteLine($"User: {Line(application.User)}");
        writer.WriteLine($"Name: {Line(application.Name)}");
        if (application.Attempt is { } attempt) writer.WriteLine($"Attempt: {Line(attempt)}");
        writer.WriteLine($"Spark Version: {Line(application.SparkVersion ?? "not told")}");
        writer.WriteLine($"Event Log: {Line(application.Log.Name)}");
        writer.WriteLine($"Started At: {Time(application.Started)}");
        writer.WriteLine($"Ended At: {Time(application.Ended)}{Took(application.Started, application.Ended)}");
        writer.WriteLine($"Status: {application.State.ToString().ToUpperInvariant()}{(application.ExitCode is { } code ? $" (exit code {code})" : "")}");
        writer.WriteLine(Invariant($"Jobs: {application.Jobs.Count}, stages: {application.Stages.Count}, tasks: {application.Tasks}, executors: {application.Executors.Count(each => each.Id != "driver")}, queries: {application.SqlExecutions}"));
        if (!application.IsComplete) writer.WriteLine("The event log does not have the application's end: it still runs, or its driver was killed. This is what the log has.");
        foreach (var damage in application.Damage) writer.WriteLine("Damaged: " + Line(damage.Message));
    }

    private void WriteJobs(SparkApplication application)
    {
        Head("Jobs", application.Jobs.Count);
        if (application.Jobs.Count == 0) return;
        var table = new TextTable("JobId", "Status", "Submitted", "Took", "Stages done", "Tasks done", "Failed", "Killed", "Name");
        foreach (var job in application.Jobs)
            table.Add(Invariant($"{job.Id}"), Upper(job.Status), Time(job.Submitted), Span(job.Submitted, job.Completed),
                Invariant($"{job.CompletedStages}/{job.StageIds.Count}{(job.SkippedStages > 0 ? $" ({job.SkippedStages} skipped)" : "")}"),
                Invariant($"{job.Tasks.Completed}/{job.Tasks.Total - job.Tasks.Skipped}"), Invariant($"{job.Tasks.Failed}"), Invariant($"{job.Tasks.Killed}"), Line(job.Description ?? job.Name));
        table.Write(writer);
        foreach (var job in application.Jobs.Where(job => job.Failure is not null)) Reason(Invariant($"Job {job.Id} failed"), job.Failure!);
        foreach (var query in application.FailedQueries) Reason(Invariant($"Query {query.Id} failed"), query.Reason);
    }

    private void WriteStages(SparkApplication application)
    {
        Head("Stages", application.Stages.Count);
        if (application.Stages.Count == 0) return;
        var table = new TextTable("Stage", "Status", "Submitted", "Took", "Tasks done", "Failed", "Killed", "Input", "Output", "Shuffle read", "Shuffle write", "Name");
        foreach (var stage in application.Stages)
            table.Add(Invariant($"{stage.Id}.{stage.Attempt}"), Upper(stage.Status), Time(stage.Submitted), Span(stage.Submitted, stage.Completed),
                Invariant($"{stage.Tasks.Completed}/{stage.Tasks.Total}"), Invariant($"{stage.Tasks.Failed}"), Invariant($"{stage.Tasks.Killed}"),
                Number(stage.Metrics.InputBytes), Number(stage.Metrics.OutputBytes), Number(stage.Metrics.ShuffleReadBytes), Number(stage.Metrics.ShuffleWriteBytes), Line(stage.Name));
        table.Write(writer);
        foreach (var stage in application.Stages.Where(stage => stage.Failure is not null)) Reason(Invariant($"Stage {stage.Id}.{stage.Attempt} failed"), stage.Failure!);
    }

    private void WriteMetrics(SparkApplication application)
    {
        if (application.Stages.Count == 0) return;
        Head("What the stages read, wrote and took", application.Stages.Count);
        var table = new TextTable("Stage", "Metric", "Value");
        foreach (var stage in application.Stages)
            foreach (var metric in MetricRow.All)
                if (metric.Value(stage.Metrics) is not 0 and var value) table.Add(Invariant($"{stage.Id}.{stage.Attempt}"), metric.Title, Number(value));
        table.Write(writer);
    }

    private void WriteExecutors(SparkApplication application)
    {
        Head("Executors", application.Executors.Count(each => each.Id != "driver"));
        if (application.Executors.Count == 0) return;
        var table = new TextTable("Executor", "Host", "Container", "Cores", "Added", "Removed", "Tasks", "Failed", "Task time", "GC time", "Excluded");
        foreach (var executor in application.Executors)
            table.Add(Line(executor.Id), Line(executor.Host), Line(executor.ContainerId), Invariant($"{executor.Cores}"), Time(executor.Added), Time(executor.Removed),
                Invariant($"{executor.Tasks}"), Invariant($"{executor.FailedTasks}"), Span(executor.TaskTime), Span(executor.GcTime),
                executor.IsExcluded ? "yes" : executor.WasExcluded ? "for a while" : "");
        table.Write(writer);
        foreach (var executor in application.Executors.Where(each => each.RemovedReason is not null)) Reason($"Executor {Line(executor.Id)} removed", executor.RemovedReason!);
    }

    private void WriteFailures(SparkApplication application)
    {
        var failed = application.Stages.Sum(stage => (long)stage.Tasks.Failed);
        if (failed == 0 && application.FailedTasks.Count == 0) return;
        Head("Failed tasks", Math.Max(failed, application.FailedTasks.Count));
        var table = new TextTable("Task", "Stage", "Index", "Attempt", "Executor", "Host", "Launched", "Took");
        foreach (var task in application.FailedTasks)
            table.Add(Invariant($"{task.TaskId}"), Invariant($"{task.StageId}.{task.StageAttempt}"), Invariant($"{task.Index}"), Invariant($"{task.Attempt}"),
                Line(task.ExecutorId), Line(task.Host), Time(task.Launched), Span(task.Duration));
        table.Write(writer);
        if (failed > application.FailedTasks.Count) writer.WriteLine(Invariant($"... and {failed - application.FailedTasks.Count} more."));
        // Tasks of a stage fail for the same reason more often than not.
        foreach (var same in application.FailedTasks.GroupBy(task => task.Reason, StringComparer.Ordinal))
            Reason(Invariant($"Task{(same.Count() > 1 ? "s" : "")} {string.Join(", ", same.Take(10).Select(task => Invariant($"{task.TaskId}")))}{(same.Count() > 10 ? Invariant($" and {same.Count() - 10} more") : "")} failed"), same.Key);
    }

    private void WriteProperties(SparkApplication application)
    {
        Head("Spark properties", application.Properties.Count);
        foreach (var (key, value) in application.Properties) writer.WriteLine($"{Line(key)}={Line(value)}");
    }

    private void Head(string title, long count)
    {
        writer.WriteLine();
        writer.WriteLine(Invariant($"{title}: {count}"));
        writer.WriteLine(Rule);
    }

    private void Reason(string what, string reason)
    {
        writer.WriteLine(what + ":");
        foreach (var line in reason.TrimEnd().Split('\n')) writer.WriteLine("    " + Line(line.TrimEnd('\r').Replace("\t", "    ", StringComparison.Ordinal)));
    }

    private string Time(DateTimeOffset? time) =>
        time is { } known ? TimeZoneInfo.ConvertTime(known, zone).ToString("dd-MMM-yyyy HH:mm:ss", CultureInfo.InvariantCulture) : "";

    private static string Took(DateTimeOffset? from, DateTimeOffset? to) => Span(from, to) is { Length: > 0 } span ? $" ({span})" : "";

    private static string Span(DateTimeOffset? from, DateTimeOffset? to) => from is { } begin && to is { } end ? Span((long)(end - begin).TotalMilliseconds) : "";

    // As Hadoop writes it: 1hrs, 2mins, 3sec; tasks are often shorter than a second.
    private static string Span(long milliseconds)
    {
        if (milliseconds is < 1000 and >= 0) return Invariant($"{milliseconds}ms");
        var span = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, (long)TimeSpan.MaxValue.TotalMilliseconds / 2));
        var text = new StringBuilder();
        if (span.TotalHours >= 1) text.Append(CultureInfo.InvariantCulture, $"{(long)span.TotalHours}hrs, ");
        if (span.TotalMinutes >= 1) text.Append(CultureInfo.InvariantCulture, $"{span.Minutes}mins, ");
        return text.Append(CultureInfo.InvariantCulture, $"{span.Seconds}sec").ToString();
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Upper<T>(T status) where T : struct, Enum => status.ToString().ToUpperInvariant();

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    // What a program wrote does not steer a terminal, nor begin a line of its own.
    private static string Line(string? text)
    {
        if (text is null || !text.Any(char.IsControl)) return text ?? "";
        var plain = new StringBuilder(text.Length + 16);
        foreach (var c in text) plain.Append(c == '\n' ? "\\n" : c == '\t' ? " " : char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString());
        return plain.ToString();
    }
}
