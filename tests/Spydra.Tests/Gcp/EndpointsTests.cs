using Spydra.Gcp;
using Spydra.Gcp.Storage;

namespace Spydra.Tests.Gcp;

public sealed class EndpointsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8471", "http://127.0.0.1:8471/")]
    [InlineData("http://127.0.0.1:8471/storage/v1/", "http://127.0.0.1:8471/")]
    [InlineData("https://example.com/base/", "https://example.com/base/")]
    public void An_address_becomes_a_base(string written, string expected) =>
        Assert.Equal(expected, Endpoints.Base(new Uri(written)).AbsoluteUri);

    [Theory]
    [InlineData("gs://b/a/c", "b", "a/c")]
    [InlineData("gs://b", "b", "")]
    [InlineData("gs://b/", "b", "")]
    public void A_gs_address_is_a_bucket_and_a_name(string text, string bucket, string name)
    {
        Assert.True(GsUri.TryParse(text, out var uri));
        Assert.Equal(new GsUri(bucket, name), uri);
    }

    [Theory]
    [InlineData("gs:///a")]
    [InlineData("hdfs://b/a")]
    [InlineData(null)]
    public void Anything_else_is_not(string? text) => Assert.False(GsUri.TryParse(text, out _));
}
