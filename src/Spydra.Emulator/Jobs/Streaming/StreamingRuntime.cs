using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spydra.Emulator.Jobs.Streaming.Options;

namespace Spydra.Emulator.Jobs.Streaming;

/// <summary>
/// Runs Hadoop Streaming jobs without Hadoop: a <c>hadoopJob</c> whose jar is a <c>hadoop-streaming*.jar</c>, which need not be there.
/// </summary>
public sealed partial class StreamingRuntime(Func<string, string?> environment) : IJobRuntime, IDisposable
{
    private const string StreamJob = "streaming.StreamJob";

    // What HadoopStreaming returns for a wrong command line, a failed job, and a job that could not be launched.
    private const int UsageError = 1;
    private const int JobFailed = 1;
    private const int LaunchFailed = 5;

    private readonly StreamingEngine engine = new(environment);

    /// <inheritdoc/>
    public bool CanRun(JsonObject job)
    {
        if (job["hadoopJob"] is not JsonObject hadoopJob) return false;
        if (hadoopJob.OneText("mainJarFileUri") is { } jar) return IsStreamingJar(jar);
        return hadoopJob.OneText("mainClass") is { } mainClass
            && (IsStreamingJar(mainClass) || mainClass.StartsWith("org.apache.hadoop.streaming.", StringComparison.Ordinal)
                || hadoopJob.ManyTexts("jarFileUris").Any(IsStreamingJar));
    }

    /// <inheritdoc/>
    public async Task<DriverResult> RunAsync(DriverContext context, CancellationToken cancellationToken)
    {
        var log = new DriverLog(context.Output, context.Time);
        try
        {
            return await RunCommandAsync(context, log, cancellationToken);
        }
        catch (StreamingUsageException e)
        {
            if (e.ShowUsage)
            {
                log.Error(StreamJob, e.Message);
                log.Raw(UsageText.Text.TrimEnd('\n') + "\n");
            }
            else log.Raw(e.Message);

            log.Raw("Try -help for more information\nStreaming Command Failed!");
            return new(UsageError, e.Message);
        }
        catch (JobLaunchException e)
        {
            log.Error(StreamJob, $"Error Launching job : {e.Message}");
            var details = e.JavaException is { } java ? $"{java}: {e.Message}" : e.Message;
            if (e.JavaException is not null) log.Raw(details);
            log.Raw("Streaming Command Failed!");
            return new(LaunchFailed, details);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error(StreamJob, $"Error Launching job : {e.Message}");
            log.Raw("Streaming Command Failed!");
            return new(LaunchFailed, e.Message);
        }
    }

    /// <summary>Lets go of what the jobs shared; none may run any more.</summary>
    public void Dispose() => engine.Dispose();

    private async Task<DriverResult> RunCommandAsync(DriverContext context, DriverLog log, CancellationToken cancellationToken)
    {
        var hadoopJob = context.Job["hadoopJob"]!.AsObject();
        var arguments = StreamingOptionParser.Parse(hadoopJob.ManyTexts("args"));
        if (arguments.Help)
        {
            log.Raw(UsageText.Text.TrimEnd('\n') + "\n");
            return new(0);
        }

        foreach (var warning in arguments.Warnings) log.Warn(StreamJob, warning);
        var configuration = StreamingConfiguration.Build(arguments, context, hadoopJob, context.User);
        if (configuration.Get("mapreduce.job.name") is null) configuration.Set("mapreduce.job.name", JarName(hadoopJob));
        if (arguments.Verbose)
            foreach (var (key, value) in configuration.All()) log.Raw($"STREAM: {key}={value}");

        var job = StreamingPlanner.Plan(arguments, configuration, JobFiles(hadoopJob, context.WorkingFolder), context.WorkingFolder);
        using var run = new StreamingRun(job, context, engine);
        var record = await run.RunAsync(cancellationToken);
        context.Finished(record);
        if (record.State == "KILLED") throw new OperationCanceledException(cancellationToken);
        if (record.State == "SUCCEEDED")
        {
            log.Info(StreamJob, $"Output directory: {job.OutputText}");
            return new(0);
        }

        log.Error(StreamJob, "Job not successful!");
        log.Raw("Streaming Command Failed!");
        return new(JobFailed, $"Job {record.Id} failed with state {record.State} due to: {record.Diagnostics.Split('\n')[0]}");
    }

    // Files that the job resource names itself, beside those of its arguments.
    private static IEnumerable<TaskFile> JobFiles(JsonObject hadoopJob, string workingFolder) =>
        hadoopJob.ManyTexts("fileUris").Select(uri => StreamingPlanner.TaskFileOf(uri, isArchive: false, workingFolder))
            .Concat(hadoopJob.ManyTexts("archiveUris").Select(uri => StreamingPlanner.TaskFileOf(uri, isArchive: true, workingFolder)));

    private static string JarName(JsonObject hadoopJob) =>
        hadoopJob.OneText("mainJarFileUri") is { } jar ? jar[(jar.LastIndexOf('/') + 1)..] : "hadoop-streaming.jar";

    private static bool IsStreamingJar(string uri) => StreamingJar().IsMatch(uri[(uri.LastIndexOf('/') + 1)..]);

    [GeneratedRegex(@"^hadoop-streaming.*\.jar$", RegexOptions.ExplicitCapture)]
    private static partial Regex StreamingJar();
}
