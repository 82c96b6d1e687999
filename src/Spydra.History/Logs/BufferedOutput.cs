using System.Text;

namespace Spydra.History.Logs;

/// <summary>Puts small pieces together, and hands large ones through.</summary>
internal sealed class BufferedOutput(Stream stream)
{
    private readonly byte[] buffer = new byte[32 * 1024];
    private int used;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > buffer.Length - used) await FlushAsync(cancellationToken);
        if (bytes.Length > buffer.Length / 2)
        {
            await FlushAsync(cancellationToken);
            await stream.WriteAsync(bytes, cancellationToken);
            return;
        }

        bytes.CopyTo(buffer.AsMemory(used));
        used += bytes.Length;
    }

    public ValueTask WriteAsync(string text, CancellationToken cancellationToken) => WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Writes what is put together.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (used == 0) return;
        var filled = used;
        used = 0;
        await stream.WriteAsync(buffer.AsMemory(0, filled), cancellationToken);
    }
}
