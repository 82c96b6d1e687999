using Spydra.Testing;

namespace Spydra.Emulator.Tests.Storage;

/// <summary>Recordings of real clients; where the corpus beside the checkout is not there, a selection of it.</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData("trace.jsonl", "connector.jsonl", 1471)]
    [InlineData("python-trace.jsonl", "python.jsonl", 72)]
    public async Task A_recorded_client_gets_the_answers_it_got(string recording, string selection, int requestsRecorded)
    {
        var corpus = RepositoryFiles.Shared("gcs-connector");
        var path = corpus is null ? RepositoryFiles.At("tests", "Spydra.Emulator.Tests", "Storage", "Traces", selection) : Path.Combine(corpus, recording);
        using var folder = new TempDir();
        await using var host = await StorageHost.StartAsync(folder.Path);

        var (requests, differences) = await new TraceReplay(host).RunAsync(path);

        Assert.Empty(differences);
        if (corpus is not null) Assert.Equal(requestsRecorded, requests);
        else Assert.True(requests > 50);
    }
}
