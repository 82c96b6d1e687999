namespace Spydra.Benchmarks;

/// <summary>The most memory that this process has had resident at once, as Linux counts it.</summary>
internal static class PeakMemory
{
    public static long Megabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(status => status.StartsWith("VmHWM", StringComparison.Ordinal));
        return long.Parse(new string([.. line.Where(char.IsDigit)])) / 1000;
    }
}
