using System.Text;

namespace Spydra.Cli.Tests;

public sealed class AnswerStreamTests
{
    private const string Log = "a\tb\n\e[31mred\r\u009b2K\0 käse €\u007f\n";

    [Fact]
    public void A_file_or_a_pipe_gets_every_byte() => Assert.Equal(Log, Written(isScreen: false, piece: 100));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void On_a_screen_nothing_of_a_log_moves_the_cursor(int piece)
    {
        var shown = Written(isScreen: true, piece);

        Assert.DoesNotContain(shown, c => char.IsControl(c) && c is not ('\n' or '\t'));
        Assert.Contains("?[31mred?", shown);
        Assert.EndsWith("2K? käse €?\n", shown);
    }

    [Fact]
    public void A_stream_that_takes_no_more_is_told_from_damage()
    {
        var gone = Assert.Throws<AnswerGoneException>(() => new AnswerStream(new FullDisk(), isScreen: false).Write("x"u8));

        Assert.Equal((false, "no space left"), (gone.ReaderLeft, gone.Message));
    }

    private static string Written(bool isScreen, int piece)
    {
        using var screen = new MemoryStream();
        var answer = new AnswerStream(screen, isScreen);
        foreach (var bytes in Encoding.UTF8.GetBytes(Log).Chunk(piece)) answer.Write(bytes);
        return Encoding.UTF8.GetString(screen.ToArray());
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("no space left");
    }
}
