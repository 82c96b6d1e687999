namespace Spydra.HouseRules;

public sealed class LayoutRules
{
    [Fact]
    public void The_suite_runs() => Assert.True(true);
}
