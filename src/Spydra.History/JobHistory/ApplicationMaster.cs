namespace Spydra.History.JobHistory;

/// <summary>A start of a job's application master.</summary>
/// <param name="AttemptId">The attempt of the application: <c>appattempt_1795306400786_0001_000001</c>.</param>
/// <param name="StartTime">In milliseconds since 1970, or -1.</param>
/// <param name="ContainerId">The container that it ran in.</param>
/// <param name="Host">The node.</param>
/// <param name="Port">The port of the NodeManager there, or -1.</param>
/// <param name="HttpPort">The port of the NodeManager's pages, or -1.</param>
public sealed record ApplicationMaster(string AttemptId, long StartTime, string ContainerId, string Host, int Port, int HttpPort);
