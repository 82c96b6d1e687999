using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Gcp.Storage;

namespace Spydra.History.Archive;

/// <summary>An archive that is interrupted at every point: the certificate is complete exactly when everything can be read.</summary>
public sealed class RunArchiveTests
{
    [Fact]
    public async Task A_run_waits_until_its_archive_is_complete_before_the_cluster_goes()
    {
        await using var scene = await ArchiveScene.RunAsync();

        var archived = Assert.Single(scene.Told.OfType<RunEvent.Archived>());
        Assert.Empty(archived.Missing.Concat(archived.Unmoved));
        Assert.Equal($"gs://run-logs/logs/test/_manifests/{scene.JobId}.json", archived.Manifest);
        var order = scene.Told.ToList();
        Assert.True(order.IndexOf(archived) < order.FindIndex(happened => happened is RunEvent.ClusterStateChanged { State: "DELETING" }));
        Assert.NotNull(await scene.ReadAllAsync());
    }

    [Fact]
    public async Task A_failed_job_has_its_archive_too()
    {
        await using var scene = await ArchiveScene.RunAsync("false", "ERROR");

        Assert.Empty(Assert.Single(scene.Told.OfType<RunEvent.Archived>()).Missing);
        Assert.Contains("FAILED MAP task list", await scene.ReadAllAsync());
    }

    [Fact]
    public async Task The_manifest_names_every_object_with_size_and_hash()
    {
        await using var scene = await ArchiveScene.RunAsync();

        var manifest = await scene.ManifestAsync();

        Assert.Equal((true, scene.JobId, "DONE"), ((bool)manifest["complete"]!, (string)manifest["job_id"]!, (string)manifest["job_state"]!));
        var objects = manifest["objects"]!.AsArray();
        Assert.Equal(scene.Left.Select(uri => uri.ToString()).Order(StringComparer.Ordinal), objects.Select(each => (string)each!["object"]!).Order(StringComparer.Ordinal));
        foreach (var each in objects)
        {
            Assert.True(GsUri.TryParse((string)each!["object"]!, out var uri));
            var stored = await scene.FindAsync(uri);
            Assert.Equal((scene.ContentOf(uri).Length, stored.Crc32C, stored.Generation), ((int)each["size"]!, (string)each["crc32c"]!, (string)each["generation"]!));
        }
    }

    [Fact]
    public async Task For_every_set_of_lost_objects_it_is_complete_exactly_when_all_can_be_read()
    {
        await using var scene = await ArchiveScene.RunAsync();
        var all = await scene.ReadAllAsync();
        var complete = 0;

        for (var set = 0; set < 1 << scene.Left.Count; set++)
        {
            foreach (var (uri, at) in scene.Left.Select((uri, at) => (uri, at)))
                if ((set & (1 << at)) != 0) await scene.TakeAwayAsync(uri);
            await AgreeAsync(scene, all, $"without {string.Join(", ", scene.Left.Where((_, at) => (set & (1 << at)) != 0))}");
            complete += await scene.ReadAllAsync() == all ? 1 : 0;
            foreach (var (uri, at) in scene.Left.Select((uri, at) => (uri, at)))
                if ((set & (1 << at)) != 0) await scene.BringBackAsync(uri);
        }

        Assert.Equal(1, complete);
    }

    [Fact]
    public async Task For_every_object_that_was_cut_off_it_is_complete_exactly_when_all_can_be_read()
    {
        await using var scene = await ArchiveScene.RunAsync();
        var all = await scene.ReadAllAsync();

        foreach (var uri in scene.Left.Where(uri => !uri.Name.EndsWith("_conf.xml", StringComparison.Ordinal) && scene.ContentOf(uri).Length > 0 && !uri.Name.Contains("driveroutput")))
        {
            await scene.CutOffAsync(uri);
            await AgreeAsync(scene, all, $"with {uri} cut off");
            await scene.BringBackAsync(uri);
        }
    }

    [Fact]
    public async Task History_that_was_not_moved_can_be_read_and_is_told_of()
    {
        await using var scene = await ArchiveScene.RunAsync();
        var all = await scene.ReadAllAsync();
        foreach (var history in scene.Left.Where(uri => uri.Name.StartsWith("history/")).OrderByDescending(uri => uri.Name, StringComparer.Ordinal))
        {
            // First the configuration alone, as between the two steps of a move; then both.
            await scene.MoveAsync(history, scene.Intermediate(history));

            var certificate = await scene.CertifyAsync(TimeSpan.Zero);

            Assert.Equal((true, all), (certificate!.IsComplete, await scene.ReadAllAsync()));
            Assert.Contains(certificate.Unmoved, unmoved => unmoved.Contains(scene.Intermediate(history)));
        }
    }

    [Fact]
    public async Task Whatever_comes_late_in_whatever_order_it_waits_for_the_last_and_no_longer()
    {
        await using var scene = await ArchiveScene.RunAsync();
        var all = await scene.ReadAllAsync();
        var random = new Random(6);

        for (var order = 0; order < 25; order++)
        {
            var late = scene.Left.OrderBy(_ => random.Next()).Take(random.Next(1, scene.Left.Count + 1)).ToList();
            foreach (var uri in late) await scene.TakeAwayAsync(uri);
            var waiting = scene.CertifyAsync(TimeSpan.FromHours(1));
            foreach (var uri in late)
            {
                await scene.TurnAsync(looks: random.Next(3));
                Assert.False(waiting.IsCompleted, $"It did not wait for {uri}");
                await scene.BringBackAsync(uri);
            }

            var certificate = await scene.UntilAsync(waiting);
            Assert.True(certificate!.IsComplete);
            Assert.Equal(all, await scene.ReadAllAsync());
        }
    }

    [Fact]
    public async Task What_does_not_come_is_named_when_the_time_is_up()
    {
        await using var scene = await ArchiveScene.RunAsync();
        var lost = scene.Left.First(uri => uri.Name.StartsWith("logs/"));
        await scene.TakeAwayAsync(lost);
        var begun = scene.Clock.GetUtcNow();

        var certificate = await scene.UntilAsync(scene.CertifyAsync(TimeSpan.FromSeconds(60)));

        Assert.InRange(scene.Clock.GetUtcNow() - begun, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(75));
        Assert.Contains("the logs of container_", Assert.Single(certificate!.Missing));
        Assert.Equal(certificate.Missing, (await scene.ManifestAsync())["missing"]!.AsArray().Select(each => (string)each!));
    }

    [Fact]
    public async Task A_program_that_is_no_MapReduce_has_logs_and_no_history()
    {
        await using var scene = await ArchiveScene.RunAsync(faults: new Fault { Method = "jobs.submit", Effect = FaultEffect.JobFails, ExitCode = 0, Output = "done" });

        var archived = Assert.Single(scene.Told.OfType<RunEvent.Archived>());
        Assert.Empty(archived.Missing);
        var logs = Assert.Single(scene.Left, uri => uri.Name.StartsWith("logs/"));
        await scene.TakeAwayAsync(logs);
        Assert.Contains((await scene.CertifyAsync(TimeSpan.Zero))!.Missing, missing => missing.Contains("the history of "));
    }

    private static async Task AgreeAsync(ArchiveScene scene, string? all, string how)
    {
        var certificate = await scene.CertifyAsync(TimeSpan.Zero);

        var isReadable = await scene.ReadAllAsync() == all;
        Assert.True(certificate!.IsComplete == isReadable, $"{how}: complete {certificate.IsComplete} ({string.Join("; ", certificate.Missing)}), readable {isReadable}");
    }
}
