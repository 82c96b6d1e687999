using Spydra.Emulator;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

public sealed class LocalTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_later_emulator_sees_what_an_earlier_local_run_left()
    {
        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out"));
        Assert.True(run.ExitCode == 0, run.Error);

        await using var later = await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = home.At(".local/state/spydra/emulator") }, CancellationToken.None);
        using var http = new HttpClient();
        var output = await http.GetStringAsync(new Uri(later.StorageUrl, "storage/v1/b/test-logs/o/out%2Fpart-00000?alt=media"));
        var jobs = await http.GetStringAsync(new Uri(later.DataprocUrl, "v1/projects/spydra-local/regions/europe-west1/jobs"));
        var clusters = await http.GetStringAsync(new Uri(later.DataprocUrl, "v1/projects/spydra-local/regions/europe-west1/clusters"));

        Assert.Contains("2 b", output);
        Assert.Contains("\"DONE\"", jobs);
        Assert.DoesNotContain("clusterName", clusters);
    }

    [Fact]
    public async Task Local_runs_at_once_take_turns()
    {
        var runs = Enumerable.Range(0, 4)
            .Select(number => SpydraProcess.Start(home, ["submit", "--local", "--spydra-json", Specs.Streaming(home, $"gs://test-logs/{number}")]))
            .ToList();

        foreach (var run in runs)
        {
            var ended = await run.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Error);
            run.Dispose();
        }
    }

    [Fact]
    public async Task A_local_run_uses_the_standalone_emulator_that_serves_its_data()
    {
        using var emulator = SpydraProcess.Start(home, ["emulator", "--port", "0", "--storage-port", "0"]);
        await emulator.SeesAsync("the emulator runs");

        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--spydra-json", Specs.Streaming(home, home.At("out")));
        emulator.Signal("TERM");
        var stopped = await emulator.EndAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("2 b", await File.ReadAllTextAsync(home.At("out/part-00000")));
        Assert.Equal(0, stopped.ExitCode);
        Assert.Contains("export STORAGE_EMULATOR_HOST=http://127.0.0.1:", stopped.Output);
        Assert.Contains("export CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC=http://127.0.0.1:", stopped.Output);
        Assert.Contains("export CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true", stopped.Output);
    }
}
