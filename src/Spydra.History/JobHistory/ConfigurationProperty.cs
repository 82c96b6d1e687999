namespace Spydra.History.JobHistory;

/// <summary>A property of a job's configuration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value as it was written, nothing in it expanded.</param>
/// <param name="IsFinal">Whether later sources could not change it; told since Hadoop 3.</param>
/// <param name="Sources">The places that the value came through, oldest first: <c>mapred-default.xml</c>, <c>job.xml</c>.</param>
public sealed record ConfigurationProperty(string Name, string Value, bool IsFinal, IReadOnlyList<string> Sources);
