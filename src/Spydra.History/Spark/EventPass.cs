using System.Globalization;
using System.Text.Json;
using Spydra.History.Codecs;
using Spydra.History.Sources;

namespace Spydra.History.Spark;

/// <summary>One pass over the events of a log. Lines of kinds that are not wanted are not parsed; broken ones are passed over and told.</summary>
internal sealed class EventPass(Func<EventKind, bool> wants, Action<EventKind, JsonElement> apply)
{
    private const int MostDamage = 10;

    private readonly List<DamagedDataException> damage = [];

    /// <summary>The places that are broken or cut off, the first 10.</summary>
    public IReadOnlyList<DamagedDataException> Damage => damage;

    /// <summary>How many events there were of kinds that are not wanted but counted: starts of tasks.</summary>
    public long TaskStarts { get; private set; }

    public async Task RunAsync(IArchiveSource source, SparkEventLog log, CancellationToken cancellationToken)
    {
        foreach (var file in log.Files)
        {
            await using var stored = await source.OpenAsync(file, cancellationToken);
            await using var text = Compression.Open(SparkEventLog.CodecOf(file.BaseName), stored);
            await RunAsync(text, source.Describe(file.Name), cancellationToken);
        }
    }

    public async Task RunAsync(Stream text, string file, CancellationToken cancellationToken)
    {
        var lines = new EventLines(text);
        while (await lines.NextAsync(cancellationToken))
        {
            if (lines.IsTooLong)
            {
                Tell(new DamagedDataException(lines.Position, $"an event, a line of at most {EventLines.Longest} bytes of the decompressed text", "a longer one"), file);
                continue;
            }
            if (lines.Line.IsEmpty || TryRead(lines.Line, lines.IsWhole)) continue;
            // What the codec has to say of the place is better than that a line has no end.
            if (lines.IsWhole || lines.Damage is null)
                Tell(new DamagedDataException(lines.Position, "an event, a line of JSON of the decompressed text", lines.IsWhole ? Beginning(lines.Line.Span) : null), file);
        }
        if (lines.Damage is not null) Tell(lines.Damage, file);
    }

    private bool TryRead(ReadOnlyMemory<byte> line, bool isWhole)
    {
        try
        {
            var kind = EventKinds.Of(line.Span);
            if (kind == EventKind.TaskStart) TaskStarts++;
            if (isWhole && !wants(kind)) return true;
            using var json = JsonDocument.Parse(line);
            if (wants(kind)) apply(kind, json.RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private void Tell(DamagedDataException what, string file)
    {
        if (damage.Count < MostDamage) damage.Add(what.In(file));
    }

    private static string Beginning(ReadOnlySpan<byte> line)
    {
        Span<char> shown = stackalloc char[Math.Min(line.Length, 20)];
        for (var i = 0; i < shown.Length; i++) shown[i] = line[i] is >= 0x20 and < 0x7F ? (char)line[i] : '?';
        return string.Create(CultureInfo.InvariantCulture, $"'{shown}' and {line.Length - shown.Length} bytes more that are none");
    }
}
