using System.Diagnostics;
using System.Text;
using Spydra.Emulator;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>What a finished <c>spydra</c> process left.</summary>
internal sealed record Finished(int ExitCode, string Output, string Error);

/// <summary>The real executable, in an environment of its own: an empty home, no credentials, no settings of the machine.</summary>
internal sealed class SpydraProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder error = new();
    private readonly Task<string> output;
    private readonly TaskCompletionSource errorEnded = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> awaited = [];

    private SpydraProcess(ProcessStartInfo start, Action<SpydraProcess, int>? onOutput)
    {
        process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginErrorReadLine();
        output = ReadAsync(onOutput);
    }

    public int Id => process.Id;

    /// <summary>Starts it in the repository's root; <paramref name="home"/> holds all that it writes.</summary>
    public static SpydraProcess Start(TempDir home, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        StartBy(home, [], null, arguments, environment);

    /// <summary>Lets a shell start it: in the script, <c>"$@"</c> is spydra and its arguments.</summary>
    public static SpydraProcess StartInShell(TempDir home, string script, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        StartBy(home, ["/bin/sh", "-c", script, "sh"], null, arguments, environment);

    /// <summary>The same; <paramref name="onOutput"/> is told how much has come on standard output whenever more comes.</summary>
    public static SpydraProcess Start(
        TempDir home, IEnumerable<string> arguments, Action<SpydraProcess, int>? onOutput, params (string Name, string Value)[] environment) =>
        StartBy(home, [], onOutput, arguments, environment);

    private static SpydraProcess StartBy(
        TempDir home, string[] starter, Action<SpydraProcess, int>? onOutput, IEnumerable<string> arguments, (string Name, string Value)[] environment)
    {
        // Whoever starts the tests in the background starts them with SIGINT or SIGHUP ignored, and what they start inherits that.
        string[] command = [.. starter, .. OperatingSystem.IsLinux() ? ["env", "--default-signal=INT,HUP"] : Array.Empty<string>(), Path.Combine(AppContext.BaseDirectory, "Spydra.Cli")];
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            WorkingDirectory = RepositoryFiles.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(IsOfTheMachine).ToList()) start.Environment.Remove(name);
        start.Environment["HOME"] = home.Path;
        start.Environment["NO_GCE_CHECK"] = "true";
        start.Environment["SPYDRA_SITE_FILE"] = home.Write("site.json", "{}");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new SpydraProcess(start, onOutput);
    }

    public static async Task<Finished> RunAsync(TempDir home, params string[] arguments)
    {
        using var spydra = Start(home, arguments);
        return await spydra.EndAsync();
    }

    /// <summary>Points a process at an emulator that the test runs.</summary>
    public static (string Name, string Value)[] At(EmulatorServer cloud) =>
    [
        ("CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC", cloud.DataprocUrl.AbsoluteUri),
        ("STORAGE_EMULATOR_HOST", cloud.StorageUrl.AbsoluteUri),
        ("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true"),
        ("GOOGLE_CLOUD_PROJECT", "p"),
    ];

    /// <summary>Returns once a line with this text has come on standard error; fails when the process ends without it.</summary>
    public async Task SeesAsync(string text)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (error)
        {
            if (error.ToString().Contains(text, StringComparison.Ordinal)) return;
            awaited.Add((text, seen));
        }

        await Task.WhenAny(seen.Task, errorEnded.Task).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(seen.Task.IsCompleted, $"'{text}' never came:\n{error}");
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, Id.ToString()]);
        kill.WaitForExit();
    }

    /// <summary>SIGKILL; it is gone when this returns.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Signals again and again: signals of one moment count as one.</summary>
    public async Task<Finished> SignalUntilItEndsAsync(string name)
    {
        while (!process.HasExited)
        {
            Signal(name);
            try { await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMilliseconds(100)); }
            catch (TimeoutException) { /* once more */ }
        }

        return await EndAsync();
    }

    public async Task<Finished> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await errorEnded.Task;
        return new Finished(process.ExitCode, await output, error.ToString());
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static bool IsOfTheMachine(string name) =>
        name.StartsWith("SPYDRA_", StringComparison.Ordinal) || name.StartsWith("CLOUDSDK_", StringComparison.Ordinal)
        || name.StartsWith("GOOGLE_", StringComparison.Ordinal) || name.StartsWith("XDG_", StringComparison.Ordinal)
        || name.StartsWith("HADOOP_", StringComparison.Ordinal) || name.StartsWith("SPARK_", StringComparison.Ordinal)
        || name is "STORAGE_EMULATOR_HOST" or "NO_GCE_CHECK" or "GCE_METADATA_HOST";

    private async Task<string> ReadAsync(Action<SpydraProcess, int>? onOutput)
    {
        var (text, buffer) = (new StringBuilder(), new char[4096]);
        while (await process.StandardOutput.ReadAsync(buffer) is > 0 and var read)
        {
            text.Append(buffer, 0, read);
            onOutput?.Invoke(this, text.Length);
        }

        return text.ToString();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            errorEnded.TrySetResult();
            return;
        }

        lock (error)
        {
            error.Append(line).Append('\n');
            foreach (var (text, seen) in awaited)
                if (line.Contains(text, StringComparison.Ordinal)) seen.TrySetResult();
        }
    }
}
