namespace Spydra.History;

public sealed class YarnApplicationIdTests
{
    [Theory]
    [InlineData("application_1795306400786_0001", "job_1795306400786_0001", "0001")]
    [InlineData("job_1795306400786_0012", "job_1795306400786_0012", "0012")]
    [InlineData("application_1795306400786_12345", "job_1795306400786_12345", "2345")]
    [InlineData("application_1795306400786_10000", "job_1795306400786_10000", "0000")]
    public void An_id_of_an_application_or_a_job_is_read(string text, string job, string bucket)
    {
        Assert.True(YarnApplicationId.TryParse(text, out var id));

        Assert.Equal((job, bucket), (id.JobId, id.Bucket));
        Assert.Equal(text.Replace("job", "application", StringComparison.Ordinal), id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("application_1795306400786")]
    [InlineData("application_1795306400786_1")]
    [InlineData("application_-1_0001")]
    [InlineData("application_1_0001/../..")]
    [InlineData("container_1795306400786_0001_01_000001")]
    public void Anything_else_is_none(string? text) => Assert.False(YarnApplicationId.TryParse(text, out _));
}
