using System.Net.Sockets;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Runs;
using Spydra.Testing;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Failures;

/// <summary>Each failure at each call of a run, as the two tables of docs/failures.md say it, over sockets.</summary>
public sealed class FailureMatrixTests
{
    /// <summary>What the emulator's job prints.</summary>
    private const string Printed = "first line\nsecond line\n";

    public static TheoryData<string, string, string> ThreeTimes() => Table("| three times |");

    public static TheoryData<string, string, string> ForEver() => Table("| for ever |");

    [Theory]
    [MemberData(nameof(ThreeTimes))]
    public Task A_failure_that_passes(string failure, string call, string expected) => MeetsAsync(failure, call, failure == "401" ? 1 : 3, expected);

    [Theory]
    [MemberData(nameof(ForEver))]
    public Task A_failure_that_stays(string failure, string call, string expected) => MeetsAsync(failure, call, int.MaxValue, expected);

    private static async Task MeetsAsync(string failure, string call, int times, string expected)
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "jobs.submit", Effect = FaultEffect.JobFails, ExitCode = 0, Output = Printed.TrimEnd('\n') });
        using var run = RecordedRun.Against(cloud);
        run.Limits = new() { Create = TimeSpan.FromMinutes(5), Release = TimeSpan.FromMinutes(4), Unreachable = TimeSpan.FromMinutes(4) };
        run.Credentials = new RenewedCredentials();
        var hits = 0;
        object? Hit(string method, string target)
        {
            if (!IsCall(call, method, target) || Interlocked.Increment(ref hits) > times) return null;

            // Only a limit ends what is silent; everything else is answered, and the clock must not run ahead of it.
            if (failure is "silent" or "stalled") run.Patience = TimeSpan.FromSeconds(20);
            return Fault(failure);
        }

        using var dataproc = new FaultyProxy(cloud.Server.DataprocUrl, Hit);
        using var storage = new FaultyProxy(cloud.Server.StorageUrl, Hit);
        run.Through = new Endpoints(dataproc.Url, storage.Url);
        var gone = Gone();
        run.Sending = request =>
        {
            run.Patience = TimeSpan.FromSeconds(12);
            if (failure == "refused" && IsCall(call, request.Method.Method, request.RequestUri!.PathAndQuery) && Interlocked.Increment(ref hits) <= times)
                request.RequestUri = new Uri(gone, request.RequestUri.PathAndQuery);
        };

        var (outcome, failed) = await EndAsync(run);

        Assert.True(hits > 0, "The call was never made.");
        Assert.Equal(expected, Met(run, outcome, failed));
        Assert.Equal(expected == "left behind" ? [run.Cluster] : [], await cloud.ClustersAsync());
        Assert.DoesNotContain(await cloud.JobStatesAsync(), state => state is not ("DONE" or "ERROR" or "CANCELLED"));
        Assert.InRange(await cloud.ClustersMadeAsync(), 0, 1);
        Assert.All(run.Events.OfType<RunEvent.ServiceTroubled>().GroupBy(trouble => trouble.Service), lines => Assert.Single(lines));
        if (failed is not null) AssertOneSentence(failed);
        if (outcome is not null && expected != "warning") Assert.Equal(Printed, run.Output);
    }

    private static async Task<(RunOutcome? Outcome, SpydraException? Failed)> EndAsync(RecordedRun run)
    {
        try { return (await run.RunAsync(), null); }
        catch (SpydraException e) { return (null, e); }
    }

    private static string Met(RecordedRun run, RunOutcome? outcome, SpydraException? failed)
    {
        if (failed is not null) return Words(FailureClasses.Of(failed));
        if (run.Events.Any(happened => happened is RunEvent.ClusterLeftBehind)) return "left behind";
        if (run.Events.Any(happened => happened is RunEvent.Warned)) return "warning";
        return FailureClasses.Of(outcome!.State) is { } failure ? Words(failure) : "done";
    }

    private static string Words(FailureClass failure) => failure.ToString().ToLowerInvariant();

    private static void AssertOneSentence(SpydraException failed)
    {
        Assert.DoesNotContain('\n', failed.Message);
        Assert.DoesNotContain(" at Spydra.", failed.Message);
        Assert.DoesNotContain("<html", failed.Message);
        Assert.DoesNotContain("Exception", failed.Message);
        Assert.InRange(failed.Message.Length, 20, 400);
        Assert.NotEmpty(failed.NextStep);
    }

    private static bool IsCall(string call, string method, string target) => call switch
    {
        "create" => method == "POST" && target.Contains("/clusters?", StringComparison.Ordinal),
        "operation" => method == "GET" && target.Contains("/operations/", StringComparison.Ordinal),
        "submit" => method == "POST" && target.EndsWith("/jobs:submit", StringComparison.Ordinal),
        "job" => method == "GET" && target.Contains("/jobs/", StringComparison.Ordinal),
        "output" => method == "GET" && target.Contains("driveroutput", StringComparison.Ordinal) && target.EndsWith("alt=media", StringComparison.Ordinal),
        "delete" => method == "DELETE" && target.Contains("/clusters/", StringComparison.Ordinal),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, null),
    };

    private static object Fault(string failure) => failure switch
    {
        "reset" => WireFault.Reset,
        "silent" => WireFault.Silence,
        "stalled" => WireFault.Stall,
        "truncated" => WireFault.Cut,
        "html" => WireFault.Page,
        "429" => new ScriptedAnswer(429, Error(429, "RESOURCE_EXHAUSTED"), RetryAfter: "2"),
        _ => new ScriptedAnswer(int.Parse(failure), Error(int.Parse(failure), "STATUS")),
    };

    private static string Error(int code, string status) => $$$"""{"error":{"code":{{{code}}},"message":"The words of the service.","status":"{{{status}}}"}}""";

    /// <summary>An address at which nobody listens.</summary>
    private static Uri Gone()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}/");
    }

    private static TheoryData<string, string, string> Table(string heading)
    {
        var rows = File.ReadAllLines(RepositoryFiles.At("docs", "failures.md")).SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToList()).ToList();
        var table = new TheoryData<string, string, string>();
        foreach (var row in rows.Skip(2))
            foreach (var (call, expected) in rows[0].Zip(row).Skip(1)) table.Add(row[0], call, expected);
        return table;
    }

    /// <summary>Tokens that are accepted, or not, by whoever is asked; a refused one is followed by another.</summary>
    private sealed class RenewedCredentials : ICredentials
    {
        private int number;

        public ValueTask<AccessToken?> GetTokenAsync(CancellationToken cancellationToken) => new(new AccessToken($"token-{Volatile.Read(ref number)}"));

        public void Refused(AccessToken token) => Interlocked.Increment(ref number);
    }
}
