using Spydra.Gcp;
using Spydra.Testing;

namespace Spydra.Tests.Gcp;

public sealed class PollerTests
{
    private readonly ManualTimeProvider clock = new();
    private readonly PollSchedule schedule = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

    [Fact]
    public async Task It_looks_at_once_and_needs_no_pause_for_what_has_settled()
    {
        var seen = await new Poller(clock, schedule).UntilAsync(_ => Task.FromResult("done"), state => state == "done", TimeSpan.Zero, CancellationToken.None);

        Assert.Equal("done", seen);
    }

    [Fact]
    public async Task Pauses_grow_up_to_the_slowest()
    {
        var looks = new List<DateTimeOffset>();
        var looking = new Poller(clock, schedule).UntilAsync(
            _ =>
            {
                looks.Add(clock.GetUtcNow());
                return Task.FromResult("not yet");
            },
            _ => looks.Count == 6, TimeSpan.FromHours(1), CancellationToken.None);

        await clock.DriveAsync(looking, TimeSpan.FromMinutes(1));

        var pauses = looks.Zip(looks.Skip(1), (a, b) => Math.Round((b - a).TotalSeconds, 2));
        Assert.All(pauses.Zip([1, 1.25, 1.56, 1.95, 2]), pair => Assert.InRange(pair.First, pair.Second * 0.9 - 0.01, pair.Second * 1.1 + 0.01));
    }

    [Fact]
    public async Task It_gives_up_at_the_limit_and_says_so_by_null()
    {
        var looking = new Poller(clock, schedule).UntilAsync(_ => Task.FromResult("never"), _ => false, TimeSpan.FromSeconds(30), CancellationToken.None);

        Assert.Null(await clock.DriveAsync(looking, TimeSpan.FromMinutes(1)));
    }
}
