using System.Diagnostics;
using Spydra.Runs.Journal;

namespace Spydra.Tests.Runs.Journal;

/// <summary>
/// Another process with the same journal: this test executable again, which runs one of the tests of <see cref="JournalProcessTests"/> that are
/// run only when they are named.
/// </summary>
internal sealed class JournalProcess : IDisposable
{
    private const string FolderVariable = "SPYDRA_TEST_JOURNAL";

    private readonly Process process;

    private JournalProcess(Process process) => this.process = process;

    public static Guid Key { get; } = new("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");

    /// <summary>The folder that the process which started this one named.</summary>
    public static JournalFolder Given => new(Environment.GetEnvironmentVariable(FolderVariable) ?? throw new InvalidOperationException($"Not without {FolderVariable}."));

    public bool HasExited => process.HasExited;

    /// <summary>Starts it in a shell: <paramref name="script"/> runs <c>"$@"</c> in the end, and knows the folder as <c>$SPYDRA_TEST_JOURNAL</c>.</summary>
    public static JournalProcess Start(string folder, string test, string script = "exec \"$@\"")
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Spydra.Tests");
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, "sh", program, "-explicit", "only", "-method", $"{typeof(JournalProcessTests).FullName}.{test}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[FolderVariable] = folder;

        // Its two mappings of code would be a file larger than a test's limit.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return new JournalProcess(Process.Start(start)!);
    }

    /// <summary>Waits until something can be seen of it.</summary>
    public async Task UntilAsync(Func<bool> seen)
    {
        for (var look = 0; !seen(); look++)
        {
            Assert.False(HasExited, HasExited ? await SaidAsync() : "");
            Assert.True(look < 10_000, "it never came so far");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    /// <summary>With SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Its exit code and what it said.</summary>
    public async Task<(int ExitCode, string Said)> EndAsync()
    {
        var said = await SaidAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }

    public void Dispose()
    {
        if (!HasExited) process.Kill();
        process.Dispose();
    }

    private async Task<string> SaidAsync()
    {
        var error = process.StandardError.ReadToEndAsync();
        return await process.StandardOutput.ReadToEndAsync() + await error;
    }
}
