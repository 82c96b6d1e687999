using System.Text;

namespace Spydra.History.Logs;

public sealed class GoldenLogsTests
{
    [Fact]
    public Task Every_application_that_Hadoop_3_3_wrote_prints_byte_for_byte_as_its_yarn_logs_prints_it() => CompareAsync("3.3.6", whole: 71, selected: 2);

    [Fact]
    public Task Every_application_that_Hadoop_2_7_wrote_gives_the_records_of_its_yarn_logs() => CompareAsync("2.7.2", whole: 12, selected: 3);

    [Fact]
    public Task Every_application_that_Hadoop_3_0_wrote_gives_the_records_of_its_yarn_logs() => CompareAsync("3.0.0", whole: 4, selected: 1);

    [Fact]
    public async Task The_selection_in_this_repository_is_read_as_well()
    {
        foreach (var (bucket, client, user, application) in Golden.Applications(Golden.Selection)) await CompareAsync(bucket, client, user, application);
    }

    [Fact]
    public async Task One_container_and_one_log_type_print_what_Hadoop_prints_for_them()
    {
        Assert.SkipUnless(Golden.IsWhole, "Needs the corpus.");

        foreach (var (version, number, types, container, expected) in new (string, int, string[]?, string?, string)[]
        {
            ("2.7.2", 3, null, "container_1795306400786_0003_01_000002", "one-container"),
            ("3.0.0", 1, null, "container_1795306952385_0001_01_000001", "one-container"),
            ("3.0.0", 1, ["syslog"], null, "log-files-syslog"),
            ("3.0.0", 6, ["syslog"], null, "ifile-log-files-syslog"),
        })
        {
            var (bucket, client, user, application) = Golden.Applications().Single(each => each.Bucket.Version == version && each.Application.Number == number);
            var selection = new LogSelection { Types = types?.ToHashSet(StringComparer.Ordinal), Containers = container is null ? null : new HashSet<string>(StringComparer.Ordinal) { container } };

            var text = await OlderText.WriteAsync(version, Reading.Logs(bucket, await bucket.NodesAsync(client, application, user), selection));

            // Of one container, 2.7.2 prints no head.
            if (version == "2.7.2") text = text[text.AsSpan().IndexOf("LogType:"u8)..];
            Same(bucket.Extra(expected), text, $"{version} {expected}");
        }
    }

    [Fact]
    public async Task The_end_of_each_file_tells_how_many_containers_it_has()
    {
        foreach (var (bucket, client, user, application) in Golden.Applications())
        {
            foreach (var node in await bucket.NodesAsync(client, application, user))
            {
                List<string> containers = [];
                await foreach (var log in Reading.Logs(bucket, [node])) containers.Add(log.Container);

                var facts = await NodeFileFacts.ReadAsync(bucket, node, CancellationToken.None);

                Assert.True(facts.IsWhole);
                Assert.Equal(containers.Distinct().Count(), facts.ContainerEntries);
                Assert.Subset(containers.ToHashSet(), facts.Containers.ToHashSet());
                Assert.Equal(node.File.Name.Contains("-ifile/", StringComparison.Ordinal) ? "IndexedFile" : "TFile", facts.Format);
                if (facts.Format == "IndexedFile") Assert.Equal(containers.Distinct().Count(), facts.Containers.Count);
            }
        }
    }

    [Fact]
    public async Task Without_a_user_the_logs_of_all_are_found()
    {
        foreach (var (bucket, client, user, application) in Golden.Applications())
            Assert.Equal(await bucket.NodesAsync(client, application, user), await bucket.NodesAsync(client, application));
    }

    private static async Task CompareAsync(string version, int whole, int selected)
    {
        var count = 0;
        foreach (var (bucket, client, user, application) in Golden.Applications().Where(each => each.Bucket.Version == version))
        {
            await CompareAsync(bucket, client, user, application);
            count++;
        }

        Assert.Equal(Golden.IsWhole ? whole : selected, count);
    }

    private static async Task CompareAsync(Golden bucket, string client, string user, YarnApplicationId application)
    {
        var nodes = await bucket.NodesAsync(client, application, user);
        var whole = new AggregatedLogs(bucket);
        // The same again as large files are read: piece by piece, and ahead.
        foreach (var reader in new[] { whole, new AggregatedLogs(bucket) { SmallFile = 0 } })
        {
            var logs = reader.ReadAsync(nodes, LogSelection.All, damage => Assert.Fail(damage.Message), CancellationToken.None);

            var text = bucket.Version == "3.3.6" ? await Reading.TextAsync(logs) : await OlderText.WriteAsync(bucket.Version, logs);

            Same(bucket.Expected(application)!, text, $"{bucket.Version} {application}");
        }
    }

    private static void Same(byte[] expected, byte[] actual, string what)
    {
        var at = expected.AsSpan().CommonPrefixLength(actual);
        if (at == expected.Length && at == actual.Length) return;
        var from = Math.Max(0, at - 100);
        Assert.Fail($"{what}: {expected.Length} bytes expected, {actual.Length} there, differ at {at}:\n{Encoding.UTF8.GetString(expected.AsSpan(from, Math.Min(300, expected.Length - from)))}\n--- but ---\n{Encoding.UTF8.GetString(actual.AsSpan(from, Math.Min(300, actual.Length - from)))}");
    }
}
