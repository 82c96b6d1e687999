using System.Text;

namespace Spydra.Emulator.Jobs.Streaming.Records;

/// <summary>How a line is parted into key and value: the key is the first <see cref="KeyFields"/> fields.</summary>
internal sealed class FieldRule(string separator, int keyFields)
{
    private readonly byte[] separator = Encoding.UTF8.GetBytes(separator);

    /// <summary>The separator's bytes.</summary>
    public ReadOnlySpan<byte> Separator => separator;

    public int KeyFields { get; } = keyFields;

    /// <summary>Parts a line. Without enough separators the whole line is the key and the value is empty.</summary>
    public void Split(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var at = separator.Length == 1 ? line.IndexOf(separator[0]) : line.IndexOf(separator);
        for (var field = 1; field < KeyFields && at >= 0; field++)
        {
            var from = at + separator.Length;
            at = line[from..].IndexOf(separator);
            if (at >= 0) at += from;
        }

        if (at < 0)
        {
            key = line;
            value = default;
            return;
        }

        key = line[..at];
        value = line[(at + separator.Length)..];
    }
}
