using System.Net;
using Spydra.Clusters;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp;

namespace Spydra.Tests.Failures;

public sealed class FailureClassesTests
{
    public static TheoryData<HttpStatusCode, string, FailureClass> Answers() => new()
    {
        { HttpStatusCode.Unauthorized, "Request had invalid authentication credentials.", FailureClass.Permission },
        { HttpStatusCode.Forbidden, "Permission 'dataproc.clusters.create' denied", FailureClass.Permission },
        { HttpStatusCode.BadRequest, "Insufficient 'CPUS' quota. Requested 12.0, available 8.0.", FailureClass.Capacity },
        { HttpStatusCode.TooManyRequests, "Quota exceeded for quota metric", FailureClass.Capacity },
        { HttpStatusCode.BadRequest, "must match pattern", FailureClass.Usage },
        { HttpStatusCode.ServiceUnavailable, "The service is currently unavailable.", FailureClass.Unreachable },
    };

    [Fact]
    public void What_a_cancelled_job_printed_last_is_not_why_it_was_cancelled()
    {
        var verdict = FailureClasses.Of(new FailureEvidence { State = JobState.Cancelled, DriverOutput = "26/11/22 12:57:09 INFO mapreduce.Job:  map 100% reduce 0%\n" })!;

        Assert.Equal((FailureClass.Cancelled, "Somebody cancelled the job."), (verdict.Class, verdict.Cause));
    }

    [Fact]
    public void What_the_driver_printed_says_more_than_that_its_agent_reports_a_failure()
    {
        var verdict = FailureClasses.Of(new FailureEvidence
        {
            State = JobState.Error,
            Details = "Google Cloud Dataproc Agent reports job failure. If logs are available, they can be found at:\nhttps://x",
            DriverOutput = "no such table\n",
        });

        Assert.Equal((FailureClass.Application, "no such table"), (verdict!.Class, verdict.Cause));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_error_of_the_api_has_a_class(HttpStatusCode status, string text, FailureClass expected) =>
        Assert.Equal(expected, FailureClasses.Of(new ApiException("create cluster", status, "", text)));

    [Theory]
    [InlineData("The zone 'projects/p/zones/z' does not have enough resources available to fulfill the request.", FailureClass.Capacity)]
    [InlineData("Initialization action failed. Failed action 'gs://b/x.sh'", FailureClass.Cluster)]
    public void A_cluster_that_failed_tells_why(string reason, FailureClass expected) =>
        Assert.Equal(expected, FailureClasses.Of(new ClusterFailedException("c", reason, "next")));

    [Theory]
    [InlineData(3, "Something that no rule knows.", FailureClass.Usage)]
    [InlineData(7, "Something that no rule knows.", FailureClass.Permission)]
    [InlineData(8, "Something that no rule knows.", FailureClass.Capacity)]
    [InlineData(1, "Something that no rule knows.", FailureClass.Cancelled)]
    [InlineData(13, "Something that no rule knows.", FailureClass.Cluster)]
    [InlineData(3, "The resource 'projects/p/regions/r/subnetworks/default' is not ready", FailureClass.Cluster)]
    public void The_operations_code_decides_where_its_words_do_not(int code, string reason, FailureClass expected) =>
        Assert.Equal(expected, FailureClasses.Of(new ClusterFailedException("c", reason, "next") { OperationCode = code }));

    [Theory]
    [InlineData("Insufficient 'CPUS' quota. Requested 12.0, available 8.0.", "'CPUS'")]
    [InlineData("Quota 'SSD_TOTAL_GB' exceeded.  Limit: 500.0 in region us-east1.", "'SSD_TOTAL_GB' in us-east1")]
    [InlineData("The zone 'projects/p/zones/us-east1-b' does not have enough resources available to fulfill the request.", "another zone than us-east1-b")]
    [InlineData("Initialization action failed. Failed action 'gs://b/x.sh', see output in: gs://b/log/script-0_output.", "gs://b/x.sh printed: gcloud storage cat gs://b/log/script-0_output;")]
    [InlineData("User not authorized to act as service account 'a@p.iam.gserviceaccount.com'.", "on a@p.iam.gserviceaccount.com")]
    [InlineData("Required 'compute.subnetworks.use' permission for 'projects/p/regions/r/subnetworks/s'", "compute.subnetworks.use on projects/p/regions/r/subnetworks/s")]
    [InlineData("The resource 'projects/p/regions/r/subnetworks/default' is not ready", "again in a minute: projects/p/regions/r/subnetworks/default")]
    public void The_advice_names_what_the_text_names(string text, string named) =>
        Assert.Contains(named, FailureClasses.Of(new FailureEvidence { Operation = new(0, text) })!.WhatToDo, StringComparison.Ordinal);

    [Theory]
    [InlineData("Job failed with message [ValueError: quota is 12, permission denied, cluster deleted]. Additional details can be found at:", "ValueError: quota is 12, permission denied, cluster deleted")]
    [InlineData("Driver received SIGTERM/SIGKILL signal and exited with 143 code, which potentially signifies a memory pressure.\nGoogle Cloud Dataproc Agent reports job failure.", "Driver received SIGTERM/SIGKILL signal and exited with 143 code, which potentially signifies a memory pressure.")]
    public void What_the_agent_saw_of_a_drivers_end_is_the_cause(string details, string cause)
    {
        var verdict = FailureClasses.Of(new FailureEvidence { State = JobState.Error, Details = details })!;

        Assert.Equal((FailureClass.Application, cause), (verdict.Class, verdict.Cause));
    }

    [Fact]
    public void Whatever_is_printed_there_is_a_verdict_of_one_short_line()
    {
        string[] pieces = ["\n", "\r\n", " ", "\u2028", "\e[2J", "\ud83d", "\ude00", "é", "Traceback (most recent call last):", "KeyError: ", "Caused by: a.b.C: ", "Exit status: -100", "password=x", "zones/", "'", "A.", new('x', 500)];
        var random = new Random(20261122);
        for (var turn = 0; turn < 2000; turn++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)]));
            FailureEvidence[] all = [new() { State = JobState.Error, Details = text, DriverOutput = text, Diagnostics = text }, new() { Operation = new(random.Next(17), text) }, new() { Client = new(ClientFact.Unreachable, text) }];

            Assert.All(all, evidence => Assert.True(FailureClasses.Of(evidence) is { Cause.Length: <= 400, WhatToDo.Length: <= 400 } verdict && !verdict.Cause.Any(char.IsControl) && !verdict.Cause.Contains("password=x", StringComparison.Ordinal), text));
        }
    }

    [Theory]
    [InlineData(JobState.Done, null)]
    [InlineData(JobState.Error, FailureClass.Application)]
    [InlineData(JobState.Cancelled, FailureClass.Cancelled)]
    public void A_final_state_has_a_class(JobState state, FailureClass? expected) => Assert.Equal(expected, FailureClasses.Of(state));
}
