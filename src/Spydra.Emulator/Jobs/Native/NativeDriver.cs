using System.Text;
using Spydra.Emulator.Jobs.Processes;

namespace Spydra.Emulator.Jobs.Native;

/// <summary>Runs a driver program to its end, its output passed on as it comes; a cancelled one takes all its processes with it.</summary>
internal sealed class NativeDriver(DriverContext context)
{
    /// <summary>Marks every process of the job in its environment.</summary>
    public const string FolderVariable = "SPYDRA_JOB_FOLDER";

    public void Say(string text) => context.Output.Write(Encoding.UTF8.GetBytes(text + "\n"));

    public async Task<DriverResult> RunAsync(
        IReadOnlyList<string> words, string folder, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var marked = new Dictionary<string, string>(environment, StringComparer.Ordinal) { [FolderVariable] = context.WorkFolder };
        context.Progress("RUNNING", 0);
        using var process = ChildProcess.Start(new(words, folder, marked));
        process.Input.Dispose();
        var pipes = Task.WhenAll(PassOnAsync(process.Output), PassOnAsync(process.Error));
        try
        {
            var code = await process.WaitForExitAsync(cancellationToken);
            LeftoverProcesses.Kill(FolderVariable, context.WorkFolder);
            await pipes;
            cancellationToken.ThrowIfCancellationRequested();
            // To YARN an application whose driver fails has come to its end like any other.
            context.Progress("FINISHED", 1);
            return new(code, code == 0 ? null : $"The driver {Path.GetFileName(words[0])} ended with exit code {code}.");
        }
        finally
        {
            process.Kill();
            LeftoverProcesses.Kill(FolderVariable, context.WorkFolder);
            await pipes;
        }
    }

    private async Task PassOnAsync(Stream from)
    {
        try
        {
            await from.CopyToAsync(context.Output);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process was killed.
        }
    }
}
