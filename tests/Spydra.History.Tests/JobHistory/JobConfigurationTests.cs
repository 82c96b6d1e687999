using System.Text;
using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.History.JobHistory;

public sealed class JobConfigurationTests
{
    [Fact]
    public async Task The_properties_are_those_that_the_history_server_tells()
    {
        var told = GoldenHistories.All.Where(golden => File.Exists(golden.ConfPath)).Select(golden => (golden, golden.Rest("conf.json"))).Where(pair => pair.Item2 is not null).ToList();
        Assert.SkipWhen(RepositoryFiles.Shared("hadoop-golden") is null, "The answers of the history server are beside the checkout.");

        foreach (var (golden, conf) in told)
        {
            await using var file = File.OpenRead(golden.ConfPath);
            var configuration = await JobConfiguration.ReadAsync(file, CancellationToken.None);

            Assert.Null(configuration.Damage);
            // The server adds the file itself as the last source, and hides the values of some.
            var expected = JsonNode.Parse(conf!)!["conf"]!["property"]!.AsArray().Select(property => (Name: property!["name"]!.GetValue<string>(), Value: property["value"]!.GetValue<string>(),
                Sources: string.Join('|', property["source"]!.AsArray().SkipLast(1).Select(source => source!.GetValue<string>())))).ToDictionary(property => property.Name);
            Assert.Equal(expected.Count, configuration.Properties.Count);
            foreach (var property in configuration.Properties)
                Assert.Equal((property.Name, expected[property.Name].Value, expected[property.Name].Sources), (property.Name, property.Value, string.Join('|', property.Sources)));
        }

        Assert.NotEmpty(told);
    }

    [Fact]
    public async Task Every_configuration_is_read()
    {
        foreach (var golden in GoldenHistories.All.Where(golden => File.Exists(golden.ConfPath)))
        {
            await using var file = File.OpenRead(golden.ConfPath);
            var configuration = await JobConfiguration.ReadAsync(file, CancellationToken.None);

            Assert.Null(configuration.Damage);
            Assert.True(configuration.Properties.Count > 500);
            Assert.NotNull(configuration["mapreduce.job.user.name"]);
        }
    }

    [Fact]
    public async Task A_property_is_read_with_all_that_it_may_have()
    {
        var configuration = await ReadAsync("""
            <?xml version="1.0" encoding="UTF-8" standalone="no"?><configuration>
            <!-- by hand -->
            <property><name>a</name><value>x &lt;y&gt; ${user.name}&#1;</value><final>true</final><source>job.xml</source><source>programatically</source></property>
            <property> <source>s</source> <value/> <new><deep/></new> <name>b</name> </property>
            <property><value>without a name</value></property>
            <include href="elsewhere.xml"/>
            <property><name>a</name><value>later</value></property>
            </configuration>
            """);

        Assert.Null(configuration.Damage);
        Assert.Equal(["a", "b", "a"], configuration.Properties.Select(property => property.Name));
        var first = configuration.Properties[0];
        Assert.Equal(("x <y> ${user.name}\u0001", true, "job.xml programatically"), (first.Value, first.IsFinal, string.Join(' ', first.Sources)));
        Assert.Equal(("", "later", null), (configuration["b"], configuration["a"], configuration["c"]));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("<html/>", 0)]
    [InlineData("<configuration><property><name>a</name><value>1</value></property><property><name>ä", 83)]
    [InlineData("<!DOCTYPE c [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]><configuration><property><name>&b;</name></property></configuration>", 0)]
    [InlineData("<configuration>\n<property><name>a</name><value>1</value></property>\n<property><name>&b;</name></property></configuration>", 84)]
    public async Task Damage_is_told_with_its_byte_and_what_comes_before_is_kept(string xml, long offset)
    {
        var configuration = await ReadAsync(xml);

        Assert.NotNull(configuration.Damage);
        Assert.InRange(configuration.Damage.Offset, offset, offset + 3);
        Assert.Equal(xml.Contains(">1<", StringComparison.Ordinal) ? 1 : 0, configuration.Properties.Count);
    }

    private static async Task<JobConfiguration> ReadAsync(string xml)
    {
        await using var stream = new TricklingStream(Encoding.UTF8.GetBytes(xml));
        return await JobConfiguration.ReadAsync(stream, CancellationToken.None);
    }
}
