using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Emulator.Faults;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Gcp.Storage;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Gcp;

/// <summary>What holds for files of every size: what arrives is what the file holds, or the upload has failed.</summary>
public sealed class FileUploaderTests
{
    private const int Small = 1000;
    private const int Large = 20_000_000;

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(8_000_000, false)]
    [InlineData(8_000_001, true)]
    public async Task A_file_goes_with_one_request_up_to_8_MB_and_in_pieces_above(int bytes, bool inPieces)
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", bytes);

        var stored = await scene.UploadAsync(file);

        Assert.Equal((string?)(await scene.DescribeAsync(file))["generation"], stored.Generation);
        Assert.Contains(inPieces ? "uploadType=resumable" : "uploadType=multipart", scene.Sent.First().Url.Query);
        Assert.Equal(inPieces ? 2 : 1, scene.Sent.Count);
        await scene.AssertArrivedAsync(file);
    }

    [Theory]
    [InlineData("with space and  two.txt")]
    [InlineData("ünï-日本-e\u0301.txt")]
    [InlineData("a#b?c%20d[e]&f=g+h;i.jar")]
    [InlineData("{clusterUuid}'\"\\.zip")]
    public async Task A_name_of_any_characters_is_the_objects_name(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such names do not exist there.");
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File(name, Small);

        await scene.UploadAsync(file);

        Assert.Equal("staging/" + name, Assert.Single(await scene.Cloud.ObjectsAsync(RunCloud.Bucket)));
        await scene.AssertArrivedAsync(file);
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(Large)]
    public async Task What_the_service_says_it_holds_is_checked_and_sent_anew_once(int bytes)
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", bytes);
        scene.Meddle = WithOtherChecksum(times: 1);

        await scene.UploadAsync(file);

        Assert.Single(scene.Sent, request => request.Method == "DELETE" && request.Url.Query.StartsWith("?generation=1", StringComparison.Ordinal));
        await scene.AssertArrivedAsync(file);
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(Large)]
    public async Task Damage_that_stays_is_an_error_and_nothing_is_left_in_the_bucket(int bytes)
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", bytes);
        scene.Meddle = WithOtherChecksum(times: 2);

        var failed = await Assert.ThrowsAsync<UploadDamagedException>(() => scene.UploadAsync(file));

        Assert.Contains(file, failed.Message);
        Assert.Equal(FailureClass.Unreachable, FailureClasses.Of(failed));
        Assert.Empty(await scene.Cloud.ObjectsAsync(RunCloud.Bucket));
    }

    [Fact]
    public async Task The_service_itself_refuses_a_small_file_that_was_damaged_and_it_is_sent_anew()
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", Small);
        var damaged = false;
        scene.Meddle = async (request, pass, cancellationToken) =>
        {
            if (!damaged && request.Content is { } content)
            {
                damaged = true;
                var body = await content.ReadAsByteArrayAsync(cancellationToken);
                body[^200] ^= 1;
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = content.Headers.ContentType } };
            }

            return await pass(request, cancellationToken);
        };

        await scene.UploadAsync(file);

        Assert.Equal(["POST", "POST"], scene.Sent.Select(request => request.Method));
        await scene.AssertArrivedAsync(file);
    }

    [Fact]
    public async Task A_small_file_whose_answer_was_lost_is_there_once()
    {
        await using var scene = await UploadScene.StartAsync(new Fault { Method = "objects.insert", Effect = FaultEffect.DropAfter, Nth = 1 });
        var file = scene.File("lib.jar", Small);

        var stored = await scene.UploadAsync(file);

        Assert.Equal(["POST", "POST", "GET"], scene.Sent.Select(request => request.Method));
        Assert.Equal((string?)(await scene.DescribeAsync(file))["generation"], stored.Generation);
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(Large)]
    public async Task What_an_earlier_job_of_the_same_id_left_is_replaced(int bytes)
    {
        await using var scene = await UploadScene.StartAsync();
        await scene.Cloud.WriteAsync("staging/lib.jar", "something else");
        var file = scene.File("lib.jar", bytes);

        await scene.UploadAsync(file);

        await scene.AssertArrivedAsync(file);
    }

    [Fact]
    public async Task A_file_that_is_in_its_place_already_stays_as_it_is()
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", Small);
        var first = await scene.UploadAsync(file);

        var second = await scene.UploadAsync(file);

        Assert.Equal(first.Generation, second.Generation);
    }

    [Theory]
    [InlineData("it grows", Large)]
    [InlineData("it shrinks", Large)]
    [InlineData("it is written to", Large)]
    [InlineData("it is replaced", Large)]
    [InlineData("it goes", Large)]
    [InlineData("it is written to", Small)]
    public async Task A_file_that_changes_while_it_is_sent_is_an_error_that_says_so(string how, int bytes)
    {
        await using var scene = await UploadScene.StartAsync();
        var file = scene.File("lib.jar", bytes);
        var done = false;

        var failed = await Assert.ThrowsAsync<FileChangedException>(() => scene.UploadAsync(file, _ =>
        {
            if (done) return;
            done = true;
            Change(file, how);
        }));

        Assert.Equal($"The file '{file}' changed while it was being uploaded.", failed.Message);
    }

    [Fact]
    public async Task A_refusal_names_the_file_and_what_the_service_said()
    {
        await using var scene = await UploadScene.StartAsync(new Fault { Method = "objects.insert", Effect = FaultEffect.Error, Code = 403, Message = "no storage.objects.create" });
        var file = scene.File("lib.jar", Large);

        var refused = await Assert.ThrowsAsync<ApiException>(() => scene.UploadAsync(file));

        Assert.Contains(file, refused.Message);
        Assert.Contains("no storage.objects.create", refused.Message);
        Assert.Equal(FailureClass.Permission, FailureClasses.Of(refused));
    }

    private static void Change(string file, string how)
    {
        switch (how)
        {
            case "it grows":
                File.AppendAllText(file, "more");
                break;
            case "it shrinks":
                using (var shorter = new FileStream(file, FileMode.Open, FileAccess.Write)) shorter.SetLength(Large / 2);
                break;
            case "it is written to":
                File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(1));
                break;
            case "it is replaced":
                File.WriteAllBytes(file + ".new", new byte[Large]);
                File.Move(file + ".new", file, overwrite: true);
                break;
            default:
                File.Delete(file);
                break;
        }
    }

    /// <summary>The answers that describe the object say another checksum than it has.</summary>
    private static Meddling WithOtherChecksum(int times) => async (request, pass, cancellationToken) =>
    {
        var answer = await pass(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK || times == 0) return answer;
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (JsonNode.Parse(text) is not JsonObject json || !json.ContainsKey("crc32c")) return answer;
        times--;
        json["crc32c"] = "AAAAAA==";
        answer.Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json");
        return answer;
    };
}
