using Spydra.Events;
using Spydra.Gcp;
using Spydra.Testing;

namespace Spydra.Tests.Gcp;

public sealed class ServiceTroublesTests : IRunListener
{
    private static readonly Uri Dataproc = new("http://127.0.0.1/v1/projects/p/regions/r/jobs/j");
    private static readonly Uri Storage = new("http://127.0.0.1/storage/v1/b/b/o/o");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider clock = new();
    private readonly List<RunEvent> events = [];

    [Fact]
    public void What_is_over_in_a_moment_is_not_told()
    {
        var troubles = new ServiceTroubles(this, clock);

        Fails(troubles, "call", Dataproc, pause: Second);
        clock.Advance(Second);
        troubles.Ended("call", Dataproc, well: true);

        Assert.Empty(events);
    }

    [Fact]
    public void What_lasts_is_told_once_and_its_end_once()
    {
        var troubles = new ServiceTroubles(this, clock);
        var begun = clock.GetUtcNow();

        for (var look = 0; look < 20; look++)
        {
            Fails(troubles, "call", Dataproc, pause: 2 * Second);
            clock.Advance(2 * Second);
        }

        troubles.Ended("call", Dataproc, well: true);

        Assert.Equal([new RunEvent.ServiceTroubled("Dataproc", "503", begun, Limit), new RunEvent.ServiceRecovered("Dataproc", 40 * Second)], events);
    }

    [Fact]
    public void A_long_pause_is_told_before_it_begins()
    {
        var troubles = new ServiceTroubles(this, clock);

        Fails(troubles, "call", Storage, pause: 37 * Second);

        Assert.Equal("Cloud Storage", Assert.IsType<RunEvent.ServiceTroubled>(Assert.Single(events)).Service);
    }

    [Fact]
    public void Calls_that_fail_together_are_one_trouble_until_the_last_of_them_is_well()
    {
        var troubles = new ServiceTroubles(this, clock);
        string[] calls = ["a", "b", "c"];

        Parallel.ForEach(calls, call => Fails(troubles, call, Storage, pause: 10 * Second));
        foreach (var call in calls[..2]) troubles.Ended(call, Storage, well: true);
        var before = events.Count;
        troubles.Ended(calls[2], Storage, well: true);

        Assert.Equal((1, 2), (before, events.Count));
    }

    [Fact]
    public void A_call_that_is_given_up_and_made_again_is_the_same_trouble()
    {
        var troubles = new ServiceTroubles(this, clock);

        Fails(troubles, "first", Dataproc, pause: 10 * Second);
        troubles.Ended("first", Dataproc, well: false);
        Fails(troubles, "second", Dataproc, pause: 10 * Second);
        troubles.Ended("second", Dataproc, well: true);

        Assert.Equal([typeof(RunEvent.ServiceTroubled), typeof(RunEvent.ServiceRecovered)], events.Select(happened => happened.GetType()));
    }

    [Fact]
    public void One_service_is_not_the_other()
    {
        var troubles = new ServiceTroubles(this, clock);

        Fails(troubles, "a", Dataproc, pause: 10 * Second);
        Fails(troubles, "b", Storage, pause: 10 * Second);

        Assert.Equal(["Dataproc", "Cloud Storage"], events.Cast<RunEvent.ServiceTroubled>().Select(trouble => trouble.Service));
    }

    void IRunListener.On(RunEvent happened) => events.Add(happened);

    private static void Fails(ServiceTroubles troubles, object call, Uri address, TimeSpan pause) =>
        troubles.Failed(call, address, "503", TimeSpan.Zero, pause, Limit);
}
