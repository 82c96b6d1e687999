using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
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

    private static readonly byte[] Magic = [0xd1, 0x11, 0xd3, 0x68, 0x91, 0xb5, 0xd7, 0xb6, 0x39, 0xdf, 0x41, 0x40, 0x92, 0xba, 0xe1, 0x50];

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
        var raw = Write(path, megabytes * 1_000_000L / Containers, gz);

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
            file.Position = Magic.Length;
            await using var zlib = new ZLibStream(file, CompressionMode.Decompress, leaveOpen: true);
            await zlib.CopyToAsync(Stream.Null);
        }
    }

    /// <summary>A TFile with one container a block, each with one log of so many bytes; returns how many bytes the blocks hold.</summary>
    private static long Write(string path, long size, bool gz)
    {
        using var file = File.Create(path);
        file.Write(Magic);
        var raw = 0L;
        List<byte> places = [.. Text(gz ? "gz" : "none"), Containers];
        List<byte> keys = [0];
        for (var number = 0; number < Containers; number++)
        {
            var key = Java($"container_1795306400786_0001_01_{number + 1:000000}");
            if (number == 0) keys = [.. Number(key.Length + Number(key.Length).Length), .. Number(key.Length), .. key];
            var offset = file.Length;
            long inBlock;
            using (Stream block = gz ? new ZLibStream(file, CompressionLevel.Optimal, leaveOpen: true) : new MemoryStream())
            {
                inBlock = WriteRecord(gz ? block : file, key, size);
            }

            file.Flush();
            places.AddRange([.. Number(offset), .. Number(file.Length - offset), .. Number(inBlock)]);
            byte[] entry = [.. Number(key.Length), .. key, 1];
            keys.AddRange([.. Number(entry.Length), .. entry]);
            raw += inBlock;
        }

        WriteEnd(file, keys, places, gz);
        return raw;
    }

    private static long WriteRecord(Stream block, byte[] key, long size)
    {
        byte[] head = [.. Java("stderr"), .. Java(size.ToString(CultureInfo.InvariantCulture))];
        const int Chunk = 1024 * 1024;
        block.Write([.. Number(key.Length), .. key, .. Number(-head.Length), .. head]);
        var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(line => $"2026-11-22 00:28:{line % 60:00},{line % 1000:000} INFO [main] org.example.Mapper: record {line * 7919}\n")));
        for (var left = size; left > 0;)
        {
            var part = (int)Math.Min(Math.Min(left, Chunk), lines.Length);
            left -= part;
            block.Write(Number(left > 0 ? -part : part));
            block.Write(lines.AsSpan(0, part));
        }

        return size + head.Length;
    }

    private static void WriteEnd(Stream file, List<byte> keys, List<byte> places, bool gz)
    {
        byte[] meta = [0, 1, 0, 0, Containers, 0];
        var metaAt = file.Length;
        file.Write(meta);
        var (keysAt, keysStored) = (file.Length, WriteBlock(file, [.. keys], gz));
        var (placesAt, placesStored) = (file.Length, WriteBlock(file, [.. places], gz));
        var indexAt = file.Length;
        var compression = Text(gz ? "gz" : "none");
        file.Write([3,
            .. Text("data:BCFile.index"), .. compression, .. Number(placesAt), .. Number(placesStored), .. Number(places.Count),
            .. Text("data:TFile.index"), .. compression, .. Number(keysAt), .. Number(keysStored), .. Number(keys.Count),
            .. Text("data:TFile.meta"), .. Text("none"), .. Number(metaAt), .. Number(meta.Length), .. Number(meta.Length)]);
        var end = new byte[12];
        BinaryPrimitives.WriteInt64BigEndian(end, indexAt);
        end[9] = 1;
        file.Write([.. end, .. Magic]);
    }

    private static int WriteBlock(Stream file, byte[] bytes, bool gz)
    {
        var before = file.Length;
        if (gz)
        {
            using var zlib = new ZLibStream(file, CompressionLevel.Optimal, leaveOpen: true);
            zlib.Write(bytes);
        }
        else
        {
            file.Write(bytes);
        }

        file.Flush();
        return (int)(file.Length - before);
    }

    private static byte[] Text(string text) => [.. Number(text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Java(string text) => [0, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    // As TFile writes numbers: in one byte, or, not the shortest form but one that is read, in five or nine.
    private static byte[] Number(long value)
    {
        if (value is >= -32 and <= 127) return [(byte)value];
        var bytes = new byte[9];
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), value);
        bytes[0] = 8 - 129 + 256;
        return bytes;
    }
}
