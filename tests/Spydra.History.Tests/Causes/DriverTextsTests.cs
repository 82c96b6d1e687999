using System.Text;
using Spydra.History.Archive;
using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.History.Causes;

/// <summary>What drivers printed, and what is found by it.</summary>
public sealed class DriverTextsTests : IDisposable
{
    private const string Prefix = "google-cloud-dataproc-metainfo/c/jobs/j/driveroutput";

    private readonly TempDir home = new();

    private FolderSource Source => new(home.Path);

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_parts_are_one_text_in_their_order_and_nothing_beside_them_is()
    {
        Write(("000000001", "three\n"), ("000000000", "one\ntwo\n"), ("000000002", ""), ("000000003.tmp", "no"), ("1", "no"));
        home.Write(Prefix + "2.000000000", "no");

        var text = await DriverTexts.FindAsync(Source, Prefix, default);

        Assert.Equal("one\ntwo\nthree\n", await ReadAsync(text!));
        Assert.Equal(home.At(Prefix), text!.Name);
    }

    [Fact]
    public async Task One_may_move_in_it_and_open_it_again()
    {
        Write(("000000000", "0123456789"), ("000000001", "abcdefghij"), ("000000002", "!"));
        var text = await DriverTexts.FindAsync(Source, Prefix, default);
        await using var stream = await text!.OpenAsync(default);
        var four = new byte[4];

        List<string> read = [];
        foreach (var at in (int[])[8, 17, 0, 10, 20, 6])
        {
            stream.Position = at;
            read.Add(Encoding.ASCII.GetString(four, 0, await stream.ReadAtLeastAsync(four, 4, throwOnEndOfStream: false)));
        }

        Assert.Equal(["89ab", "hij!", "0123", "abcd", "!", "6789"], read);
        Assert.Equal(21, stream.Length);
        Assert.Equal("0123456789abcdefghij!", await ReadAsync(text));
    }

    [Fact]
    public async Task One_part_can_be_named_by_itself()
    {
        Write(("000000000", "one\n"), ("000000001", "two\n"));

        Assert.Equal("two\n", await ReadAsync((await DriverTexts.FindAsync(Source, Prefix + ".000000001", default))!));
        Assert.Null(await DriverTexts.FindAsync(Source, Prefix + ".000000009", default));
    }

    [Theory]
    [InlineData("26/11/22 INFO impl.YarnClientImpl: Submitted application application_1795306400786_0012\n", "application_1795306400786_0012")]
    [InlineData("INFO mapreduce.Job: Running job: job_1795306400786_0013", "application_1795306400786_0013")]
    [InlineData("INFO Client: Application report for application_1795306400786_100001 (state: RUNNING)\n", "application_1795306400786_100001")]
    [InlineData("Submitted application application_1_0002\nRunning job: job_1_0002\nSubmitted application application_1_0001\n", "application_1_0002 application_1_0001")]
    [InlineData("I read about application_1795306400786_0012 and container_1795306400786_0012_01_000001\n", "")]
    [InlineData("", "")]
    public async Task The_applications_are_those_that_the_driver_submitted(string printed, string expected) =>
        Assert.Equal(expected, string.Join(' ', await DriverTexts.ApplicationsAsync(DriverTexts.Of("it", printed), default)));

    [Fact]
    public async Task An_application_is_found_wherever_the_pieces_end_that_are_read()
    {
        const string line = "Submitted application application_1795306400786_0012\n";
        for (var before = (1 << 16) - line.Length - 1; before <= (1 << 16) + 1; before++)
            Assert.Single(await DriverTexts.ApplicationsAsync(DriverTexts.Of("it", new string('x', before) + line + new string('y', 100)), default));
    }

    [Fact]
    public async Task The_manifest_of_an_application_is_found_by_when_it_was_written()
    {
        const long began = 1795306400786;
        Manifest("early", began - 86_400_000, 9);
        Manifest("other", began + 60_000, 11);
        Manifest("mine", began + 120_000, 12);
        home.Write("logs/c/_manifests/broken.json", "{");

        var found = await new JobManifests(Source, "c").FindAsync(new YarnApplicationId(began, 12), default);

        Assert.Equal(("mine", "gs://staging/mine/driveroutput"), (found!.JobId, found.DriverOutput));
        Assert.Null(await new JobManifests(Source, "c").FindAsync(new YarnApplicationId(began, 9), default));
        Assert.Null(await new JobManifests(Source, "nobody").FindAsync(new YarnApplicationId(began, 12), default));
    }

    private void Manifest(string job, long written, int number) => File.SetLastWriteTimeUtc(
        home.Write($"logs/c/_manifests/{job}.json", $$"""
            {"version":1,"job_id":"{{job}}","job_state":"ERROR","applications":[{"id":"application_1795306400786_{{number:0000}}","state":"FINISHED"}],
             "objects":[{"object":"gs://b/history","kind":"history"},{"object":"gs://staging/{{job}}/driveroutput.000000000","kind":"driver_output"}]}
            """), DateTimeOffset.FromUnixTimeMilliseconds(written).UtcDateTime);

    private void Write(params (string Number, string Text)[] parts)
    {
        foreach (var (number, text) in parts) home.Write($"{Prefix}.{number}", text);
    }

    private static async Task<string> ReadAsync(DriverText text)
    {
        await using var stream = await text.OpenAsync(default);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return Encoding.UTF8.GetString(content.ToArray());
    }
}
