using System.Text;
using System.Xml;

namespace Spydra.History.JobHistory;

/// <summary>From the line and character at which XML is damaged to the byte.</summary>
internal static class XmlPosition
{
    public static DamagedDataException Damage(ReadOnlySpan<byte> utf8, XmlException e)
    {
        var offset = Offset(utf8, e.LineNumber, e.LinePosition);
        return new(offset, "the XML of a configuration", offset >= utf8.Length ? null : "something else", e);
    }

    // Both count from 1; 0 is told of a file without a beginning.
    private static long Offset(ReadOnlySpan<byte> utf8, int line, int character)
    {
        var at = 0;
        for (var left = line - 1; left > 0 && utf8[at..].IndexOf((byte)'\n') is >= 0 and var length; left--) at += length + 1;
        for (var left = character - 1; left > 0 && at < utf8.Length; left--)
        {
            Rune.DecodeFromUtf8(utf8[at..], out var rune, out var bytes);
            at += bytes;
            if (rune.Utf16SequenceLength == 2) left--;
        }
        return at;
    }
}
