using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Spydra.Emulator.Jobs.Processes;

/// <summary>
/// Finds what a job left running by a variable of its environment. A process whose parent has gone belongs to no tree any more, so killing
/// the tree misses it; its environment it keeps. Where there is no /proc nothing is found.
/// </summary>
internal static class LeftoverProcesses
{
    // A process can start another between the look and the kill; a few rounds end that.
    private const int Rounds = 5;

    /// <summary>
    /// Kills every process whose environment holds <paramref name="name"/> with a value that starts with <paramref name="prefix"/>.
    /// </summary>
    public static void Kill(string name, string prefix)
    {
        if (!Directory.Exists("/proc/self")) return;
        var marker = Encoding.UTF8.GetBytes($"{name}={prefix}");
        for (var round = 0; round < Rounds && KillOnce(marker); round++) { }
    }

    private static bool KillOnce(byte[] marker)
    {
        var found = false;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            if (id == Environment.ProcessId || !Holds(Path.Combine(folder, "environ"), marker)) continue;
            found = true;
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // Gone already.
            }
        }

        return found;
    }

    private static bool Holds(string file, byte[] marker)
    {
        try
        {
            var environment = File.ReadAllBytes(file).AsSpan();
            while (true)
            {
                var at = environment.IndexOf(marker);
                if (at < 0) return false;
                if (at == 0 || environment[at - 1] == 0) return true;
                environment = environment[(at + marker.Length)..];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
