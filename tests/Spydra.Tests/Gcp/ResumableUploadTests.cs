using System.Net;
using System.Net.Http.Headers;
using Spydra.Emulator.Faults;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Testing;

namespace Spydra.Tests.Gcp;

/// <summary>Large files: whatever breaks on the way, the upload goes on from what the service has.</summary>
public sealed class ResumableUploadTests
{
    private const int MiB = 1 << 20;
    private const int Large = 20_000_000;

    [Fact]
    public async Task A_large_file_is_sent_in_pieces_of_8_MiB()
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", Large);

        await scene.UploadAsync(file);

        Assert.Equal(["bytes 0-8388607/20000000", "bytes 8388608-16777215/20000000", "bytes 16777216-19999999/20000000"], scene.Ranges);
        await scene.AssertArrivedAsync(file);
    }

    [Fact]
    public async Task After_a_reset_in_the_middle_of_a_piece_the_upload_goes_on_from_what_arrived()
    {
        await using var scene = await UploadScene.StartAsync();
        using var proxy = new BreakingProxy(scene.Cloud.Server.StorageUrl, breakAt: 14 * MiB);
        scene.Storage = proxy.Url;
        var file = scene.File("lib.jar", Large);

        await scene.UploadAsync(file);

        Assert.True(proxy.HasBroken);
        Assert.InRange(proxy.Forwarded, Large, Large + 8 * MiB);
        Assert.Equal("bytes */20000000", scene.Ranges[2]);
        await scene.AssertArrivedAsync(file);
    }

    [Theory]
    [InlineData(FaultEffect.Error)]
    [InlineData(FaultEffect.Html)]
    [InlineData(FaultEffect.DropBefore)]
    [InlineData(FaultEffect.DropAfter)]
    [InlineData(FaultEffect.Truncate)]
    public async Task Whatever_goes_wrong_now_and_then_the_file_arrives(string effect)
    {
        await using var scene = await UploadScene.StartAsync(
            new Fault { Method = "objects.insert", Effect = effect, Nth = 1 }, new Fault { Method = "objects.insert", Effect = effect, Every = 3 });
        var file = scene.File("lib.jar", Large);

        await scene.UploadAsync(file);

        await scene.AssertArrivedAsync(file);
    }

    [Fact]
    public async Task Nothing_is_sent_again_that_has_arrived_though_the_answer_was_lost()
    {
        await using var scene = await UploadScene.StartAsync(new Fault { Method = "objects.insert", Effect = FaultEffect.DropAfter, From = 2, To = 2 });
        var file = scene.File("lib.jar", Large);

        await scene.UploadAsync(file);

        Assert.Equal(["bytes 0-8388607/20000000", "bytes */20000000"], scene.Ranges.Take(2));
        Assert.StartsWith("bytes 8388608-", scene.Ranges[2]);
    }

    [Fact]
    public async Task A_service_that_keeps_less_than_it_was_sent_gets_the_rest_again()
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", Large);
        scene.Meddle = UploadScene.OnPut(put => put is 1 or 3, async (request, pass, cancellationToken) =>
        {
            // As if the rest of the piece had never been sent.
            var range = request.Content!.Headers.ContentRange!;
            var body = await request.Content.ReadAsByteArrayAsync(cancellationToken);
            request.Content = new ByteArrayContent(body, 0, MiB) { Headers = { ContentRange = new ContentRangeHeaderValue(range.From!.Value, range.From.Value + MiB - 1, Large) } };
            return await pass(request, cancellationToken);
        });

        await scene.UploadAsync(file);

        Assert.Equal([0, 1 * MiB, 9 * MiB, 10 * MiB, 18 * MiB], scene.Ranges.Select(range => long.Parse(range["bytes ".Length..range.IndexOf('-')])));
        await scene.AssertArrivedAsync(file);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    public async Task A_session_that_is_gone_begins_anew(HttpStatusCode status)
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", Large);
        scene.Meddle = UploadScene.OnPut(put => put == 2, (_, _, _) => Task.FromResult(new HttpResponseMessage(status)));

        await scene.UploadAsync(file);

        Assert.Equal(2, scene.Sent.Count(request => request.Method == "POST"));
        Assert.StartsWith("bytes 0-", scene.Ranges[2]);
        await scene.AssertArrivedAsync(file);
    }

    [Fact]
    public async Task A_service_that_forgets_every_session_is_given_up()
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", Large);
        scene.Meddle = UploadScene.OnPut(_ => true, (_, _, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Gone)));

        var failed = await Assert.ThrowsAsync<UnreachableException>(() => scene.UploadAsync(file));

        Assert.Contains(file, failed.Message);
        Assert.Contains("forgot", failed.Message);
        Assert.Equal(3, scene.Ranges.Count);
    }

    [Fact]
    public async Task A_piece_without_an_answer_is_asked_about()
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", Large);
        var silent = new TaskCompletionSource();
        scene.Meddle = UploadScene.OnPut(put => put == 2, async (request, pass, cancellationToken) =>
        {
            using var lost = await pass(request, cancellationToken);
            silent.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("not reached");
        });

        var upload = scene.UploadWaitingAsync(file);
        await scene.DriveAsync(silent.Task.ContinueWith(_ => 0, TaskScheduler.Default));
        scene.Clock.Advance(TimeSpan.FromSeconds(61));
        await scene.DriveAsync(upload);

        Assert.Equal(["bytes 8388608-16777215/20000000", "bytes */20000000"], scene.Ranges.Skip(1).Take(2));
        await scene.AssertArrivedAsync(file);
    }

    [Fact]
    public async Task Pieces_get_smaller_on_a_line_that_stalls()
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", Large);
        using var stalled = new StalledStream(after: MiB);
        scene.Meddle = UploadScene.OnPut(put => put == 1, async (request, _, cancellationToken) =>
        {
            await request.Content!.CopyToAsync(stalled, cancellationToken);
            throw new InvalidOperationException("not reached");
        });

        var upload = scene.UploadWaitingAsync(file);
        await scene.DriveAsync(stalled.Stalled.ContinueWith(_ => 0, TaskScheduler.Default));
        scene.Clock.Advance(TimeSpan.FromSeconds(31));
        await scene.DriveAsync(upload);

        Assert.Equal(["bytes 0-8388607/20000000", "bytes */20000000", "bytes 0-4194303/20000000"], scene.Ranges.Take(3));
        await scene.AssertArrivedAsync(file);
    }

    [Fact]
    public async Task An_upload_that_stands_still_is_given_up_and_says_what_the_service_said()
    {
        await using var scene = await UploadScene.StartAsync(new Fault { Method = "objects.insert", Effect = FaultEffect.Error, Code = 503, Message = "busy", From = 3 });
        var file = scene.File("lib.jar", Large);
        var began = scene.Clock.GetUtcNow();

        var failed = await Assert.ThrowsAnyAsync<SpydraException>(() => scene.UploadAsync(file));

        Assert.Contains(file, failed.Message);
        Assert.Contains("busy", failed.Message);
        Assert.Equal(FailureClass.Unreachable, FailureClasses.Of(failed));
        Assert.InRange(scene.Clock.GetUtcNow() - began, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task A_service_that_keeps_nothing_is_given_up()
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", Large);
        scene.Meddle = UploadScene.OnPut(put => put > 1, (_, _, _) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.PermanentRedirect) { Headers = { { "Range", "bytes=0-8388607" } } }));
        var began = scene.Clock.GetUtcNow();

        var failed = await Assert.ThrowsAsync<UnreachableException>(() => scene.UploadAsync(file));

        Assert.Contains("after 8,388,608 of 20,000,000 bytes no more arrived for 90 s", failed.Message);
        Assert.InRange(scene.Clock.GetUtcNow() - began, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task Pieces_go_to_the_host_that_was_configured_whatever_the_answer_names()
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", Large);
        scene.Meddle = async (request, pass, cancellationToken) =>
        {
            var answer = await pass(request, cancellationToken);
            if (answer.Headers.Location is { } location) answer.Headers.Location = new UriBuilder(location) { Host = "elsewhere.invalid" }.Uri;
            return answer;
        };

        await scene.UploadAsync(file);

        await scene.AssertArrivedAsync(file);
    }

    [Fact]
    public async Task An_interruption_stops_an_upload_at_once()
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", Large);
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.UploadAsync(
            file, reached => { if (reached > 9 * MiB) stop.Cancel(); }, stop.Token));

        Assert.Equal(2, scene.Ranges.Count);
        Assert.Null(await scene.ArrivedAsync(file));
    }

    /// <summary>Takes some bytes, and then no more.</summary>
    private sealed class StalledStream(int after) : Stream
    {
        private readonly TaskCompletionSource stalled = new();
        private int taken;

        public Task Stalled => stalled.Task;

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            taken += buffer.Length;
            if (taken < after) return;
            stalled.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
