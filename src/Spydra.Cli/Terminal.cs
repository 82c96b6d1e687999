using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Spydra.Cli;

/// <summary>
/// The process's standard streams. Job output is bytes and goes through as it came; what we say is text, in which nothing that came
/// from outside can move the cursor or change colours.
/// </summary>
internal sealed class Terminal(Stream output, Stream error, bool isLive, bool sharesScreen = true, Func<Stream>? longOutput = null) : IDisposable
{
    private readonly StreamWriter text = new(error, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
    private bool outputGone;
    private bool midLine;
    private bool shown;
    private string live = "";

    public static Terminal Standard() => new(Console.OpenStandardOutput(), Console.OpenStandardError(),
        isLive: !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"),
        sharesScreen: !Console.IsOutputRedirected,
        // The console's own stream drops what is written to a pipe without a reader, and says nothing.
        longOutput: OperatingSystem.IsWindows() ? null : () => new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0));

    /// <summary>Whether a person watches standard error: then there is one live line, which is rewritten.</summary>
    public bool IsLive { get; } = isLive;

    /// <summary>Whether an answer could not be written. A reader that closed its pipe has had what it wanted: that is none of these.</summary>
    public bool AnswerLost { get; private set; }

    /// <summary>One line of ours, on standard error.</summary>
    public void Say(string line) => Write(() =>
    {
        if (midLine) text.WriteLine();
        midLine = false;
        text.WriteLine(Harmless(line));
    });

    /// <summary>Rewrites the live line; does nothing where nobody watches.</summary>
    public void ShowLive(string line)
    {
        if (IsLive) Write(() => live = Harmless(line));
    }

    /// <summary>Bytes of the job, on standard output, or on standard error where that belongs to a program.</summary>
    public void WriteJobOutput(ReadOnlyMemory<byte> bytes, bool toError) => Write(() =>
    {
        if (bytes.IsEmpty || (outputGone && !toError)) return;
        try
        {
            var stream = toError ? error : output;
            stream.Write(bytes.Span);
            stream.Flush();
            midLine = IsLive && (toError || sharesScreen) && bytes.Span[^1] != (byte)'\n';
        }
        catch (Exception e) when (!toError && IsGone(e))
        {
            // The job goes on: it does not end because nobody can read it.
            outputGone = true;
            text.WriteLine($"spydra: standard output cannot be written ({Harmless(e.Message)}); the job goes on without it.");
        }
    });

    /// <summary>The command's answer, on standard output.</summary>
    public void WriteAnswer(string answer) => Write(() =>
    {
        try
        {
            output.Write(Encoding.UTF8.GetBytes(answer.TrimEnd('\n') + "\n"));
            output.Flush();
            midLine = false;
        }
        catch (Exception e) when (IsGone(e))
        {
            AnswerLost = true;
            text.WriteLine($"spydra: error: the answer could not be written to standard output: {Harmless(e.Message)}");
        }
    });

    /// <summary>A long answer, on standard output, whose writer wants to hear that nobody reads it any more.</summary>
    public AnswerStream OpenAnswer() => new(longOutput?.Invoke() ?? output, sharesScreen);

    /// <summary>The answer could not be written to its end.</summary>
    public void LoseAnswer(string why)
    {
        AnswerLost = true;
        Say($"spydra: error: the answer could not be written to standard output: {why}");
    }

    public void Dispose()
    {
        live = "";
        Write(() => { });
        try { text.Dispose(); }
        catch (Exception e) when (IsGone(e)) { /* as in Write */ }
    }

    /// <summary>The live line gives way to what is written, and comes back below it; never onto an unfinished line of the job, which it would erase.</summary>
    private void Write(Action write)
    {
        lock (text)
        {
            try
            {
                if (shown) text.Write("\r\e[2K");
                shown = false;
                write();
                if (live.Length == 0 || midLine) return;
                var width = Console.WindowWidth is > 1 and var columns ? columns - 1 : 79;
                text.Write(live.Length > width ? live[..width] : live);
                shown = true;
            }
            catch (Exception e) when (IsGone(e)) { /* standard error is gone too: nobody is left to tell */ }
        }
    }

    /// <summary>
    /// How a stream fails that is full or was never open; the last is no IOException. Of a pipe whose reader has gone ('| head') nothing
    /// is heard: .NET drops what is written to it.
    /// </summary>
    private static bool IsGone(Exception e) => e is IOException or UnauthorizedAccessException;

    private static string Harmless(string line)
    {
        if (!line.Any(char.IsControl)) return line;
        var clean = new StringBuilder(line.Length);
        foreach (var c in line) clean.Append(c == '\n' ? '\n' : c == '\t' ? ' ' : char.IsControl(c) ? '\uFFFD' : c);
        return clean.ToString();
    }
}
