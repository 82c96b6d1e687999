using Spydra.Emulator.Jobs;
using Spydra.Emulator.Jobs.Files;

namespace Spydra.Emulator.Tests.Jobs;

public sealed class InputListingTests
{
    private static readonly string[] Files = ["in/a.txt", "in/b.log", "in/.hidden", "in/_SUCCESS", "y1/x/c", "y2/x/c", "y[1]", "deep/one/two"];

    [Theory]
    [InlineData("in", "in/a.txt in/b.log")]
    [InlineData("in/", "in/a.txt in/b.log")]
    [InlineData("in/*.txt", "in/a.txt")]
    [InlineData("in/?.{txt,log}", "in/a.txt in/b.log")]
    [InlineData("in/[^a]*", "in/b.log")]
    [InlineData("in/[!b]*", "in/a.txt")]
    [InlineData("{y1/x,y2}/{x,c}", "y1/x/c y2/x/c")]
    [InlineData("y*/x", "y1/x/c y2/x/c")]
    [InlineData("y[1-2]/*", "y1/x/c y2/x/c")]
    [InlineData("y\\[1\\]", "y[1]")]
    public void Inputs_are_found_on_disk_and_in_buckets_alike(string input, string files)
    {
        using var folder = new JobFolder();
        foreach (var file in Files)
        {
            folder.Write(file, file);
            folder.Store.Put("bucket", file, file);
        }

        var listing = new InputListing(new(folder.Store), recursive: false);

        Assert.Equal(files.Split(' '), listing.Files([HadoopPath.Parse($"gs://bucket/{input}", "/")]).Select(file => file.Path.Path));
        Assert.Equal(files.Split(' '), listing.Files([HadoopPath.Parse(input, folder.Here)]).Select(file => Path.GetRelativePath(folder.Here, file.Path.Path)));
    }

    [Theory]
    [InlineData("nothing", "Input path does not exist: gs://bucket/nothing")]
    [InlineData("no*", "Input Pattern gs://bucket/no* matches 0 files")]
    [InlineData("in/_SUCCESS", "Input path does not exist: gs://bucket/in/_SUCCESS")]
    [InlineData("deep", "Not a file: gs://bucket/deep/one")]
    [InlineData("in/[a", "Illegal file pattern: Unclosed character class at pos 2 in '[a'")]
    public void What_cannot_be_input_is_named(string input, string message)
    {
        using var folder = new JobFolder();
        foreach (var file in Files) folder.Store.Put("bucket", file, file);

        var error = Assert.Throws<JobLaunchException>(() => new InputListing(new(folder.Store), recursive: false).Files([HadoopPath.Parse($"gs://bucket/{input}", "/")]));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void All_missing_inputs_are_named_at_once()
    {
        using var folder = new JobFolder();

        var error = Assert.Throws<JobLaunchException>(() =>
            new InputListing(new(folder.Store), recursive: false).Files([HadoopPath.Parse("gs://b/x", "/"), HadoopPath.Parse("/no/such", "/")]));

        Assert.Equal("Input path does not exist: gs://b/x\nInput path does not exist: file:/no/such", error.Message);
        Assert.Equal("org.apache.hadoop.mapred.InvalidInputException", error.JavaException);
    }

    [Fact]
    public void Folders_in_folders_are_input_where_the_job_says_so()
    {
        using var folder = new JobFolder();
        folder.Store.Put("bucket", "deep/one/two", "");
        folder.Store.Put("bucket", "deep/_x/three", "");

        var found = new InputListing(new(folder.Store), recursive: true).Files([new("bucket", "deep")]);

        Assert.Equal(["deep/one/two"], found.Select(file => file.Path.Path));
    }

    [Theory]
    [InlineData("a", "file:/here/a")]
    [InlineData("/a//b/", "file:/a/b")]
    [InlineData("file:/a", "file:/a")]
    [InlineData("file:///a", "file:/a")]
    [InlineData("../a", "file:/a")]
    [InlineData("gs://b", "gs://b/")]
    [InlineData("gs://b/a//c/", "gs://b/a/c")]
    public void A_path_is_written_as_Hadoop_writes_it(string text, string path) => Assert.Equal(path, HadoopPath.Parse(text, "/here").ToString());

    [Fact]
    public void A_file_system_that_is_not_here_is_named()
    {
        var error = Assert.Throws<JobLaunchException>(() => HadoopPath.Parse("hdfs://nn/a", "/"));

        Assert.StartsWith("No FileSystem for scheme: hdfs.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comma_in_a_group_parts_no_list() => Assert.Equal(["a{b,c}", "d"], GlobPattern.SplitOutsideGroups("a{b,c},d"));
}
