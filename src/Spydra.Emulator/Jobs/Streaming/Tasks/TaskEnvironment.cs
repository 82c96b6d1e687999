using Spydra.Emulator.Jobs.Streaming.Options;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>
/// The environment of a task's commands: a few variables of the emulator's own, the job's properties, and what the job adds.
/// </summary>
internal static class TaskEnvironment
{
    /// <summary>Holds the attempt's folder, as in a YARN container; what an attempt leaves running is found by it.</summary>
    public const string FolderVariable = "LOCAL_DIRS";

    // What YARN hands on of a node's environment, and what a program needs to find its libraries.
    private static readonly string[] Inherited =
        ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "JAVA_HOME", "HADOOP_HOME", "HADOOP_CONF_DIR"];

    public static IReadOnlyDictionary<string, string> Make(
        StreamingJob job, IEnumerable<KeyValuePair<string, string>> taskProperties, TaskFolders folders, string containerId,
        Func<string, string?> outer)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        foreach (var name in Inherited)
            if (outer(name) is { } value) environment[name] = value;

        var limit = job.Configuration.GetInt("stream.jobconf.truncate.limit", -1);
        var properties = job.Configuration.All().Concat(taskProperties)
            .GroupBy(pair => pair.Key)
            .ToDictionary(group => group.Key, group => group.Last().Value);
        foreach (var (old, current) in DeprecatedKeys.All)
            if (properties.TryGetValue(current, out var value)) Put(old, value);
        foreach (var (key, value) in properties) Put(key, value);

        environment["HADOOP_ROOT_LOGGER"] = "";
        foreach (var (name, value) in job.CommandEnvironment) environment[name] = value;
        environment["PWD"] = folders.Work;
        environment["TMPDIR"] = folders.Spills;
        environment["CONTAINER_ID"] = containerId;
        environment["LOG_DIRS"] = folders.Logs;
        environment[FolderVariable] = folders.Work;
        return environment;

        void Put(string key, string value) =>
            environment[SafeName(key)] = limit >= 0 && value.Length > limit ? value[..limit] : value;
    }

    /// <summary>A property's name as a variable's: every character but letters and digits of ASCII is an underscore.</summary>
    public static string SafeName(string key) => string.Create(key.Length, key, static (name, text) =>
    {
        for (var i = 0; i < text.Length; i++) name[i] = char.IsAsciiLetterOrDigit(text[i]) ? text[i] : '_';
    });
}
