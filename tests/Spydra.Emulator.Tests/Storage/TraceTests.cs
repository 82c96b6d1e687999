using Spydra.Testing;

namespace Spydra.Emulator.Tests.Storage;

/// <summary>Recordings of real clients: a selection that lies beside the tests, and the whole where the corpus lies beside the checkout.</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData("connector.jsonl", 125)]
    [InlineData("python.jsonl", 72)]
    public Task A_recorded_client_gets_the_answers_it_got(string selection, int requests) =>
        ReplayAsync(RepositoryFiles.At("tests", "Spydra.Emulator.Tests", "Storage", "Traces", selection), requests);

    [Theory]
    [InlineData("trace.jsonl", 1471)]
    [InlineData("python-trace.jsonl", 72)]
    public Task A_client_recorded_at_length_gets_the_answers_it_got(string recording, int requests)
    {
        Assert.SkipWhen(RepositoryFiles.Shared("gcs-connector") is null, "The corpus is not beside the checkout; the selection is tested above.");
        return ReplayAsync(Path.Combine(RepositoryFiles.Shared("gcs-connector")!, recording), requests);
    }

    private static async Task ReplayAsync(string path, int requestsRecorded)
    {
        using var folder = new TempDir();
        await using var host = await StorageHost.StartAsync(folder.Path);

        var (requests, differences) = await new TraceReplay(host).RunAsync(path);

        Assert.Empty(differences);
        Assert.Equal(requestsRecorded, requests);
    }
}
