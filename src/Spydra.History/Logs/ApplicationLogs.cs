namespace Spydra.History.Logs;

/// <summary>An application that has logs in the bucket.</summary>
/// <param name="User">Whose it was.</param>
/// <param name="Application">The application.</param>
/// <param name="Updated">When the newest file of its nodes was written.</param>
public sealed record ApplicationLogs(string User, YarnApplicationId Application, DateTimeOffset Updated);
