using System.Net;
using Spydra.Gcp;

namespace Spydra.Tests.Gcp;

public sealed class CallBudgetTests
{
    private static readonly CallBudget Minute = new(TimeSpan.FromSeconds(75));
    private static readonly CallBudget Seen = CallBudget.Seen(TimeSpan.FromHours(1));

    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(2, 0.5)]
    [InlineData(3, 1)]
    [InlineData(6, 8)]
    [InlineData(7, 10)]
    [InlineData(1000, 10)]
    public void Pauses_double_up_to_the_longest_and_are_scattered(int failures, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds / 2), Minute.Pause(failures, null, TimeSpan.Zero, random: 0));
        Assert.Equal(TimeSpan.FromSeconds(seconds), Minute.Pause(failures, null, TimeSpan.Zero, random: 1));
    }

    [Theory]
    [InlineData(37, 0, 37)]
    [InlineData(0, 0, 0.125)] // "At once" is still a pause.
    [InlineData(60, 0, 60)]
    [InlineData(3600, 20, 40)] // One more try at the end, where there is not as much time as is asked for.
    public void What_the_service_asks_for_is_given_within_the_budget(int asked, int elapsed, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Minute.Pause(1, TimeSpan.FromSeconds(asked), TimeSpan.FromSeconds(elapsed), random: 0));

    [Theory]
    [InlineData(503, 59, true)]
    [InlineData(503, 60, false)]
    [InlineData(403, 0, false)]
    [InlineData(404, 0, false)]
    public void An_ordinary_call_waits_out_what_passes_and_nothing_else(int status, int elapsed, bool again) =>
        Assert.Equal(again, Minute.Tolerates(Answer(status), TimeSpan.FromSeconds(elapsed)));

    [Theory]
    [InlineData(503, 3584, true)]
    [InlineData(503, 3585, false)]
    [InlineData(401, 179, true)]
    [InlineData(403, 179, true)]
    [InlineData(403, 180, false)]
    [InlineData(404, 29, true)]
    [InlineData(404, 30, false)]
    [InlineData(400, 0, false)]
    [InlineData(409, 0, false)]
    public void What_was_seen_before_is_not_given_up_for_one_odd_answer(int status, int elapsed, bool again) =>
        Assert.Equal(again, Seen.Tolerates(Answer(status), TimeSpan.FromSeconds(elapsed)));

    [Theory]
    [InlineData(0, 15)]
    [InlineData(60, 15)]
    [InlineData(70, 15)]
    public void A_try_has_its_limit_and_the_last_one_what_is_kept_for_it(int elapsed, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Minute.TryLimit(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(elapsed)));

    [Fact]
    public void A_site_that_waits_less_for_a_service_waits_less_for_each_call() =>
        Assert.Equal(TimeSpan.FromSeconds(3), CallBudget.OrdinaryWithin(new TimeLimits { Unreachable = TimeSpan.FromSeconds(3) }).Limit);

    private static ApiException Answer(int status) => new("get job", (HttpStatusCode)status, "", "text");
}
