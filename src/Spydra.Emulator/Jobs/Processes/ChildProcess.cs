using System.ComponentModel;
using System.Diagnostics;

namespace Spydra.Emulator.Jobs.Processes;

/// <summary>A started program and its three pipes. Disposing it kills what still runs of it.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    public Stream Input => process.StandardInput.BaseStream;

    public Stream Output => process.StandardOutput.BaseStream;

    public Stream Error => process.StandardError.BaseStream;

    /// <exception cref="ProgramNotStartedException">There is no such program, or it may not be run.</exception>
    public static ChildProcess Start(ProgramCall call)
    {
        try
        {
            return Launch(call);
        }
        catch (ProgramNotStartedException e) when (e.Error == ProgramNotStartedException.NotAnExecutableFormat && !OperatingSystem.IsWindows())
        {
            // A script without "#!": execvp, and so Java, hands it to the shell.
            return Launch(call with { Words = ["/bin/sh", .. call.Words] });
        }
    }

    public int WaitForExit()
    {
        process.WaitForExit();
        return process.ExitCode;
    }

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    public void Kill()
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended on its own meanwhile.
        }
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private static ChildProcess Launch(ProgramCall call)
    {
        var start = new ProcessStartInfo(call.Words[0], call.Words.Skip(1))
        {
            WorkingDirectory = call.Folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in call.Environment) start.Environment[name] = value;

        var started = new Process { StartInfo = start };
        try
        {
            started.Start();
            return new ChildProcess(started);
        }
        catch (Win32Exception e)
        {
            started.Dispose();
            throw new ProgramNotStartedException(
                call.Words[0], e.NativeErrorCode, ProgramNotStartedException.Reason(e.NativeErrorCode, e.Message), e);
        }
    }
}
