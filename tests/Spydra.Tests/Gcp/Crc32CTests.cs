using System.Text;
using Spydra.Gcp.Storage;

namespace Spydra.Tests.Gcp;

public sealed class Crc32CTests
{
    // The check value of CRC-32C, and two that Cloud Storage answers for such objects.
    [Theory]
    [InlineData("", "AAAAAA==")]
    [InlineData("123456789", "4waSgw==")]
    [InlineData("hello world", "yZRlqg==")]
    public void It_is_the_checksum_that_the_service_computes(string text, string expected)
    {
        var checksum = default(Crc32C);

        checksum.Append(Encoding.UTF8.GetBytes(text));

        Assert.Equal(expected, checksum.Text);
    }

    [Fact]
    public void It_does_not_matter_where_the_bytes_are_cut()
    {
        var bytes = new byte[1000];
        var random = new Random(3);
        random.NextBytes(bytes);
        var whole = default(Crc32C);
        whole.Append(bytes);

        for (var round = 0; round < 200; round++)
        {
            var cut = default(Crc32C);
            for (int at = 0, next; at < bytes.Length; at = next)
            {
                next = Math.Min(bytes.Length, at + random.Next(0, 40));
                cut.Append(bytes.AsSpan(at..next));
            }

            Assert.Equal(whole.Text, cut.Text);
        }
    }
}
