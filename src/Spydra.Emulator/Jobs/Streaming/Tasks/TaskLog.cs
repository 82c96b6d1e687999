using System.Globalization;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>An attempt's syslog, in the form of a Hadoop container's.</summary>
internal sealed class TaskLog(string path, TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private readonly StreamWriter file = new(path) { NewLine = "\n" };

    public void Info(string message) => Write("INFO", message);

    public void Warn(string message) => Write("WARN", message);

    public void Dispose()
    {
        lock (gate) file.Dispose();
    }

    private void Write(string level, string message)
    {
        lock (gate)
            file.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss,fff} {level} [main] org.apache.hadoop.streaming.PipeMapRed: {message}"));
    }
}
