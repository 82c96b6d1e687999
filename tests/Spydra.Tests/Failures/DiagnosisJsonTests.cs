using System.Globalization;
using System.Text.Json.Nodes;
using Spydra.Failures;

namespace Spydra.Tests.Failures;

public sealed class DiagnosisJsonTests
{
    internal static readonly Diagnosis Whole = new("missing_module", FailureClass.Application, 0.953, "No Python module 'geoip2' where the code runs")
    {
        Evidence =
        [
            new(EvidenceSource.Container, "ModuleNotFoundError: No module named 'geoip2'")
            {
                File = "stderr", Container = "container_1795314636366_0037_01_000002", Host = "w-1", Attempt = "attempt_1795314636366_0037_m_000000_3", Offset = 4711,
            },
            new(EvidenceSource.Driver, "subprocess failed with code 1") { File = "gs://b/driveroutput", Offset = 5_000_000_000 },
            new(EvidenceSource.Diagnostics, "Task failed task_1795314636366_0037_m_000000"),
        ],
        Path = ["attempt 4 of 4 of map 0 on w-1", "map 0", "job"],
        Next = ["Install it: --initialization-actions", "Ship it with the job"],
        Also = [new("script_exit", FailureClass.TimeLimit, 0.3, "The mapper ended with 1") { Next = ["Look at it"] }],
        Missing = ["no event log"],
    };

    [Fact]
    public void It_has_the_shape_that_the_page_promises() => Assert.Equal(
        """
        {"cause":"missing_module","class":"application","confidence":0.95,"summary":"No Python module 'geoip2' where the code runs","evidence":[
        {"source":"container","file":"stderr","container":"container_1795314636366_0037_01_000002","host":"w-1","attempt":"attempt_1795314636366_0037_m_000000_3","offset":4711,"text":"ModuleNotFoundError: No module named 'geoip2'"},
        {"source":"driver","file":"gs://b/driveroutput","offset":5000000000,"text":"subprocess failed with code 1"},
        {"source":"diagnostics","text":"Task failed task_1795314636366_0037_m_000000"}],
        "path":["attempt 4 of 4 of map 0 on w-1","map 0","job"],"next":["Install it: --initialization-actions","Ship it with the job"],
        "also":[{"cause":"script_exit","class":"time limit","confidence":0.3,"summary":"The mapper ended with 1","evidence":[],"next":["Look at it"]}],"missing":["no event log"]}
        """.ReplaceLineEndings(""), Text(Whole));

    [Fact]
    public void Of_a_job_that_did_not_fail_the_class_is_null_and_the_lists_are_empty() => Assert.Equal(
        """{"cause":"none","class":null,"confidence":1,"summary":"nothing failed","evidence":[],"next":[],"also":[]}""", Text(new(Diagnosis.None, null, 1, "nothing failed")));

    [Fact]
    public void What_is_written_is_read() => Assert.Equal(Text(Whole), Text(DiagnosisJson.Parse(JsonNode.Parse(Text(Whole)))!));

    [Theory]
    [InlineData(double.NaN, "0")]
    [InlineData(-1, "0")]
    [InlineData(7, "1")]
    [InlineData(0.666666, "0.67")]
    public void A_confidence_is_from_0_to_1_with_two_decimals(double confidence, string written) =>
        Assert.Equal(written, DiagnosisJson.Of(new("x", null, confidence, ""))["confidence"]!.ToJsonString());

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"none\"")]
    [InlineData("{}")]
    [InlineData("""{"cause":""}""")]
    [InlineData("""{"cause":7}""")]
    public void What_is_no_diagnosis_is_none(string json) => Assert.Null(DiagnosisJson.Parse(JsonNode.Parse(json)));

    [Theory]
    [InlineData("""{"cause":"x","class":"frostbite"}""", "x Application 0 0")]
    [InlineData("""{"cause":"x","class":null,"confidence":"much","evidence":{"a":1},"next":[1,"a"],"later":[{}]}""", "x  0 0")]
    [InlineData("""{"cause":"x","evidence":[7,{"source":"stars","text":"t"},{"source":"api","text":["t"],"offset":-1,"file":3}]}""", "x  0 1")]
    public void What_a_later_version_may_have_written_is_read_as_far_as_it_is_known(string json, string expected)
    {
        var read = DiagnosisJson.Parse(JsonNode.Parse(json))!;

        Assert.Equal(expected, string.Create(CultureInfo.InvariantCulture, $"{read.Cause} {read.Class} {read.Confidence} {read.Evidence.Length}"));
    }

    [Fact]
    public void It_stays_small_however_much_there_is()
    {
        var much = new string('x', 100_000);
        var one = new Diagnosis("x", FailureClass.Application, 1, much)
        {
            Evidence = [.. Enumerable.Repeat(new DiagnosisEvidence(EvidenceSource.Api, much) { File = much }, 1000)],
            Next = [.. Enumerable.Repeat(much, 1000)],
            Missing = [.. Enumerable.Repeat(much, 1000)],
        };

        Assert.InRange(Text(one with { Also = [.. Enumerable.Repeat(one, 1000)] }).Length, 1, 400_000);
    }

    private static string Text(Diagnosis diagnosis) => System.Text.Encoding.UTF8.GetString(Spydra.Gcp.JsonBytes.Of(DiagnosisJson.Of(diagnosis)));
}
