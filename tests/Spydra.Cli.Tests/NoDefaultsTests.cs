using Spydra.Testing;

namespace Spydra.Cli.Tests;

public sealed class NoDefaultsTests
{
    [Fact]
    public async Task Without_defaults_the_request_holds_only_what_the_spec_says_the_labels_and_the_limits()
    {
        using var home = new TempDir();
        var spec = home.Write("spec.json",
            """{"cluster_type": "dataproc", "region": "europe-west1", "submit": {"options": {"jar": "gs://b/x.jar"}}, "cluster": {"options": {"project": "p"}}}""");

        var run = await SpydraProcess.RunAsync(home, "submit", "--dry-run", "--format", "json", "--no-defaults", "--spydra-json", spec);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("spydra-cluster", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("jobhistory", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("scopes", run.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"idleDeleteTtl\": \"1800s\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"autoDeleteTtl\": \"259200s\"", run.Output, StringComparison.Ordinal);
    }
}
