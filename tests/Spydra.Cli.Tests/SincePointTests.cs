using System.Globalization;
using Spydra.Cli.Commands;

namespace Spydra.Cli.Tests;

public sealed class SincePointTests
{
    private static readonly TimeZoneInfo East = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east");

    [Theory]
    [InlineData("36h", "2026-11-20T22:00:00Z")]
    [InlineData("2d", "2026-11-20T10:00:00Z")]
    [InlineData("2026-11-21", "2026-11-20T22:00:00Z")]
    [InlineData("2026-11-21 09:30", "2026-11-21T07:30:00Z")]
    [InlineData("2026-11-21T09:30:00", "2026-11-21T07:30:00Z")]
    [InlineData("2026-11-21T09:30:00Z", "2026-11-21T09:30:00Z")]
    [InlineData("2026-11-21T09:30:00+05:00", "2026-11-21T04:30:00Z")]
    [InlineData("90000d", "1970-01-01T00:00:00Z")]
    public void A_moment_is_so_long_ago_or_a_date_of_this_machine(string text, string moment)
    {
        var now = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

        Assert.Equal(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture), SincePoint.Parse(text, East)?.From(now));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("")]
    [InlineData("-1d")]
    [InlineData("2026-13-01")]
    public void Anything_else_is_none(string text) => Assert.Null(SincePoint.Parse(text, East));
}
