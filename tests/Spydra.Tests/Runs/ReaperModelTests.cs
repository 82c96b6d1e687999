namespace Spydra.Tests.Runs;

public sealed class ReaperModelTests(ITestOutputHelper output)
{
    private const int Worlds = 200;

    /// <summary>
    /// Every cluster that a reaper deletes was ours, had no lease by the service's time and no work when it was looked at, and was the one that was
    /// looked at; and whatever is certainly forgotten is deleted.
    /// </summary>
    [Fact]
    public async Task No_reaper_ever_deletes_what_may_be_needed_and_none_leaves_what_is_forgotten()
    {
        await using var cloud = await ReapCloud.StartAsync();
        List<string> wrong = [];
        var (clusters, deleted, disturbed) = (0, 0, 0);
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var world = new ReapedWorld(cloud, seed);
            await world.RunAsync();
            wrong.AddRange(world.Wrong.Select(what => $"world {seed}: {what}"));
            (clusters, deleted, disturbed) = (clusters + world.Clusters, deleted + world.Deleted, disturbed + world.Disturbed);
        }

        output.WriteLine($"{Worlds} worlds, {clusters} clusters, {deleted} deleted, {disturbed} disturbed while they were looked at, {wrong.Count} wrong.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        Assert.InRange(deleted, 70, clusters);
        Assert.InRange(disturbed, 50, clusters);
    }
}
