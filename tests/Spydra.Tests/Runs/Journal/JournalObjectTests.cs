using System.Net;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Storage;
using Spydra.Runs.Journal;
using Spydra.Testing;

namespace Spydra.Tests.Runs.Journal;

public sealed class JournalObjectTests : IDisposable
{
    private static readonly GsUri Uri = new(RunCloud.Bucket, "runs/a client/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee.jsonl");
    private static readonly OutputPosition Printed = new("gs://b/driveroutput.", 2, 34);

    private readonly HttpClient http = ApiClient.NewHttpClient();
    private readonly ManualTimeProvider clock = new();

    public static TheoryData<string> Losses() =>
        [FaultEffect.Error, FaultEffect.Html, FaultEffect.DropBefore, FaultEffect.DropAfter, FaultEffect.Truncate];

    [Fact]
    public async Task What_is_written_is_read_with_its_generation_and_the_position()
    {
        await using var cloud = await RunCloud.StartAsync();
        var copy = Object(cloud);

        var before = await copy.ReadAsync(CancellationToken.None);
        var first = await copy.WriteAsync(Samples.Ended, null, JournalObject.Nothing, CancellationToken.None);
        var read = await copy.ReadAsync(CancellationToken.None);
        var second = await copy.WriteAsync(Samples.All, Printed, first!.Value, CancellationToken.None);
        var again = await copy.ReadAsync(CancellationToken.None);

        Assert.Null(before);
        Assert.Equal(first, read!.Generation);
        Assert.Null(read.Position);
        Assert.Equal(Samples.Words(Samples.Ended), Samples.Words(read.Reading.Records));
        Assert.Equal(second, again!.Generation);
        Assert.True(second > first);
        Assert.Equal(Printed, again.Position);
        Assert.Equal(Samples.Words(Samples.All), Samples.Words(again.Reading.Records));
    }

    [Fact]
    public async Task Nothing_is_lost_of_what_a_later_version_wrote()
    {
        await using var cloud = await RunCloud.StartAsync();
        byte[] foreign = [.. JournalTextTests.Sealed("""{"v":1,"kind":"resized","to":7}"""), .. JournalTextTests.Sealed("""{"v":1,"kind":"led","term":1,"mood":"good"}""")];

        await Object(cloud).WriteAsync(JournalText.Read(foreign), null, JournalObject.Nothing, CancellationToken.None);
        var read = await Object(cloud).ReadAsync(CancellationToken.None);

        Assert.Equal(foreign, JournalText.Write(read!.Reading));
        Assert.Throws<JournalNewerException>(() => { _ = Object(cloud).WriteAsync(JournalText.Read("{\"v\":2}"u8.ToArray()), null, JournalObject.Nothing, CancellationToken.None); });
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_write_whose_answer_is_lost_is_ours_all_the_same(string effect)
    {
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "objects.insert", Effect = effect, To = 2 }, new Fault { Method = "objects.get", Effect = effect, To = 2 });
        var copy = Object(cloud);

        var first = await DriveAsync(copy.WriteAsync(Samples.Ended, Printed, JournalObject.Nothing, CancellationToken.None));
        var second = await DriveAsync(copy.WriteAsync(Samples.All, Printed, first ?? -1, CancellationToken.None));
        var read = await DriveAsync(copy.ReadAsync(CancellationToken.None));

        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.Equal(second, read!.Generation);
        Assert.Equal(Samples.Words(Samples.All), Samples.Words(read.Reading.Records));
    }

    [Fact]
    public async Task The_same_content_of_before_is_no_write()
    {
        await using var cloud = await RunCloud.StartAsync();
        var generation = await Object(cloud).WriteAsync(Samples.Ended, null, JournalObject.Nothing, CancellationToken.None);

        var stale = await Object(cloud).WriteAsync(Samples.All, null, generation!.Value - 1, CancellationToken.None);

        Assert.Null(stale);
        Assert.Equal(generation, (await Object(cloud).ReadAsync(CancellationToken.None))!.Generation);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(FaultEffect.DropAfter)]
    [InlineData(FaultEffect.Truncate)]
    public async Task Of_many_writers_exactly_one_wins_each_generation(string? effect)
    {
        await using var cloud = await (effect is null ? RunCloud.StartAsync() : RunCloud.StartAsync(new Fault { Method = "objects.insert", Effect = effect, Every = 3 }));
        var generation = JournalObject.Nothing;

        for (var round = 0; round < 6; round++)
        {
            var onto = generation;
            var records = Enumerable.Range(0, 8).Select(client => new JournalRecord.Led(Samples.At, round, $"client {client}")).ToList();
            var written = await DriveAsync(Task.WhenAll(records.Select(record => Task.Run(() => Object(cloud).WriteAsync([record], null, onto, CancellationToken.None)))));
            var there = await DriveAsync(Object(cloud).ReadAsync(CancellationToken.None));

            var winner = Assert.Single(written.Index(), write => write.Item is not null);
            Assert.Equal(there!.Generation, winner.Item);
            Assert.Equal(records[winner.Index], Assert.Single(there.Reading.Records));
            generation = winner.Item!.Value;
        }
    }

    [Fact]
    public async Task A_write_after_another_s_tells_that_it_lost()
    {
        await using var cloud = await RunCloud.StartAsync();
        var generation = await Object(cloud).WriteAsync(Samples.Ended, null, JournalObject.Nothing, CancellationToken.None);
        await cloud.DeleteAsync(Uri.Name);

        Assert.Null(await Object(cloud).WriteAsync(Samples.All, null, generation!.Value, CancellationToken.None));
        Assert.Null(await Object(cloud).ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_empty_object_is_an_empty_journal_that_can_be_written_onto()
    {
        await using var cloud = await RunCloud.StartAsync();
        await cloud.WriteAsync(Uri.Name, "");

        var empty = await Object(cloud).ReadAsync(CancellationToken.None);
        var written = await Object(cloud).WriteAsync(Samples.All, null, empty!.Generation, CancellationToken.None);

        Assert.Empty(empty.Reading.Records);
        Assert.NotNull(written);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_said()
    {
        await using var cloud = await RunCloud.StartAsync();
        var copy = new JournalObject(Storage(cloud), Uri with { Bucket = "no-such-bucket" });

        Assert.Null(await copy.ReadAsync(CancellationToken.None));
        var refused = await Assert.ThrowsAsync<ApiException>(() => copy.WriteAsync(Samples.All, null, JournalObject.Nothing, CancellationToken.None));
        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
    }

    [Fact]
    public async Task A_refusal_is_said()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "objects.*", Effect = FaultEffect.Error, Code = 403 });

        await Assert.ThrowsAsync<ApiException>(() => Object(cloud).ReadAsync(CancellationToken.None));
        await Assert.ThrowsAsync<ApiException>(() => Object(cloud).WriteAsync(Samples.All, null, JournalObject.Nothing, CancellationToken.None));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(FaultEffect.DropAfter)]
    public async Task The_wish_to_cancel_is_seen_by_the_other_until_it_is_cleared(string? effect)
    {
        await using var cloud = await (effect is null ? RunCloud.StartAsync()
            : RunCloud.StartAsync([.. ((string[])["objects.insert", "objects.delete", "objects.get"]).Select(method => new Fault { Method = method, Effect = effect, Nth = 1 })]));
        var (mine, other) = (Object(cloud), Object(cloud));

        Assert.False(await DriveAsync(mine.IsCancelAskedAsync(CancellationToken.None)));
        await DriveAsync(mine.ClearCancelAsync(CancellationToken.None));
        await DriveAsync(other.AskToCancelAsync(CancellationToken.None));
        await DriveAsync(other.AskToCancelAsync(CancellationToken.None));
        Assert.True(await DriveAsync(mine.IsCancelAskedAsync(CancellationToken.None)));
        Assert.Equal(["runs/a client/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee.cancel"], (await cloud.ObjectsAsync(RunCloud.Bucket)).Where(name => name.StartsWith("runs/", StringComparison.Ordinal)));
        await DriveAsync(mine.ClearCancelAsync(CancellationToken.None));
        Assert.False(await DriveAsync(other.IsCancelAskedAsync(CancellationToken.None)));
    }

    public void Dispose() => http.Dispose();

    private JournalObject Object(RunCloud cloud) => new(Storage(cloud), Uri);

    private StorageClient Storage(RunCloud cloud)
    {
        var endpoints = new Endpoints(cloud.Server.DataprocUrl, cloud.Server.StorageUrl);
        return new StorageClient(new ApiClient(http, new NoCredentials(), clock), endpoints);
    }

    private Task<T> DriveAsync<T>(Task<T> task) => clock.DriveAsync(task, TimeSpan.FromSeconds(12));

    private Task<bool> DriveAsync(Task task)
    {
        async Task<bool> Ended()
        {
            await task;
            return true;
        }

        return DriveAsync(Ended());
    }
}
