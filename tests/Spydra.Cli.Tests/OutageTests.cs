using Spydra.Emulator;
using Spydra.Emulator.Faults;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>Services that fail, seen at the real process: what it says, how often, and what it ends with.</summary>
public sealed class OutageTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("objects.get", "Cloud Storage")]
    [InlineData("jobs.get", "Dataproc")]
    public async Task A_service_that_asks_for_time_gets_it_and_two_lines_tell_of_it(string method, string service)
    {
        await using var cloud = await CloudWithAsync(new Fault { Method = method, Effect = FaultEffect.Error, Code = 429, RetryAfter = 5, Nth = 1 });

        var run = await SubmitAsync(cloud);

        Assert.True(run.ExitCode == 0, run.Error);
        var lines = run.Error.Split('\n').Where(line => line.Contains(service, StringComparison.Ordinal)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Matches($"{service} does not answer as it should \\(429 .*, to be asked again in 5 s\\); trying again since [0-9:]{{8}}, up to 1 h 0 min", lines[0]);
        Assert.Matches($"{service} answers again after [5-9]\\.[0-9] s", lines[1]);
    }

    [Fact]
    public async Task What_is_over_in_a_moment_is_survived_without_a_word()
    {
        await using var cloud = await CloudWithAsync([.. new[] { "clusters.create", "operations.get", "jobs.submit", "jobs.get", "objects.get", "clusters.delete" }
            .Select((method, i) => new Fault { Method = method, Effect = i % 2 == 0 ? FaultEffect.Html : FaultEffect.DropAfter, Nth = 1 })]);

        var run = await SubmitAsync(cloud);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("again", run.Error);
        Assert.DoesNotContain("warning", run.Error);
    }

    [Theory]
    [InlineData("clusters.create", 401, 3, "the service answered 401 UNAUTHENTICATED")]
    [InlineData("clusters.create", 403, 3, "the service answered 403 PERMISSION_DENIED")]
    [InlineData("clusters.create", 429, 4, "the service answered 429 RESOURCE_EXHAUSTED (the last of")]
    [InlineData("clusters.create", 503, 6, "the service answered 503 UNAVAILABLE (the last of")]
    [InlineData("jobs.submit", 404, 2, "the service answered 404 NOT_FOUND")]
    [InlineData("jobs.submit", 409, 2, "the service answered 409 ")]
    [InlineData("jobs.get", 503, 6, "the service answered 503 UNAVAILABLE (the last of")]
    public async Task What_stays_is_one_clear_sentence_and_an_exit_code(string method, int code, int exitCode, string sentence)
    {
        await using var cloud = await CloudWithAsync(new Fault { Method = method, Effect = FaultEffect.Error, Code = code, Message = "The words of the service." });

        // Where the site says that a service is away for two seconds at most, that is how long the process tries.
        var run = await SubmitAsync(cloud, ("SPYDRA_TIME_LIMITS__UNREACHABLE", "2s"), ("SPYDRA_TIME_LIMITS__RELEASE", "20s"));

        Assert.Equal(exitCode, run.ExitCode);
        var line = Assert.Single(run.Error.Split('\n'), line => line.StartsWith("spydra: failed (", StringComparison.Ordinal) && line.Contains(sentence, StringComparison.Ordinal));
        Assert.EndsWith(": The words of the service.", line);
        Assert.DoesNotContain(" at Spydra.", run.Error);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_unreachable()
    {
        Uri gone;
        await using (var cloud = await CloudWithAsync()) gone = cloud.DataprocUrl;
        using var spydra = SpydraProcess.Start(home, ["submit", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out")],
            ("CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC", gone.AbsoluteUri), ("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true"), ("GOOGLE_CLOUD_PROJECT", "p"),
            ("SPYDRA_TIME_LIMITS__UNREACHABLE", "2s"), ("SPYDRA_TIME_LIMITS__RELEASE", "2s"));

        var run = await spydra.EndAsync();

        Assert.Equal(6, run.ExitCode);
        Assert.Contains($"{gone.Authority} cannot be reached: the connection was refused (the last of", run.Error);
    }

    private Task<EmulatorServer> CloudWithAsync(params Fault[] faults) => EmulatorServer.StartAsync(
        new EmulatorOptions { DataFolder = home.At("cloud"), Buckets = ["test-logs"], Faults = faults }, CancellationToken.None);

    private async Task<Finished> SubmitAsync(EmulatorServer cloud, params (string Name, string Value)[] environment)
    {
        using var spydra = SpydraProcess.Start(home, ["submit", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out")], [.. SpydraProcess.At(cloud), .. environment]);
        return await spydra.EndAsync();
    }
}
