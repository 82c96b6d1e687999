namespace Spydra.Emulator.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void The_suite_runs() => Assert.True(Directory.Exists(Spydra.Testing.RepositoryFiles.Root));
}
