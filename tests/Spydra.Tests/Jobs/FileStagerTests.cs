using System.Text.Json.Nodes;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;
using Spydra.Tests.Gcp;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Jobs;

public sealed class FileStagerTests
{
    [Fact]
    public async Task A_file_that_the_job_names_twice_is_staged_once_and_has_one_address()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        var file = run.Write("lib/side.txt", "x");
        run.SubmitOptions["files"] = new JsonArray(file, run.At("lib/../lib/side.txt"));
        run.SubmitOptions["jars"] = file;

        await run.RunAsync();

        Assert.Single(run.Events.OfType<RunEvent.FileStaging>());
        var job = JsonNode.Parse(run.Sent.Single(request => request.Url.AbsolutePath.EndsWith("/jobs:submit", StringComparison.Ordinal)).Body!)!["job"]!["hadoopJob"]!;
        var address = (string)job["jarFileUris"]![0]!;
        Assert.Matches("/staging/side.txt#[0-9]+$", address);
        Assert.Equal([address, address], job["fileUris"]!.AsArray().Select(uri => (string)uri!));
    }

    [Fact]
    public async Task A_link_is_staged_under_its_own_name_with_what_it_points_to()
    {
        await using var scene = await UploadScene.StartAsync();
        var link = scene.At("link.jar");
        File.CreateSymbolicLink(link, scene.File("real.jar", 5000));

        var (addresses, events) = await StageAsync(scene, link);

        Assert.Contains("/link.jar#", Assert.Single(addresses));
        Assert.Equal(5000, Assert.Single(events.OfType<RunEvent.FileStaging>()).Bytes);
    }

    [Fact]
    public async Task Four_files_at_most_are_under_way_at_once()
    {
        await using var scene = await UploadScene.StartAsync();
        var files = Enumerable.Range(0, 9).Select(number => scene.File($"{number}.txt", number)).ToArray();
        var (four, now, most) = (new TaskCompletionSource(), 0, 0);
        scene.Meddle = async (request, pass, cancellationToken) =>
        {
            lock (four) most = Math.Max(most, ++now);
            if (most == 4) four.TrySetResult();
            await four.Task;
            var answer = await pass(request, cancellationToken);
            lock (four) now--;
            return answer;
        };

        var (addresses, events) = await StageAsync(scene, files);

        Assert.Equal(4, most);
        Assert.Equal(files.Select(file => $"/{Path.GetFileName(file)}#"), addresses.Select(address => address[address.LastIndexOf('/')..(address.IndexOf('#') + 1)]));
        Assert.Equal(files.Order(), events.OfType<RunEvent.FileStaged>().Select(staged => staged.LocalPath).Order());
    }

    [Fact]
    public async Task When_one_file_fails_the_others_are_stopped_and_the_error_names_it()
    {
        await using var scene = await UploadScene.StartAsync(new Fault { Method = "objects.insert", Effect = FaultEffect.Error, Code = 403, Name = "bad.jar" });
        var (good, bad) = (scene.File("good.jar", 10), scene.File("bad.jar", 10));
        var stopped = false;
        scene.Meddle = async (request, pass, cancellationToken) =>
        {
            if (request.RequestUri!.Query.Contains("bad.jar", StringComparison.Ordinal)) return await pass(request, cancellationToken);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            finally
            {
                stopped = true;
            }

            throw new InvalidOperationException("not reached");
        };

        var failed = await Assert.ThrowsAsync<ApiException>(() => StageAsync(scene, good, bad));

        Assert.Contains(bad, failed.Message);
        Assert.True(stopped);
    }

    [Fact]
    public async Task Progress_is_told_over_all_files_once_a_second_at_most()
    {
        await using var scene = await UploadScene.StartAsync();
        var files = new[] { scene.File("a.bin", 9_000_000), scene.File("b.bin", 9_000_000) };
        scene.Meddle = (request, pass, cancellationToken) =>
        {
            if (request.Method == HttpMethod.Put) scene.Clock.Advance(TimeSpan.FromSeconds(2));
            return pass(request, cancellationToken);
        };

        var (_, events) = await StageAsync(scene, files);

        var progress = events.OfType<RunEvent.StagingProgress>().ToList();
        Assert.NotEmpty(progress);
        Assert.All(progress, told => Assert.Equal(18_000_000, told.Bytes));
        Assert.All(progress, told => Assert.InRange(told.Sent, 1, 18_000_000));
        Assert.All(progress.Zip(progress.Skip(1)), pair => Assert.True(pair.Second.Elapsed - pair.First.Elapsed >= TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Listeners_are_never_spoken_to_by_two_at_once()
    {
        var talking = 0;
        var overlapped = false;
        var listener = new OneAtATime(new Listener(_ =>
        {
            overlapped |= Interlocked.Increment(ref talking) > 1;
            for (var turn = 0; turn < 100; turn++) Thread.Yield();
            Interlocked.Decrement(ref talking);
        }));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var told = 0; told < 200; told++) listener.On(new RunEvent.Waiting("x"));
        })));

        Assert.False(overlapped);
    }

    private static async Task<(IReadOnlyList<string> Addresses, IReadOnlyList<RunEvent> Events)> StageAsync(UploadScene scene, params string[] files)
    {
        var events = new List<RunEvent>();
        var plan = new JobPlan.Dataproc(new RegionPath("p", "r"), "j", [],
            [.. files.Select((file, number) => new StagedFile(new($"fileUris[{number}]", file), Path.GetFileName(file)))], RunCloud.Bucket, "id");
        var stager = new FileStager(plan, scene.Uploader(), new OneAtATime(new Listener(events.Add)), scene.Clock);
        var cluster = Cluster.Parse((JsonObject)JsonNode.Parse("""{"clusterName":"c","clusterUuid":"u","status":{"state":"RUNNING"}}""")!);
        return (await scene.DriveAsync(Task.Run(() => stager.StageAsync(cluster, CancellationToken.None))), events);
    }

    private sealed class Listener(Action<RunEvent> on) : IRunListener
    {
        public void On(RunEvent happened) => on(happened);
    }
}
