namespace Spydra.Clusters;

/// <summary>What is decided of a cluster, and why, in words that follow its name.</summary>
/// <param name="Goes">Whether it is forgotten, and to be deleted.</param>
/// <param name="Reason">Why, or why not.</param>
public sealed record ReapVerdict(bool Goes, string Reason);
