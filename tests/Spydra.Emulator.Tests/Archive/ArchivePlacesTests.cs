using Spydra.Emulator.Jobs.Archive;

namespace Spydra.Emulator.Tests.Archive;

public sealed class ArchivePlacesTests
{
    [Theory]
    [InlineData("1.3.95-debian10", 2, false)]
    [InlineData("1.5.90-debian10", 2, false)]
    [InlineData("2.0.146-debian10", 3, false)]
    [InlineData("2.1.95-debian11", 3, true)]
    [InlineData("2.3.10-debian12", 3, true)]
    [InlineData(null, 3, true)]
    public void The_image_tells_the_hadoop(string? image, int major, bool spreadsLogs)
    {
        var release = HadoopRelease.Of(image);

        Assert.Equal((major, spreadsLogs), (release.Major, release.SpreadsLogs));
    }

    [Theory]
    [InlineData("2.2.1", "gs://b/logs/x/", "logs", "application_1_0042", "logs/x/me/bucket-logs-tfile/0042/application_1_0042/")]
    [InlineData("2.2.1", "gs://b/logs/x", "own", "application_1_123456", "logs/x/me/bucket-own-tfile/3456/application_1_123456/")]
    [InlineData("1.5.1", "gs://b", "logs", "application_1_0042", "me/logs/application_1_0042/")]
    [InlineData("2.0.1", "gs://b/l", "own", "application_1_0042", "l/me/own/application_1_0042/")]
    public void Logs_lie_where_the_clusters_hadoop_would_look(string image, string folder, string suffix, string application, string expected)
    {
        var places = ArchivePlaces.Of(image, new Dictionary<string, string>
        {
            ["yarn:yarn.log-aggregation-enable"] = "true",
            ["yarn:yarn.nodemanager.remote-app-log-dir"] = folder,
            ["yarn:yarn.nodemanager.remote-app-log-dir-suffix"] = suffix,
        });

        Assert.Equal(new BucketFolder("b", expected), places.LogsOf(application, "me"));
    }

    [Theory]
    [InlineData("/app-logs")]
    [InlineData("hdfs://c1-m/app-logs")]
    [InlineData("gs://")]
    [InlineData(null)]
    public void What_is_no_bucket_stays_on_the_cluster(string? folder)
    {
        Dictionary<string, string> properties = new() { ["yarn:yarn.log-aggregation-enable"] = "true" };
        if (folder is not null) properties["yarn:yarn.nodemanager.remote-app-log-dir"] = properties["mapred:mapreduce.jobhistory.done-dir"] = folder;

        var places = ArchivePlaces.Of("2.2.1", properties);

        Assert.Equal((null, null, null), (places.Logs, places.DoneHistory, places.IntermediateHistory));
    }
}
