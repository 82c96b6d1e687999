using System.Text;

namespace Spydra.History.JobHistory.Avro;

/// <summary>
/// Short texts that were met lately: of the names of counters and hosts there are few, and a history holds them a million times. Of fixed size;
/// a text pushes out the one that had its place.
/// </summary>
internal sealed class TextCache
{
    private const int Places = 1024;
    private const int Longest = 64;

    private readonly string?[] texts = new string?[Places];
    private readonly byte[]?[] keys = new byte[]?[Places];

    /// <summary>The text of UTF-8. What is none becomes U+FFFD, as it does in Java.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length == 0) return "";
        if (utf8.Length > Longest) return Encoding.UTF8.GetString(utf8);

        var place = (int)(Hash(utf8) % Places);
        if (keys[place] is { } key && utf8.SequenceEqual(key)) return texts[place]!;
        var text = Encoding.UTF8.GetString(utf8);
        (keys[place], texts[place]) = (utf8.ToArray(), text);
        return text;
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var each in bytes) hash = unchecked((hash ^ each) * 16777619u);
        return hash ^ (hash >> 15);
    }
}
