namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>The ids of a job's parts; all of them hold the numbers of the application's id.</summary>
internal sealed class TaskIds(string applicationId)
{
    private const string Prefix = "application_";

    // The first container is the application master's.
    private int containers = 1;

    private string Numbers { get; } = applicationId.StartsWith(Prefix, StringComparison.Ordinal) ? applicationId[Prefix.Length..] : applicationId;

    public string Application { get; } = applicationId;

    public string Job => $"job_{Numbers}";

    public string Task(bool isMap, int number) => $"task_{Numbers}_{(isMap ? 'm' : 'r')}_{number:D6}";

    public string Attempt(bool isMap, int number, int attempt) => $"attempt_{Numbers}_{(isMap ? 'm' : 'r')}_{number:D6}_{attempt}";

    /// <summary>A container that is not the application master's: its number, from 1, and its id.</summary>
    public (int Number, string Id) NextContainer()
    {
        var number = Interlocked.Increment(ref containers);
        return (number - 1, $"container_{Numbers}_01_{number:D6}");
    }
}
