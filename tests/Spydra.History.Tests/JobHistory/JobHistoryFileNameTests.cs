using FsCheck;
using FsCheck.Fluent;

namespace Spydra.History.JobHistory;

public sealed class JobHistoryFileNameTests
{
    [Fact]
    public void Names_that_Hadoop_gave_are_read_and_written_again()
    {
        foreach (var golden in GoldenHistories.All)
        {
            var name = JobHistoryFileName.TryParse(golden.FileName)!;

            Assert.Equal(golden.Id, name.Id);
            Assert.Equal(golden.FileName, name.ToString());
        }
    }

    [Fact]
    public void The_fields_are_those_of_the_job()
    {
        var name = JobHistoryFileName.TryParse("job_1795306400786_0012-1795306847426-spydra-R%C3%A4ksm%C3%B6rg%C3%A5s+%E2%80%93+100%25%2Dx-1795306879815-4-2-KILLED-etl%2Dbatch-1795306854430.jhist");

        Assert.Equal(new JobHistoryFileName(new(1795306400786, 12), 1795306847426, "spydra", "Räksmörgås – 100%-x", 1795306879815, 4, 2, "KILLED", "etl-batch", 1795306854430), name);
    }

    [Fact]
    public void A_name_of_early_Hadoop_2_tells_no_launch()
    {
        const string Early = "job_1_0001-100-root-NA-300-4-2-SUCCEEDED-default.jhist";

        var name = JobHistoryFileName.TryParse(Early)!;

        Assert.Null(name.LaunchTime);
        Assert.Equal(("NA", Early), (name.JobName, name.ToString()));
    }

    [Theory]
    [InlineData("job_1_0001_conf.xml")]
    [InlineData("job_1_0001_1.jhist")]
    [InlineData("job_1_0001-100-root-name-300-4-2-SUCCEEDED.jhist")]
    [InlineData("job_1_0001-x-root-name-300-4-2-SUCCEEDED-default-200.jhist")]
    [InlineData("job_1_0001-100-root-name-300-99999999999-2-SUCCEEDED-default-200.jhist")]
    [InlineData("application_1_0001-100-root-name-300-4-2-SUCCEEDED-default-200.jhist")]
    [InlineData("job_1_0001-100-root-name-300-4-2-SUCCEEDED-default-200.jhist.tmp")]
    public void Any_other_name_is_none(string name) => Assert.Null(JobHistoryFileName.TryParse(name));

    [Theory]
    [InlineData("%", "%")]
    [InlineData("100%2", "100%2")]
    [InlineData("a%ZZb", "a%ZZb")]
    [InlineData("%C3", "\uFFFD")]
    public void A_name_that_was_cut_within_a_character_is_still_read(string encoded, string decoded) =>
        Assert.Equal(decoded, JobHistoryFileName.TryParse($"job_1_0001-100-root-{encoded}-300-4-2-SUCCEEDED-default-200.jhist")!.JobName);

    [Fact]
    public void Every_text_comes_back() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(), (name, queue) =>
        {
            // A text of Java that is written is one of Unicode.
            var (ofJob, ofQueue) = (Unicode(name.Get), Unicode(queue.Get));
            var written = new JobHistoryFileName(new(1, 2), 3, "u", ofJob, 4, 5, 6, "FAILED", ofQueue, 7);

            return written == JobHistoryFileName.TryParse(written.ToString()) && !written.ToString().Contains('/', StringComparison.Ordinal);
        }));

    private static string Unicode(string text) => new([.. text.Where(each => !char.IsSurrogate(each))]);
}
