using System.Text;

namespace Spydra.Cli.Tests;

/// <summary>What the bytes on the screen are, with a live line and without.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly MemoryStream screen = new();

    public void Dispose() => screen.Dispose();

    [Fact]
    public void The_live_line_never_erases_a_line_that_the_job_has_not_finished()
    {
        using (var terminal = new Terminal(screen, screen, isLive: true))
        {
            terminal.ShowLive("job RUNNING");
            terminal.WriteJobOutput("half a "u8.ToArray(), toError: false);
            terminal.ShowLive("job RUNNING");
            terminal.WriteJobOutput("line\n"u8.ToArray(), toError: false);
        }

        Assert.Contains("half a line\n", Shown());
    }

    [Fact]
    public void A_line_of_ours_begins_on_a_line_of_its_own()
    {
        using (var terminal = new Terminal(screen, screen, isLive: true))
        {
            terminal.WriteJobOutput("half"u8.ToArray(), toError: false);
            terminal.Say("spydra: job is DONE");
        }

        Assert.Contains("half\nspydra: job is DONE\n", Shown());
    }

    [Fact]
    public void The_live_line_is_never_wider_than_the_screen_not_even_when_it_comes_back_below_a_line()
    {
        using (var terminal = new Terminal(screen, screen, isLive: true))
        {
            terminal.ShowLive(new string('x', 5000));
            terminal.Say("a line");
        }

        Assert.DoesNotContain(new string('x', 1000), Shown());
    }

    [Fact]
    public void The_live_line_is_gone_at_the_end()
    {
        using (var terminal = new Terminal(screen, screen, isLive: true)) terminal.ShowLive("job RUNNING");

        Assert.EndsWith("\r\e[2K", Shown());
    }

    [Fact]
    public void Streams_that_were_never_open_are_borne()
    {
        using var terminal = new Terminal(new NeverOpen(), new NeverOpen(), isLive: true);

        terminal.ShowLive("job RUNNING");
        terminal.Say("spydra: job is DONE");
        terminal.WriteJobOutput("x\n"u8.ToArray(), toError: false);
        terminal.WriteJobOutput("x\n"u8.ToArray(), toError: true);

        Assert.Equal(0, screen.Length);
    }

    [Fact]
    public void An_answer_that_cannot_be_written_is_lost_and_said_to_be()
    {
        using var terminal = new Terminal(new Full(), screen, isLive: false);

        terminal.WriteAnswer("{}");

        Assert.True(terminal.AnswerLost);
        Assert.Equal("spydra: error: the answer could not be written to standard output: there is no room\n", Shown());
    }

    [Fact]
    public void Output_of_a_job_that_cannot_be_written_is_told_once_and_is_no_lost_answer()
    {
        using var terminal = new Terminal(new Full(), screen, isLive: false);

        terminal.WriteJobOutput("x\n"u8.ToArray(), toError: false);
        terminal.WriteJobOutput("y\n"u8.ToArray(), toError: false);

        Assert.False(terminal.AnswerLost);
        Assert.Equal("spydra: standard output cannot be written (there is no room); the job goes on without it.\n", Shown());
    }

    private string Shown() => Encoding.UTF8.GetString(screen.ToArray());

    private sealed class Full : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("there is no room");
    }

    private sealed class NeverOpen : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new UnauthorizedAccessException();

        public override void Write(ReadOnlySpan<byte> buffer) => throw new UnauthorizedAccessException();
    }
}
