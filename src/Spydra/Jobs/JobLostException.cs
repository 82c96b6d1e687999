namespace Spydra.Jobs;

/// <summary>The service no longer knows a job that it took from us.</summary>
public sealed class JobLostException(string jobId) : SpydraException(
    $"Job '{jobId}' is no longer known to the service: someone deleted it.", "Look at the output it left in the bucket before you run it again.");

/// <summary>Local files cannot be brought to the cluster.</summary>
public sealed class StagingException(string cluster, string nextStep) : SpydraException(
    $"The service names no staging bucket for cluster '{cluster}', so local files cannot be brought to it.", nextStep);
