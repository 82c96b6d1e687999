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
    [InlineData(JobState.Done, null)]
    [InlineData(JobState.Error, FailureClass.Application)]
    [InlineData(JobState.Cancelled, FailureClass.Cancelled)]
    public void A_final_state_has_a_class(JobState state, FailureClass? expected) => Assert.Equal(expected, FailureClasses.Of(state));
}
