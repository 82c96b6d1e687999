namespace Spydra.History.JobHistory;

/// <summary>A container of YARN that a job ran in: the key to its logs.</summary>
/// <param name="Id">The container: <c>container_1795306400786_0001_01_000002</c>.</param>
/// <param name="Host">The node, without its port.</param>
/// <param name="Attempt">What ran in it; null for an application master.</param>
public sealed record JobContainer(string Id, string Host, AttemptId? Attempt);
