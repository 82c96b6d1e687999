using Spydra.Gcp;
using Spydra.Jobs;
using Spydra.Testing;

namespace Spydra.Tests.Jobs;

/// <summary>How often a job is looked at, on a clock; docs/failures.md says the same in requests a minute.</summary>
public sealed class JobPaceTests
{
    private static readonly PollSchedule Schedule = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(0, 0, 0.2)]
    [InlineData(5, 5, 0.2)]
    [InlineData(25, 0, 0.5)]
    [InlineData(3600, 0, 1)]
    [InlineData(3600, 60, 1.2)]
    [InlineData(3600, 250, 5)]
    [InlineData(36000, 36000, 5)]
    public void Output_is_looked_for_the_less_often_the_longer_it_is_silent(int age, int silence, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), JobPace.OutputPause(Schedule.First, TimeSpan.FromSeconds(age), TimeSpan.FromSeconds(silence)));

    [Theory]
    [InlineData(false, 0, 15, 21)]
    [InlineData(false, 36000, 5, 7)]
    [InlineData(true, 36000, 11, 14)]
    public void A_silent_job_is_looked_at_so_often_in_a_minute(bool withOutput, int age, int least, int most)
    {
        var clock = new ManualTimeProvider();
        var pace = new JobPace(Schedule, clock, new Random(1));
        Run(pace, clock, TimeSpan.FromSeconds(age), withOutput);

        var (states, outputs) = Run(pace, clock, TimeSpan.FromMinutes(1), withOutput);

        Assert.InRange(withOutput ? outputs : states, least, most);
        if (withOutput) Assert.InRange(states, 5, 7);
    }

    [Fact]
    public void A_change_makes_it_look_quickly_again()
    {
        var clock = new ManualTimeProvider();
        var pace = new JobPace(Schedule, clock, new Random(1));
        Run(pace, clock, TimeSpan.FromHours(1), withOutput: true);

        pace.StateSeen(changed: true);

        Assert.InRange(pace.Pause(outputIsOpen: false), TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(250));
    }

    private static (int States, int Outputs) Run(JobPace pace, ManualTimeProvider clock, TimeSpan time, bool withOutput)
    {
        var (states, outputs, until) = (0, 0, clock.GetUtcNow() + time);
        while (clock.GetUtcNow() < until)
        {
            if (pace.IsStateDue)
            {
                states++;
                pace.StateSeen(changed: false);
            }

            if (withOutput && pace.IsOutputDue)
            {
                outputs++;
                pace.OutputSeen(came: false);
            }

            clock.Advance(pace.Pause(withOutput));
        }

        return (states, outputs);
    }
}
