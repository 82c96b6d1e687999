using System.Text;
using Spydra.Emulator.Jobs.Streaming.Records;

namespace Spydra.Emulator.Tests.Jobs.Streaming;

public sealed class FieldRuleTests
{
    [Theory]
    [InlineData("\t", 1, "k\tv\tw", "k", "v\tw")]
    [InlineData("\t", 1, "only", "only", "")]
    [InlineData("\t", 1, "k\t", "k", "")]
    [InlineData("\t", 1, "\tv", "", "v")]
    [InlineData("\t", 1, "", "", "")]
    [InlineData("\t", 2, "a\tb\tc\td", "a\tb", "c\td")]
    [InlineData("\t", 2, "a\tb", "a\tb", "")]
    [InlineData("\t", 0, "a\tb", "a", "b")]
    [InlineData("::", 2, "a::b::c", "a::b", "c")]
    [InlineData("::", 1, "a:b", "a:b", "")]
    public void A_line_is_parted_behind_its_key_fields(string separator, int fields, string line, string key, string value)
    {
        new FieldRule(separator, fields).Split(Encoding.UTF8.GetBytes(line), out var foundKey, out var foundValue);

        Assert.Equal((key, value), (Encoding.UTF8.GetString(foundKey), Encoding.UTF8.GetString(foundValue)));
    }
}
