using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Spydra.Jobs;

/// <summary>
/// A program with all that it starts. A process whose parent has gone belongs to no tree any more (a terminal's Ctrl-C ends a script
/// before we can, but not what it put into the background); it is known by a variable that it inherited.
/// </summary>
internal sealed class ProcessTree : IDisposable
{
    private const string Mark = "SPYDRA_RUN_ID";

    /// <summary>A process can start another between the look and the kill; a few rounds end that.</summary>
    private const int Rounds = 5;

    private readonly byte[] mark;
    private readonly Process root;

    private ProcessTree(Process root, byte[] mark) => (this.root, this.mark) = (root, mark);

    public Stream Output => root.StandardOutput.BaseStream;

    public Stream Error => root.StandardError.BaseStream;

    /// <summary>Starts it in the environment of this process, with its standard input, and the mark of the run.</summary>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static ProcessTree Start(string program, IEnumerable<string> arguments, Guid run)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Mark] = run.ToString();
        var process = new Process { StartInfo = start };
        try
        {
            process.Start();
            return new ProcessTree(process, Encoding.UTF8.GetBytes($"{Mark}={run}"));
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public async Task<int> ExitCodeAsync(CancellationToken cancellationToken)
    {
        await root.WaitForExitAsync(cancellationToken);
        return root.ExitCode;
    }

    public void Kill()
    {
        try
        {
            root.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended on its own meanwhile.
        }

        for (var round = 0; round < Rounds && KillMarked(); round++) { }
    }

    public void Dispose() => root.Dispose();

    /// <summary>Where there is no /proc, nothing is found.</summary>
    private bool KillMarked()
    {
        if (!Directory.Exists("/proc/self")) return false;
        var any = false;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            if (id == Environment.ProcessId || !IsMarked(Path.Combine(folder, "environ"))) continue;
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
                any = true;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // Gone already.
            }
        }

        return any;
    }

    private bool IsMarked(string environ)
    {
        try
        {
            return File.ReadAllBytes(environ).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Someone else's, or gone.
        }
    }
}
