using System.Text.RegularExpressions;
using Spydra.Clusters;

namespace Spydra.Tests.Clusters;

public sealed partial class PoolNamesTests
{
    private static readonly PoolSlot Slot = new(3, 20679);

    [Theory]
    [InlineData("royalties")]
    [InlineData("nightly-etl")]
    [InlineData("1st")]
    [InlineData("a-client-of-just-the-length-that-fi")]
    public void What_the_service_takes_is_as_the_original_has_it(string client)
    {
        Assert.Equal(client, PoolNames.Label(client));
        Assert.Equal($"spydra-{client}-3-20679", PoolNames.Cluster(client, new PoolSlot(3, 20679)));
    }

    [Fact]
    public void A_client_that_only_makes_a_bad_name_keeps_its_label()
    {
        Assert.Equal("my_etl", PoolNames.Label("my_etl"));
        Assert.Matches("^spydra-my-etl-[0-9a-f]{8}-3-20679$", PoolNames.Cluster("my_etl", Slot));
    }

    [Theory]
    [InlineData("my.etl")]
    [InlineData("My-Etl")]
    [InlineData("*")]
    [InlineData("x = y OR z")]
    [InlineData("größer")]
    [InlineData("日本")]
    [InlineData("a-client-with-a-name-that-is-far-too-long-for-a-cluster-and-even-for-a-label-of-one")]
    public void What_the_service_would_not_take_is_made_fit_and_stays_the_same(string client)
    {
        var (label, name) = (PoolNames.Label(client), PoolNames.Cluster(client, Slot));

        Assert.Matches(LabelValue(), label);
        Assert.Matches(ClusterName(), name);
        Assert.EndsWith("-3-20679", name);
        Assert.Equal((label, name), (PoolNames.Label(client), PoolNames.Cluster(client, Slot)));
    }

    [Fact]
    public void Clients_that_look_alike_have_a_pool_each()
    {
        string[] clients = ["a.b", "a-b", "a_b", "A-B", "a b", new string('x', 70), new string('x', 71)];

        Assert.Equal(clients.Length, clients.Select(PoolNames.Label).Distinct().Count());
        Assert.Equal(clients.Length, clients.Select(client => PoolNames.Cluster(client, Slot)).Distinct().Count());
    }

    [Fact]
    public void The_longest_token_still_fits_into_a_name() =>
        Assert.Matches(ClusterName(), PoolNames.Cluster(new string('x', 63), new PoolSlot(int.MaxValue - 1, 4_000_000_000)));

    [GeneratedRegex(@"\A[\p{Ll}\p{Lo}\p{N}_-]{1,63}\z")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]{0,49}[a-z0-9])?\z")]
    private static partial Regex ClusterName();
}
