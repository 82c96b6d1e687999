using System.Net;
using System.Net.Sockets;
using Spydra.Emulator.Hosting;
using Spydra.Emulator.Tests.Dataproc;
using Spydra.Testing;

namespace Spydra.Emulator.Tests;

public sealed class EmulatorServerTests
{
    [Fact]
    public async Task Both_ports_answer_each_with_its_own_api()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);

        var storage = await cloud.Http.GetStringAsync(cloud.Server.StorageUrl);
        var dataproc = await cloud.GetAsync("clusters");

        Assert.Equal("the whole object", storage);
        Assert.Equal(HttpStatusCode.OK, dataproc.Code);
        Assert.NotEqual(cloud.Server.StorageUrl.Port, cloud.Server.DataprocUrl.Port);
        Assert.Equal("127.0.0.1", cloud.Server.DataprocUrl.Host);
    }

    [Fact]
    public async Task An_unknown_path_gets_a_page_and_the_platforms_headers_come_with_json()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);

        using var unknown = await cloud.Http.GetAsync(new Uri("v1/nowhere", UriKind.Relative));
        using var known = await cloud.Http.GetAsync(new Uri($"{LocalCloud.Region}/clusters?$alt=json%3Benum-encoding=int", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("text/html; charset=UTF-8", unknown.Content.Headers.ContentType!.ToString());
        Assert.Equal("application/json; charset=UTF-8", known.Content.Headers.ContentType!.ToString());
        Assert.Equal("ESF", known.Headers.Server.ToString());
        Assert.Equal(["Origin", "X-Origin", "Referer"], known.Headers.Vary);
        Assert.Equal("{}\n", await known.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_answer_says_what_time_it_is_for_the_emulator()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        await using var cloud = await LocalCloud.StartAsync(folder, options => options with { Time = clock });

        clock.Advance(TimeSpan.FromDays(40) + TimeSpan.FromMilliseconds(700));
        using var found = await cloud.Http.GetAsync(new Uri($"{LocalCloud.Region}/clusters", UriKind.Relative));
        using var missing = await cloud.Http.GetAsync(new Uri($"{LocalCloud.Region}/clusters/c1", UriKind.Relative));
        using var storage = await cloud.Http.GetAsync(cloud.Server.StorageUrl);

        Assert.All([found, missing, storage], answer => Assert.Equal(new DateTimeOffset(2027, 1, 1, 10, 0, 0, TimeSpan.Zero), answer.Headers.Date));
    }

    [Fact]
    public async Task A_bucket_that_may_not_be_called_so_is_refused_before_anything_starts()
    {
        using var folder = new TempDir();

        var refused = await Assert.ThrowsAsync<EmulatorException>(() => LocalCloud.StartAsync(folder, options => options with { Buckets = ["fine", "Not_Fine"] }));

        Assert.Contains("The bucket name 'Not_Fine' is not allowed: only lower-case letters", refused.Message, StringComparison.Ordinal);
        Assert.Null(EmulatorServer.FindRunning(folder.Path));
    }

    [Theory]
    [InlineData(true, "--port")]
    [InlineData(false, "--storage-port")]
    public async Task A_port_in_use_is_named_with_the_next_step(bool first, string option)
    {
        using var folder = new TempDir();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refused = await Assert.ThrowsAsync<EmulatorException>(() => LocalCloud.StartAsync(folder,
            options => first ? options with { Port = port } : options with { StoragePort = port }));

        Assert.Contains($"Port {port} of 127.0.0.1 is in use", refused.Message, StringComparison.Ordinal);
        Assert.Contains(option, refused.NextStep, StringComparison.Ordinal);
        Assert.Null(EmulatorServer.FindRunning(folder.Path));
    }

    [Fact]
    public async Task A_data_folder_serves_one_emulator_at_a_time_and_tells_where_it_is()
    {
        using var folder = new TempDir();
        Assert.Null(EmulatorServer.FindRunning(folder.Path));
        Assert.Null(EmulatorServer.FindRunning(folder.At("missing")));

        var cloud = await LocalCloud.StartAsync(folder);
        var found = EmulatorServer.FindRunning(folder.Path);
        var refused = await Assert.ThrowsAsync<EmulatorException>(() => LocalCloud.StartAsync(folder));

        Assert.Equal(new RunningEmulator(Environment.ProcessId, cloud.Server.DataprocUrl, cloud.Server.StorageUrl, Standalone: false), found);
        Assert.Contains("is in use by another emulator", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(EmulatorServer.FindRunning(folder.Path));

        await cloud.DisposeAsync();
        Assert.Null(EmulatorServer.FindRunning(folder.Path));
        await using var next = await LocalCloud.StartAsync(folder);
    }

    [Fact]
    public void What_a_killed_emulator_left_behind_is_not_taken_for_a_running_one()
    {
        using var folder = new TempDir();
        folder.Write("emulator.lock", "");
        folder.Write("emulator.json", """{"pid":1,"dataprocUrl":"http://127.0.0.1:1/","storageUrl":"http://127.0.0.1:2/"}""");

        Assert.Null(EmulatorServer.FindRunning(folder.Path));
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_named()
    {
        using var folder = new TempDir();
        var file = folder.Write("file", "in the way");

        var refused = await Assert.ThrowsAsync<EmulatorException>(() => LocalCloud.StartAsync(folder, options => options with { DataFolder = Path.Combine(file, "data") }));

        Assert.Contains("cannot be written", refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refused.NextStep);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_named()
    {
        using var folder = new TempDir();
        var record = folder.Write("dataproc/jobs/000000000001.json", "{ half");

        var refused = await Assert.ThrowsAsync<EmulatorException>(() => LocalCloud.StartAsync(folder));

        Assert.Contains(record, refused.Message, StringComparison.Ordinal);
        Assert.Null(EmulatorServer.FindRunning(folder.Path));
    }

    [Fact]
    public async Task Buckets_that_were_asked_for_exist()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder, options => options with { Buckets = ["my-logs"] });

        Assert.True(cloud.Objects.BucketExists("my-logs"));
    }
}
