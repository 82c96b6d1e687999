using FsCheck;
using FsCheck.Fluent;
using Spydra.Options;

namespace Spydra.Tests.Options;

public sealed class GcloudTextTests
{
    [Theory]
    [InlineData("a|b", "a,b")]
    [InlineData("a,b|c", "^;^a,b;c")]
    [InlineData("a,b|c;d", "^#^a,b#c;d", true)]
    [InlineData("^a|b^", "^;^^a;b^")]
    [InlineData("^a", "^a")]
    [InlineData("", ",")]
    [InlineData("a|", "a,,")]
    [InlineData("|a", ",a")]
    public void Items_are_joined_so_that_gcloud_splits_them_again(string items, string expected, bool withoutBar = false)
    {
        var list = items.Split('|');

        var text = GcloudText.Join(withoutBar ? [.. list, "|"] : list, ",");

        Assert.Equal(withoutBar ? expected + "#|" : expected, text);
    }

    [Fact]
    public void Any_items_can_be_joined()
    {
        var character = Gen.Elements(",;|#@~%!+:^=1a ".ToCharArray());
        var item = character.ListOf().Select(characters => string.Concat(characters));
        var items = item.NonEmptyListOf().ToArbitrary();

        Prop.ForAll(items, list =>
        {
            var fault = OptionText.Split(GcloudText.Join([.. list], ","), ",", out var again);
            return fault is null && again.SequenceEqual(list, StringComparer.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void What_only_beta_has_makes_it_a_beta_command_and_what_beta_lacks_is_named()
    {
        var values = Values(("bigquery-metastore", ""), ("metric-sources", "SPARK"), ("network", "net"));

        var words = GcloudText.Of(ClusterOptions.Table, values, new ResourceScope("p", "r", null), new Dictionary<string, string>());

        Assert.True(words.Beta);
        Assert.Equal(["--bigquery-metastore", "--network=https://compute.googleapis.com/compute/v1/projects/p/global/networks/net"], words.Words);
        Assert.Equal(["--metric-sources: 'gcloud beta' does not have it, and only 'gcloud beta' has --bigquery-metastore"], words.Unsaid);
    }

    [Fact]
    public void A_key_that_gcloud_cannot_split_is_named()
    {
        var values = new OptionValues(OptionValues.Empty.Values.Add("properties", new OptionValue.Map([new("a=b", "c")])));

        var words = GcloudText.Of(ClusterOptions.Table, values, new ResourceScope("p", "r", null), new Dictionary<string, string>());

        Assert.Empty(words.Words);
        Assert.Equal(["--properties: a key cannot be empty or hold '=', as \"a=b\" does"], words.Unsaid);
    }

    private static OptionValues Values(params (string Name, string Text)[] options) => new(OptionValues.Empty.Values.AddRange(options.Select(option =>
        KeyValuePair.Create(option.Name, ClusterOptions.Table.Find(option.Name)!.Shape == OptionShape.List
            ? new OptionValue.List([option.Text])
            : (OptionValue)new OptionValue.Scalar(option.Text)))));
}
