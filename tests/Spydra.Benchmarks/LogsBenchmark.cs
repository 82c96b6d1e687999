using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Spydra.History;
using Spydra.History.Logs;
using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.Benchmarks;

/// <summary>
/// Claims: 100 MB of logs are printed in under 60 MB of memory, and at 80 % or more of the speed at which the same file is read and copied to
/// nowhere; compressed with gz, at 85 % or more of the speed at which .NET's stream decompresses it to nowhere. Both are measured in turns in this one process, the memory in another; what is printed goes to nowhere too.
/// </summary>
internal static class LogsBenchmark
{
    public const string PrintCommand = "logs-print";

    private const int Containers = 4;
    private const int Turns = 15;

    public static async Task<int> RunAsync(int megabytes)
    {
        using var folder = new TempDir();
        var none = await MeasureAsync(folder, megabytes, gz: false);
        var gz = await MeasureAsync(folder, megabytes, gz: true);

        var peak = Math.Max(await PeakAsync(folder, gz: false), await PeakAsync(folder, gz: true));
        Console.WriteLine($"TFile, none, {megabytes} MB: {none.Ratio:0.00} of the speed of reading the file ({none.Printing:0} MB/s against {none.Reading:0}; claim: 0.80)");
        Console.WriteLine($"TFile, gz, {megabytes} MB of text: {gz.Ratio:0.00} of the speed of decompressing the same stream ({gz.Printing:0} MB/s against {gz.Reading:0}; claim: 0.85)");
        Console.WriteLine($"peak memory of a process that prints one of them: {peak} MB (claim: under 60)");
        return none.Ratio >= 0.8 && gz.Ratio >= 0.85 && peak < 60 ? 0 : 1;
    }

    /// <summary>The printing process: prints the file, and tells its peak memory.</summary>
    public static async Task<int> PrintAsync(string folder, bool gz)
    {
        await PrintAsync(folder, Nodes(folder, gz));
        Console.WriteLine(PeakMemory.Megabytes());
        return 0;
    }

    /// <summary>The peak memory of the printing alone, in a process that did not write the files.</summary>
    private static async Task<long> PeakAsync(TempDir folder, bool gz)
    {
        using var printer = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [PrintCommand, gz ? "gz" : "none", folder.Path]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var peak = long.Parse(await printer.StandardOutput.ReadToEndAsync(), CultureInfo.InvariantCulture);
        await printer.WaitForExitAsync();
        return peak;
    }

    private static List<NodeFile> Nodes(string folder, bool gz)
    {
        var name = $"logs/client/root/{(gz ? "gz" : "none")}/{new YarnApplicationId(1795306400786, 1)}/node_1";
        return [new("root", new YarnApplicationId(1795306400786, 1), new ArchivedFile(name, new FileInfo(Path.Combine(folder, name)) is { Exists: true } file ? file.Length : 0, DateTimeOffset.UnixEpoch))];
    }

    private static async Task<(double Ratio, double Printing, double Reading)> MeasureAsync(TempDir folder, int megabytes, bool gz)
    {
        var nodes = Nodes(folder.Path, gz);
        var path = folder.At(nodes[0].File.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var raw = WrittenTFile.Write(path, [.. Enumerable.Range(1, Containers).Select(number => new WrittenLog($"container_1795306400786_0001_01_{number:000000}", "stderr", megabytes * 1_000_000L / Containers))], gz);

        // The best of both: what disturbs a machine only ever makes it slower.
        var (printing, reading) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var turn = 0; turn < Turns; turn++)
        {
            reading = Shorter(reading, await TimeAsync(() => ReadAsync(path, gz)));
            printing = Shorter(printing, await TimeAsync(() => PrintAsync(folder.Path, nodes)));
        }

        return (reading / printing, raw / printing.TotalSeconds / 1e6, raw / reading.TotalSeconds / 1e6);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task PrintAsync(string folder, List<NodeFile> nodes)
    {
        var logs = new AggregatedLogs(new FolderSource(folder)).ReadAsync(nodes, LogSelection.All, damage => throw damage, CancellationToken.None);
        if (await new LogsText(Stream.Null, TimeZoneInfo.Utc, LogFilter.None).WriteAsync(logs, CancellationToken.None) != Containers) throw new InvalidOperationException("Not all logs were printed.");
    }

    private static async Task ReadAsync(string path, bool gz)
    {
        await using var file = File.OpenRead(path);
        if (!gz)
        {
            await file.CopyToAsync(Stream.Null);
            return;
        }

        // The first block: the others are like it.
        for (var number = 0; number < Containers; number++)
        {
            file.Position = WrittenTFile.Magic.Length;
            await using var zlib = new ZLibStream(file, CompressionMode.Decompress, leaveOpen: true);
            await zlib.CopyToAsync(Stream.Null);
        }
    }
}
