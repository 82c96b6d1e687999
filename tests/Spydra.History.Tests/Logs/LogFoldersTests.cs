using System.Buffers.Binary;

namespace Spydra.History.Logs;

public sealed class LogFoldersTests
{
    private static readonly YarnApplicationId Application = new(1795306400786, 12_345);

    [Fact]
    public async Task Every_layout_is_read_the_older_ones_first_and_by_name()
    {
        var source = Bucket(
            "root/bucket-logs-tfile/2345/application_1795306400786_12345/b_1",
            "root/bucket-logs-ifile/2345/application_1795306400786_12345/c_1_1795306400999",
            "root/logs/application_1795306400786_12345/a_1",
            "root/logs/application_1795306400786_12345/B_1",
            "root/x-logs-ifile/application_1795306400786_12345/d_1",
            "other/logs/application_1795306400786_12345/e_1",
            "root/logs/application_1795306400786_123456/no",
            "root/bucket-logs-tfile/2346/application_1795306400786_12345/no");

        Assert.Equal(["B_1", "a_1", "d_1", "c_1_1795306400999", "b_1"], await NamesAsync(source, "root"));
        Assert.Equal(["e_1", "B_1", "a_1", "d_1", "c_1_1795306400999", "b_1"], await NamesAsync(source, null));
        Assert.Empty(await NamesAsync(source, "nobody"));
    }

    [Fact]
    public async Task What_is_no_log_of_a_node_is_left_out()
    {
        var source = Bucket(
            "root/logs/application_1795306400786_12345/node_1.tmp",
            "root/logs/application_1795306400786_12345/.node_1.crc",
            "root/logs/application_1795306400786_12345/_SUCCESS",
            "root/logs/application_1795306400786_12345/node_1-checksum",
            "root/logs/application_1795306400786_12345/application_1795306400786_12345.har/part-0",
            "root/.tmp/application_1795306400786_12345/node_1",
            "root/logs/application_1795306400786_12345/node_1");

        Assert.Equal(["node_1"], await NamesAsync(source, "root"));
    }

    [Fact]
    public async Task One_folder_is_asked_for_its_suffixes_and_each_of_them_once()
    {
        var source = Bucket("root/logs/application_1795306400786_12345/n", "root/bucket-logs-tfile/2345/application_1795306400786_12345/n");

        await NamesAsync(source, "root");

        Assert.Equal(
        [
            "folders logs/client/root/",
            "list logs/client/root/logs/application_1795306400786_12345/",
            "list logs/client/root/bucket-logs-tfile/2345/application_1795306400786_12345/",
        ], source.Requests);
    }

    [Fact]
    public async Task A_checksum_file_says_how_much_of_the_file_it_names_counts()
    {
        const string Folder = "root/logs-ifile/application_1795306400786_12345/";
        var source = Bucket(Folder + "node_1_1795306400999", Folder + "node_1_1795306400111", Folder + "node_2");
        var checksum = new byte[4 + 20 + 8];
        BinaryPrimitives.WriteInt32BigEndian(checksum, 20);
        "node_1_1795306400999"u8.CopyTo(checksum.AsSpan(4));
        BinaryPrimitives.WriteInt64BigEndian(checksum.AsSpan(24), 77);
        source["logs/client/" + Folder + "node_1-checksum"] = checksum;
        source["logs/client/" + Folder + "node_2-checksum"] = [0x7f, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9];

        var nodes = await NodesAsync(source, "root");

        Assert.Equal([("node_1_1795306400111", null), ("node_1_1795306400999", 77L), ("node_2", null)], nodes.Select(node => (node.File.BaseName, node.ValidLength)));
    }

    [Fact]
    public async Task The_applications_of_a_client_are_listed_with_when_they_were_last_written_to()
    {
        var source = Bucket(
            "root/bucket-logs-tfile/2345/application_1795306400786_12345/n_1",
            "root/logs/application_1795306400786_12345/longer_name_1",
            "spydra/logs/application_1795306400786_0002/n_1",
            "spydra/logs/application_1795306400786_0003/n_1.tmp",
            "spydra/logs/not-one/n_1",
            "stray");

        var applications = await LogFolders.OfClient(source, "client").ApplicationsAsync(CancellationToken.None);

        Assert.Equal([("spydra", new YarnApplicationId(1795306400786, 2)), ("root", Application)], applications.Select(each => (each.User, each.Application)));
        Assert.Equal(MemorySource.Updated.AddSeconds("logs/client/root/bucket-logs-tfile/2345/application_1795306400786_12345/n_1".Length), applications[1].Updated);
        Assert.Equal(["list logs/client/"], source.Requests);
    }

    private static MemorySource Bucket(params string[] names)
    {
        var source = new MemorySource();
        foreach (var name in names) source["logs/client/" + name] = [];
        return source;
    }

    private static async Task<List<NodeFile>> NodesAsync(MemorySource source, string? user)
    {
        List<NodeFile> nodes = [];
        await foreach (var node in LogFolders.OfClient(source, "client").NodeFilesAsync(Application, user, CancellationToken.None)) nodes.Add(node);
        return nodes;
    }

    private static async Task<List<string>> NamesAsync(MemorySource source, string? user) => [.. (await NodesAsync(source, user)).Select(node => node.File.BaseName)];
}
