using System.Text;

namespace Spydra.History.Logs;

/// <summary>Java's own UTF-8: U+0000 takes two bytes, and a character above U+FFFF is two surrogates of three bytes each.</summary>
internal static class JavaText
{
    /// <summary>The text, or null if the bytes are none.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes)) return Encoding.ASCII.GetString(bytes);
        var text = new StringBuilder(bytes.Length);
        for (var at = 0; at < bytes.Length;)
        {
            var first = bytes[at];
            var size = first switch { < 0x80 => 1, >= 0xc0 and < 0xe0 => 2, >= 0xe0 and < 0xf0 => 3, _ => 0 };
            if (size == 0 || at + size > bytes.Length) return null;
            var value = size == 1 ? first : first & (size == 2 ? 0x1f : 0x0f);
            foreach (var follower in bytes.Slice(at + 1, size - 1))
            {
                if ((follower & 0xc0) != 0x80) return null;
                value = (value << 6) | (follower & 0x3f);
            }

            text.Append((char)value);
            at += size;
        }

        return text.ToString();
    }

    /// <summary>What Java's <c>String.hashCode</c> is of the text.</summary>
    public static int HashCode(string text)
    {
        var hash = 0;
        foreach (var each in text) hash = unchecked((hash * 31) + each);
        return hash;
    }
}
