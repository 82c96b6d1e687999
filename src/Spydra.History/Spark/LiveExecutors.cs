using System.Globalization;
using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>The executors of an application while its events come, and what of them YARN's containers are.</summary>
internal sealed class LiveExecutors
{
    private readonly Dictionary<string, LiveExecutor> live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SparkExecutor> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SparkContainer> containers = new(StringComparer.Ordinal);

    public LiveExecutor? this[string id] => live.GetValueOrDefault(id);

    public IReadOnlyList<SparkContainer> Containers => [.. containers.Values.OrderBy(each => each.Id, StringComparer.Ordinal)];

    public void Added(JsonElement line)
    {
        var executor = GetOrAdd(line.Text("Executor ID"u8), line.Time("Timestamp"u8));
        if (line.Field("Executor Info"u8) is not { } info) return;
        executor.HostName = info.Text("Host"u8);
        executor.Cores = info.Int("Total Cores"u8) ?? 0;
        executor.ContainerId = LiveExecutor.ContainerOf(info, "Attributes"u8, "Log Urls"u8);
        Name(executor.ContainerId, NodeOf(info, "Attributes"u8) ?? executor.Host, "executor " + executor.Id);
    }

    public void BlocksAdded(JsonElement line)
    {
        if (line.Field("Block Manager ID"u8) is not { } id) return;
        var executor = GetOrAdd(id.Text("Executor ID"u8), line.Time("Timestamp"u8));
        executor.HostPort = $"{id.Text("Host"u8)}:{id.Int("Port"u8)}";
        executor.MaxMemory = line.Long("Maximum Memory"u8) ?? 0;
    }

    public void DriverStarted(JsonElement line)
    {
        if (LiveExecutor.ContainerOf(line, "Driver Attributes"u8, "Driver Logs"u8) is not { } container) return;
        var driver = this["driver"];
        driver?.ContainerId = container;
        // The address that a driver gives of itself may be a number, or a name that YARN does not know its node by.
        Name(container, NodeOf(line, "Driver Attributes"u8), "driver");
    }

    public void ProcessAdded(JsonElement line)
    {
        if (line.Field("info"u8) is not { } info || LiveExecutor.ContainerOf(info, "attributes"u8, "logUrlInfo"u8) is not { } container) return;
        var host = info.Text("hostPort"u8);
        Name(container, NodeOf(info, "attributes"u8) ?? host?[..Math.Max(host.LastIndexOf(':'), 0)], line.Text("processId"u8) ?? "process");
    }

    public void Removed(JsonElement line)
    {
        var id = LiveExecutor.IdOf(line.Text("Executor ID"u8));
        if (live.Remove(id, out var executor)) known[id] = executor.ToExecutor(line.Time("Timestamp"u8), line.LongText("Removed Reason"u8));
    }

    public void Excluded(JsonElement line, bool isExcluded)
    {
        if (line.Text("executorId"u8) is { } id) this[id]?.Exclude(isExcluded);
    }

    public void NodeExcluded(JsonElement line, bool isExcluded)
    {
        if (line.Text("hostId"u8) is not { } host) return;
        foreach (var executor in On(host)) executor.Exclude(isExcluded);
    }

    public IEnumerable<LiveExecutor> On(string host) => live.Values.Where(each => each.Host == host);

    /// <summary>All of them: the driver, then by number.</summary>
    public IReadOnlyList<SparkExecutor> ToExecutors()
    {
        foreach (var executor in live.Values) known[executor.Id] = executor.ToExecutor();
        return [.. known.Values
            .OrderBy(each => each.Id == "driver" ? -1 : long.TryParse(each.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue)
            .ThenBy(each => each.Id, StringComparer.Ordinal)];
    }

    private LiveExecutor GetOrAdd(string? name, DateTimeOffset? time)
    {
        var id = LiveExecutor.IdOf(name);
        if (live.TryGetValue(id, out var executor)) return executor;
        return live[id] = new(id, time);
    }

    /// <summary>The node as YARN calls it, after which its file of logs is called, too.</summary>
    private static string? NodeOf(JsonElement element, ReadOnlySpan<byte> attributes) => (element.Field(attributes) ?? default).Text("NM_HOST"u8);

    private void Name(string? container, string? host, string role)
    {
        if (container is not null) containers.TryAdd(container, new(container, string.IsNullOrEmpty(host) ? null : host, role));
    }
}
