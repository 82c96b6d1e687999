using System.Globalization;
using System.Text;

namespace Spydra.Emulator.Jobs.Streaming;

/// <summary>The driver's output in the form of Hadoop's console log, times in UTC. Each message is one write.</summary>
internal sealed class DriverLog(Stream output, TimeProvider time)
{
    public void Info(string logger, string message) => Log("INFO", logger, message);

    public void Warn(string logger, string message) => Log("WARN", logger, message);

    public void Error(string logger, string message) => Log("ERROR", logger, message);

    /// <summary>Lines as they are.</summary>
    public void Raw(string text) => output.Write(Encoding.UTF8.GetBytes(text + "\n"));

    private void Log(string level, string logger, string message) => Raw(string.Create(
        CultureInfo.InvariantCulture, $"{time.GetUtcNow():yy/MM/dd HH:mm:ss} {level} {logger}: {message}"));
}
