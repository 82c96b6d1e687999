using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Jobs.Streaming.Output;

/// <summary>
/// Makes output visible only when it is whole, as Hadoop's FileOutputCommitter: attempts write into folders of their own, a task's first
/// success is renamed, and the job's success moves all of them into place. A bucket's objects are written then, not before.
/// </summary>
internal sealed class OutputCommitter
{
    private const string Temporary = "_temporary";
    private const string Success = "_SUCCESS";

    private readonly HadoopPath output;
    private readonly IObjectStore objects;
    private readonly bool markSuccess;
    private readonly string pending;

    /// <summary>For a bucket, what is not committed yet lies below <paramref name="scratch"/>.</summary>
    public OutputCommitter(HadoopPath output, IObjectStore objects, bool markSuccess, string scratch)
    {
        this.output = output;
        this.objects = objects;
        this.markSuccess = markSuccess;
        pending = output.IsLocal ? Path.Combine(output.Path, Temporary, "0") : Path.Combine(scratch, Temporary, "0");
    }

    public void SetUpJob()
    {
        try
        {
            Directory.CreateDirectory(pending);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JobLaunchException($"Mkdirs failed to create {output}/{Temporary}/0: {e.Message}", "java.io.IOException");
        }
    }

    /// <summary>Makes the folder that an attempt writes into.</summary>
    public string SetUpAttempt(string attempt) => Directory.CreateDirectory(AttemptFolder(attempt)).FullName;

    public void CommitTask(string attempt, string task) => Directory.Move(AttemptFolder(attempt), Path.Combine(pending, task));

    public void AbortAttempt(string attempt) => DeleteFolder(AttemptFolder(attempt));

    public async Task CommitJobAsync(CancellationToken cancellationToken)
    {
        foreach (var task in Directory.EnumerateDirectories(pending, "task_*").Order(StringComparer.Ordinal))
        {
            foreach (var file in Directory.EnumerateFiles(task, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                await PublishAsync(file, Path.GetRelativePath(task, file), cancellationToken);
        }

        AbortJob();
        if (markSuccess) await WriteAsync(Success, Stream.Null, cancellationToken);
    }

    /// <summary>Removes what is not committed; the output folder stays, as Hadoop leaves it.</summary>
    public void AbortJob() => DeleteFolder(Path.GetDirectoryName(pending)!);

    private string AttemptFolder(string attempt) => Path.Combine(pending, Temporary, attempt);

    private async Task PublishAsync(string file, string name, CancellationToken cancellationToken)
    {
        if (output.IsLocal)
        {
            var target = Path.Combine(output.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(file, target, overwrite: true);
            return;
        }

        await using var content = File.OpenRead(file);
        await WriteAsync(name, content, cancellationToken);
    }

    private async Task WriteAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        if (output.Bucket is { } bucket)
        {
            await objects.WriteAsync(bucket, output.Child(name).Path, content, "application/octet-stream", cancellationToken);
            return;
        }

        await using var file = File.Create(Path.Combine(output.Path, name));
        await content.CopyToAsync(file, cancellationToken);
    }

    private static void DeleteFolder(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing was written, or a process that is being killed still writes; what stays is hidden by its name.
        }
    }
}
