using System.Diagnostics;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("spydra ", "submit explain emulator completion", "")]
    [InlineData("spydra su", "submit", "explain")]
    [InlineData("spydra submit --dr", "--dry-run", "--jar")]
    [InlineData("spydra submit --format ", "text json gcloud", "--jar")]
    [InlineData("spydra explain --format ", "text json", "gcloud")]
    [InlineData("spydra completion ", "bash zsh fish", "submit")]
    [InlineData("spydra explain --key cluster.options.num-w", "cluster.options.num-workers cluster.options.num-worker-local-ssds", "cluster.options.num-masters")]
    [InlineData("spydra explain --key submit.options.no-con", "submit.options.no-continue-on-failure", "submit.options.continue-on-failure")]
    [InlineData("spydra explain --key settings.po", "settings.poll.first settings.poll.slowest", "settings.exit_codes")]
    public async Task The_words_that_may_come_next_are_told(string line, string there, string notThere)
    {
        var told = (await SpydraProcess.RunAsync(home, $"[suggest:{line.Length}]", line)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(there.Split(' '), word => Assert.Contains(word, told));
        Assert.DoesNotContain(notThere, told);
    }

    [Theory]
    [InlineData("spydra exp", 1, "explain")]
    [InlineData("spydra explain --key cluster.options.num-dr", 3, "cluster.options.num-driver-pool-local-ssds")]
    [InlineData("spydra submit --spydra-json job", 3, "")]
    public async Task Bash_completes_a_word(string line, int word, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        var command = Path.Combine(AppContext.BaseDirectory, "Spydra.Cli");
        var script = $$"""
            source <("{{command}}" completion bash)
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_WORDS=({{line}}) COMP_CWORD={{word}}
            COMP_WORDS[0]="{{command}}"
            _spydra
            printf '%s\n' "${COMPREPLY[@]}"
            complete -p spydra
            """;

        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = home.Path })!;
        var printed = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();

        Assert.Equal($"{expected}\ncomplete -o default -F _spydra spydra\n", printed);
    }

    [Theory]
    [InlineData("zsh", "compdef _spydra spydra")]
    [InlineData("fish", "complete -c spydra")]
    public async Task Other_shells_have_scripts_too(string shell, string line)
    {
        var script = await SpydraProcess.RunAsync(home, "completion", shell);

        Assert.Equal(0, script.ExitCode);
        Assert.Contains(line, script.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", script.Output, StringComparison.Ordinal);
    }
}
