using System.Text;
using Spydra.Failures;
using Spydra.History.Logs;
using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.History.Causes;

/// <summary>Texts to scan, and short words for what was found.</summary>
internal static class Scanning
{
    public static readonly EvidencePlace Driver = new(EvidenceSource.Driver) { File = "driver.txt" };

    public static string? Corpus => RepositoryFiles.Shared("hadoop-golden") is { } shared ? Path.Combine(shared, "3.3.6") : null;

    public static IEnumerable<string[]> Cases => File.ReadLines(Path.Combine(Corpus!, "cases.tsv")).Skip(1).Select(line => line.Split('\t'));

    public static Trouble[] Of(string text, EvidencePlace? place = null) => [.. TroubleScanner.Of(text.ReplaceLineEndings("\n"), place ?? Driver).Troubles];

    public static Trouble One(string text, EvidencePlace? place = null) => Assert.Single(Of(text, place));

    public static Task<Scan> OfBytesAsync(byte[] bytes, long offset = 0, string? file = null) => TroubleScanner.ScanAsync(new MemoryStream(bytes), Driver with { File = file }, offset, CancellationToken.None);

    /// <summary>The chain as text: <c>Type: message &lt; Type: message</c>.</summary>
    public static string Chain(this Trouble trouble) => string.Join(" < ", trouble.Chain.Select(link => link.Message.Length == 0 ? link.Type : $"{link.Type}: {link.Message}"));

    public static IEnumerable<string> Texts(this Trouble trouble) => [trouble.Text, .. trouble.Chain.Select(link => $"{link.Type}: {link.Message}")];

    public static async Task<List<(string Name, byte[] Bytes)>> ContainersAsync(string client, string application)
    {
        var source = new FolderSource(Path.Combine(Corpus!, "bucket"));
        Assert.True(YarnApplicationId.TryParse(application, out var id));
        var nodes = new List<NodeFile>();
        await foreach (var node in LogFolders.OfClient(source, client).NodeFilesAsync(id, user: null, CancellationToken.None)) nodes.Add(node);
        var logs = new List<(string, byte[])>();
        await foreach (var log in new AggregatedLogs(source).ReadAsync(nodes, LogSelection.All, e => Assert.Fail(e.Message), CancellationToken.None))
        {
            using var bytes = new MemoryStream();
            await log.Content.CopyToAsync(bytes);
            logs.Add((log.Type, bytes.ToArray()));
        }

        return logs;
    }

    /// <summary>Every place that a scan names is where a line begins that begins with what was found there.</summary>
    public static void AssertPlaces(Scan scan, byte[] bytes)
    {
        foreach (var trouble in scan.Troubles.Concat(scan.LastLines))
        {
            AssertLine(bytes, trouble.Offset!.Value, trouble.Text);
            AssertStart(bytes, trouble.LastOffset!.Value);
            foreach (var link in trouble.Chain) Assert.Contains(link.Type, Line(bytes, AssertStart(bytes, link.Offset!.Value)), StringComparison.Ordinal);
        }
    }

    private static void AssertLine(byte[] bytes, long offset, string text)
    {
        var line = Line(bytes, AssertStart(bytes, offset));
        Assert.StartsWith(text.Length < 3000 ? text : text[..3000], line, StringComparison.Ordinal);
    }

    private static long AssertStart(byte[] bytes, long offset)
    {
        Assert.True(offset == 0 || bytes[offset - 1] is (byte)'\n' or (byte)'\r', $"no line begins at {offset}");
        return offset;
    }

    private static string Line(byte[] bytes, long offset)
    {
        var rest = bytes.AsSpan((int)offset);
        var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }
}
