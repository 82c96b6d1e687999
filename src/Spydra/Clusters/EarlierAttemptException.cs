namespace Spydra.Clusters;

/// <summary>The service made a cluster of this name before, for an earlier attempt at the run, and makes no other under the same request.</summary>
public sealed class EarlierAttemptException(string cluster) : SpydraException(
    $"Cluster '{cluster}' was made before, by an earlier attempt at this run, and is no longer of use.", "Run again under another key.");
