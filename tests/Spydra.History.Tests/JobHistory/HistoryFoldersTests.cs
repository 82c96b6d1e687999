using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.History.JobHistory;

public sealed class HistoryFoldersTests : IDisposable
{
    private const string Done = "-100-root-n-1795306462265-4-1-SUCCEEDED-default-200.jhist";

    // When its ResourceManager was started: 2026-11-22 00:13:20 UTC.
    private static readonly YarnApplicationId Id = new(1795306400786, 1);

    private readonly TempDir folder = new();

    [Fact]
    public async Task Every_golden_history_is_found_by_its_id_and_in_the_list()
    {
        foreach (var client in GoldenHistories.All.GroupBy(golden => (golden.Version, golden.ClientId)))
        {
            var root = Path.Combine(GoldenHistories.Root, client.Key.Version, "bucket");
            var folders = HistoryFolders.OfClient(new FolderSource(root), client.Key.ClientId);
            foreach (var golden in client)
            {
                var found = await folders.FindAsync(golden.Id, CancellationToken.None);
                Assert.Equal(golden.Path, Path.Combine(root, found!.File.Name));
                Assert.Equal(golden.Path.Contains("done_intermediate", StringComparison.Ordinal) ? HistoryPlace.Intermediate : HistoryPlace.Done, found.Place);
                Assert.Equal(File.Exists(golden.ConfPath), found.Configuration is not null);
            }

            var listed = await ListAsync(folders, null);

            Assert.Equal(client.Select(golden => golden.Id.ToString()).Order(StringComparer.Ordinal), listed.Select(each => each.Id.ToString()).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Only_the_very_job_is_found()
    {
        Write("done/2026/11/22/000000/job_1795306400786_00011" + Done);
        Write("done/2026/11/22/000000/.job_1795306400786_0001" + Done);
        Write("done/2026/11/22/000000/_job_1795306400786_0001" + Done);
        Write("done/2026/11/22/000001/job_1795306400786_1001" + Done);
        Write("done/2026/11/22/000000/job_1795306400786_0001.summary");

        Assert.Null(await Folders.FindAsync(Id, CancellationToken.None));
        Assert.NotNull(await Folders.FindAsync(Id with { Number = 1001 }, CancellationToken.None));
    }

    [Fact]
    public async Task What_was_moved_to_done_comes_before_what_was_left_behind()
    {
        Write("u1/done_intermediate/root/job_1795306400786_0001" + Done, "longer than the other");
        Write("u1/done_intermediate/root/job_1795306400786_0001_conf.xml");
        Assert.Equal(HistoryPlace.Intermediate, (await Folders.FindAsync(Id, CancellationToken.None))!.Place);

        Write("done/2026/11/23/000000/job_1795306400786_0001" + Done);

        Assert.Equal(HistoryPlace.Done, (await Folders.FindAsync(Id, CancellationToken.None))!.Place);
        Assert.Equal(HistoryPlace.Done, (await ListAsync(Folders, null)).Single().Place);
    }

    [Fact]
    public async Task Of_what_was_left_behind_a_copy_comes_before_staging_and_then_the_largest()
    {
        Write("u1/done_intermediate/root/job_1795306400786_0001_1.jhist", "short");
        Write("u2/done_intermediate/root/job_1795306400786_0001_2.jhist", "longer");
        var staged = await Folders.FindAsync(Id, CancellationToken.None);

        Write("u2/done_intermediate/else/job_1795306400786_0001" + Done, "s");
        var copied = await Folders.FindAsync(Id, CancellationToken.None);

        Assert.Equal((HistoryPlace.Staging, "job_1795306400786_0001_2.jhist", null), (staged!.Place, staged.File.BaseName, staged.Name));
        Assert.Equal((HistoryPlace.Intermediate, "SUCCEEDED"), (copied!.Place, copied.Name!.Status));
        Assert.Equal(copied, (await ListAsync(Folders, null)).Single());
    }

    [Fact]
    public async Task A_search_looks_at_the_day_of_the_id_first_and_at_none_before_it()
    {
        foreach (var day in new[] { "2025/12/31", "2026/11/20", "2026/11/22", "2026/12/01", "2027/01/01" }) Write($"done/{day}/000000/job_1_0001{Done}");
        Write("done/2026/11/22/000000/job_1795306400786_0001" + Done);
        var source = new RecordingSource(new FolderSource(folder.Path));

        var found = await HistoryFolders.OfClient(source, "c").FindAsync(Id, CancellationToken.None);

        Assert.NotNull(found);
        Assert.Equal(["list history/c/done/2026/11/22/000000/job_1795306400786_0001"], source.Calls.Where(call => call.StartsWith("list", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_list_since_a_time_leaves_out_older_days_but_for_one_of_another_zone()
    {
        Write("done/2026/11/19/000000/job_1_0001-100-root-n-1795090000000-4-1-SUCCEEDED-default-200.jhist");
        Write("done/2026/11/20/000000/job_1_0002-100-root-n-1795306000000-4-1-SUCCEEDED-default-200.jhist");
        Write("done/2026/11/21/000000/job_1_0003-100-root-n-1795305000000-4-1-SUCCEEDED-default-200.jhist");
        Write("done/2026/11/22/000000/job_1_0004-100-root-n-1795307000000-4-1-FAILED-default-200.jhist");
        Write("u/done_intermediate/root/job_1_0005-100-root-n-1795307000000-4-1-FAILED-default-200.jhist");
        Write("u/done_intermediate/root/job_1_0006-100-root-n-1795305000000-4-1-FAILED-default-200.jhist");
        var source = new RecordingSource(new FolderSource(folder.Path));

        var listed = await ListAsync(HistoryFolders.OfClient(source, "c"), DateTimeOffset.FromUnixTimeMilliseconds(1795305500000));

        Assert.Equal([2, 4, 5], listed.Select(each => each.Id.Number));
        Assert.DoesNotContain(source.Calls, call => call.Contains("2026/11/19", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_without_histories_has_none()
    {
        Assert.Null(await Folders.FindAsync(Id, CancellationToken.None));
        Assert.Empty(await ListAsync(Folders, null));
        Assert.Null(await Folders.FindAsync(new(long.MaxValue, 1), CancellationToken.None));
    }

    public void Dispose() => folder.Dispose();

    private HistoryFolders Folders => HistoryFolders.OfClient(new FolderSource(folder.Path), "c");

    private void Write(string name, string content = "") => folder.Write("history/c/" + name, content);

    private static async Task<List<HistoryFile>> ListAsync(HistoryFolders folders, DateTimeOffset? since)
    {
        List<HistoryFile> all = [];
        await foreach (var each in folders.ListAsync(since, CancellationToken.None)) all.Add(each);
        return all;
    }

    private sealed class RecordingSource(IArchiveSource source) : IArchiveSource
    {
        public List<string> Calls { get; } = [];

        public string Describe(string name) => source.Describe(name);

        public IAsyncEnumerable<ArchivedFile> ListAsync(string prefix, CancellationToken cancellationToken)
        {
            Calls.Add("list " + prefix);
            return source.ListAsync(prefix, cancellationToken);
        }

        public IAsyncEnumerable<string> FoldersAsync(string folder, CancellationToken cancellationToken)
        {
            Calls.Add("folders " + folder);
            return source.FoldersAsync(folder, cancellationToken);
        }

        public Task<Stream> OpenAsync(ArchivedFile file, CancellationToken cancellationToken) => source.OpenAsync(file, cancellationToken);
    }
}
