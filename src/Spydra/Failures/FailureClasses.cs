using System.Net;
using Spydra.Clusters;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Jobs;
using Spydra.Specs;

namespace Spydra.Failures;

/// <summary>The pure function from what went wrong to its class.</summary>
public static class FailureClasses
{
    /// <summary>Texts by which the service says that there are no machines or no quota; quota at creation comes as a 400.</summary>
    private static readonly string[] CapacityTexts =
    [
        "quota",
        "does not have enough resources available",
        "ZONE_RESOURCE_POOL_EXHAUSTED",
        "STOCKOUT",
    ];

    /// <summary>The class of an exception that ended a run.</summary>
    public static FailureClass Of(SpydraException failure) => failure switch
    {
        SpecException => FailureClass.Usage,
        CredentialsException => FailureClass.Permission,
        UnreachableException or UploadDamagedException => FailureClass.Unreachable,
        TimeLimitException or JobTimeLimitException => FailureClass.TimeLimit,
        ClusterFailedException cluster => SaysCapacity(cluster.Reason) ? FailureClass.Capacity : FailureClass.Cluster,
        ApiException api when CallFailures.IsTooMany(api.Status, api.Reason) => FailureClass.Capacity,
        ApiException { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => FailureClass.Permission,
        ApiException { Status: HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError or < HttpStatusCode.BadRequest } => FailureClass.Unreachable,
        ApiException api => SaysCapacity(api.Detail) ? FailureClass.Capacity : FailureClass.Usage,
        JobLostException => FailureClass.Cancelled,
        JobTakenException => FailureClass.Usage,
        _ => FailureClass.Usage,
    };

    /// <summary>The class of the state that a run left its job in; null for one that ended well, or was left running.</summary>
    public static FailureClass? Of(JobState state) => state switch
    {
        JobState.Done => null,
        JobState.Cancelled => FailureClass.Cancelled,
        _ when !state.IsFinal() => null,
        _ => FailureClass.Application,
    };

    private static bool SaysCapacity(string text) => CapacityTexts.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
