using System.Text;
using Spydra.Events;

namespace Spydra.Runs;

/// <summary>Keeps the last 64 KB that the driver printed: what tells why a job failed.</summary>
public sealed class DriverTail : IRunListener
{
    private const int Most = 64 * 1024;

    private readonly byte[] ring = new byte[Most];
    private long printed;

    /// <summary>The text, from its first whole character.</summary>
    public string Text
    {
        get
        {
            var kept = (int)Math.Min(printed, Most);
            var bytes = new byte[kept];
            for (var i = 0; i < kept; i++) bytes[i] = ring[(printed - kept + i) % Most];
            var start = 0;
            while (start < kept && (bytes[start] & 0xC0) == 0x80) start++;
            return Encoding.UTF8.GetString(bytes, start, kept - start);
        }
    }

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        if (happened is not RunEvent.DriverOutput { Bytes: var bytes }) return;
        if (bytes.Length > Most)
        {
            printed += bytes.Length - Most;
            bytes = bytes[^Most..];
        }

        var at = (int)(printed % Most);
        var first = Math.Min(bytes.Length, Most - at);
        bytes.Span[..first].CopyTo(ring.AsSpan(at));
        bytes.Span[first..].CopyTo(ring);
        printed += bytes.Length;
    }
}
