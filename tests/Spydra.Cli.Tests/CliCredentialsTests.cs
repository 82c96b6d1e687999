using Spydra.Cli.Settings;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

public sealed class CliCredentialsTests
{
    private readonly ManualTimeProvider clock = new();
    private readonly List<string> said = [];

    [Fact]
    public async Task A_machine_that_answers_at_once_is_asked_without_a_word()
    {
        using var servers = new TokenServers();

        var project = await ProjectAsync(servers, TimeSpan.Zero);

        Assert.Equal(("machine-project", "the metadata server"), (project?.Text, project?.Origin));
        Assert.Empty(said);
    }

    [Fact]
    public async Task Who_waits_for_the_machine_is_told_so_and_not_for_long()
    {
        using var servers = new TokenServers();
        servers.Instead["/project-id"] = RoutedAnswer.Silence;
        var before = clock.GetUtcNow();

        var project = await ProjectAsync(servers, TimeSpan.FromSeconds(2));

        Assert.Null(project);
        Assert.Equal($"spydra: no project is named; asking the metadata server {servers.MetadataHost} for the machine's", Assert.Single(said));
        Assert.Equal(TimeSpan.FromSeconds(3), clock.GetUtcNow() - before);
    }

    private async Task<ContextValue?> ProjectAsync(TokenServers servers, TimeSpan patience)
    {
        var environment = new CliEnvironment(name => name == "GCE_METADATA_HOST" ? servers.MetadataHost : null);
        using var credentials = new CliCredentials(environment, said.Add, clock);
        return await clock.DriveAsync(credentials.ProjectOfMachineAsync(CancellationToken.None), patience);
    }
}
