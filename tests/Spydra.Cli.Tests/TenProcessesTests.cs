using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>Ten processes of one key on one machine, with a job that really runs, and ends when the test says so.</summary>
public sealed class TenProcessesTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Ten_processes_of_one_key_run_one_job_and_all_show_it_and_end_alike()
    {
        await using var cloud = await Cloud.StartAsync();
        var spec = Spec();

        var processes = Enumerable.Range(0, 10).Select(_ => Start(cloud, spec)).ToList();
        await Task.WhenAll(processes.Select(process => process.SeesAsync("job is RUNNING")));
        LetItEnd();
        var finished = await Task.WhenAll(processes.Select(process => process.EndAsync()));

        Assert.All(finished, run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.All(finished, run => Assert.Equal(finished[0].Output, run.Output));
        Assert.Contains("completed successfully", finished[0].Output);
        Assert.Equal(9, finished.Count(run => run.Error.Contains("another client", StringComparison.Ordinal)));
        await OneJobAsync(cloud);
        processes.ForEach(process => process.Dispose());
    }

    [Fact]
    public async Task When_the_leader_is_killed_one_of_nine_followers_takes_over_and_there_is_still_one_job()
    {
        await using var cloud = await Cloud.StartAsync();
        var spec = Spec();
        using var leader = Start(cloud, spec);
        await leader.SeesAsync("job is RUNNING");
        var others = Enumerable.Range(0, 9).Select(_ => Start(cloud, spec)).ToList();
        await Task.WhenAll(others.Select(process => process.SeesAsync("job is RUNNING")));

        await leader.KillAsync();
        await Task.WhenAny(others.Select(process => process.SeesAsync("goes on")));
        LetItEnd();
        var finished = await Task.WhenAll(others.Select(process => process.EndAsync()));

        Assert.All(finished, run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.All(finished, run => Assert.Equal(finished[0].Output, run.Output));
        Assert.Contains("completed successfully", finished[0].Output);
        await OneJobAsync(cloud);
        others.ForEach(process => process.Dispose());
    }

    private static async Task OneJobAsync(Cloud cloud)
    {
        Assert.Equal(["DONE"], await cloud.JobStatesAsync());
        Assert.Equal(1, await cloud.ClustersMadeAsync());
        Assert.Empty(await cloud.ClustersAsync());
    }

    private string Spec() => Specs.Streaming(home, "gs://test-logs/out", home.WriteScript("mapper.sh", $"while [ ! -e {home.At("end")} ]; do sleep 0.05; done; cat"));

    private void LetItEnd() => home.Write("end", "");

    private SpydraProcess Start(Cloud cloud, string spec) =>
        SpydraProcess.Start(home, ["submit", "--run-key", "ten", "--spydra-json", spec], SpydraProcess.At(cloud.Server));
}
