using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using static Spydra.Options.OptionRows;

namespace Spydra.Options;

/// <summary>The options of <c>gcloud dataproc jobs submit TYPE</c>: the keys of <c>submit.options</c>.</summary>
public static class SubmitOptions
{
    private static readonly string[] LogLevels = ["ALL", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF", "LEVEL_UNSPECIFIED"];

    // Above the tables, which are built from it.
    private static readonly ExclusiveOptions[] Exclusive =
        [ExclusiveOptions.Of("jar", "class"), ExclusiveOptions.Of("execute", "file"), ExclusiveOptions.Of("cluster", "cluster-labels")];

    private static readonly FrozenDictionary<string, JobType> Types = new JobType[]
    {
        new("hadoop", "hadoopJob", TakesArguments: true, RunsJar: true),
        new("spark", "sparkJob", TakesArguments: true, RunsJar: true),
        new("pyspark", "pysparkJob", TakesArguments: true, MainFile: "mainPythonFileUri"),
        new("spark-r", "sparkRJob", TakesArguments: true, MainFile: "mainRFileUri"),
        new("spark-sql", "sparkSqlJob"),
        new("hive", "hiveJob"),
        new("pig", "pigJob"),
        new("presto", "prestoJob"),
        new("trino", "trinoJob"),
        new("flink", "flinkJob", TakesArguments: true, RunsJar: true),
        new("pyflink", "pyflinkJob", TakesArguments: true, MainFile: "mainPythonFileUri"),
    }.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, OptionTable> Tables =
        Types.Values.ToFrozenDictionary(type => type.Name, Build, StringComparer.Ordinal);

    /// <summary>The job types, in the order of the documentation.</summary>
    public static ImmutableArray<string> JobTypes { get; } =
        ["hadoop", "spark", "pyspark", "spark-r", "spark-sql", "hive", "pig", "presto", "trino", "flink", "pyflink"];

    /// <summary>The options of a job type.</summary>
    /// <exception cref="ArgumentException">There is no such job type.</exception>
    public static OptionTable For(string jobType) =>
        Tables.TryGetValue(jobType, out var table) ? table : throw new ArgumentException($"There is no job type '{jobType}'.", nameof(jobType));

    /// <summary>What the API calls a job of this type, and what it needs.</summary>
    /// <exception cref="ArgumentException">There is no such job type.</exception>
    public static JobType Type(string jobType) =>
        Types.TryGetValue(jobType, out var type) ? type : throw new ArgumentException($"There is no job type '{jobType}'.", nameof(jobType));

    /// <summary>The row of a name in any job type: its shape and merge rule are the same in all of them.</summary>
    public static OptionRow? FindInAny(string name, out bool negated)
    {
        negated = false;
        foreach (var type in JobTypes)
            if (Tables[type].Find(name, out negated) is { } row) return row;
        return null;
    }

    /// <summary>The job types that have this option.</summary>
    public static IEnumerable<string> TypesWith(string name) => JobTypes.Where(type => Tables[type].Find(name) is not null);

    private static OptionTable Build(JobType type)
    {
        List<OptionRow> rows = [.. Common(type)];
        string Field(string field) => $"{type.Field}.{field}";
        void Add(bool has, OptionRow row)
        {
            if (has) rows.Add(row);
        }

        var name = type.Name;
        var query = type is { RunsJar: false, MainFile: null };
        Add(type.RunsJar, Text("jar", Field("mainJarFileUri"), "The jar with the main class.").OfFiles());
        Add(type.RunsJar, Text("class", Field("mainClass"), "The main class, from a jar of 'jars'."));
        Add(name is "pyspark" or "pyflink", List("py-files", Field("pythonFileUris"), "Python files for the path.").OfFiles());
        Add(name is "pyflink", Text("py-requirements", Field("pythonRequirements"), "A requirements file.").OfFiles());
        Add(name is "pyflink", Text("py-module", Field("pythonModule"), "The main module."));
        Add(query, Text("execute", Field("queryList.queries"), "The query.").Derived());
        Add(query, Text("file", Field("queryFileUri"), "A file with the query.").OfFiles());
        Add(name is not ("spark-r" or "presto" or "trino"), List("jars", Field("jarFileUris"), "Jars for the class path.").Appending().OfFiles());
        Add(type.TakesArguments && name is not ("flink" or "pyflink"),
            List("files", Field("fileUris"), "Files for the working folders.").Appending().OfFiles());
        Add(type.TakesArguments && name is not "flink", List("archives", Field("archiveUris"), "Archives, unpacked in the working folders.").OfFiles());
        Add(name is "flink" or "pyflink", Text("savepoint", Field("savepointUri"), "The savepoint to start from."));
        Add(name is "hive" or "pig" or "spark-sql", Map("params", Field("scriptVariables"), "Variables of the query."));
        Add(name is "hive" or "pig" or "presto" or "trino",
            Switch("continue-on-failure", Field("continueOnFailure"), "Go on with the other queries when one fails."));
        Add(name is "presto" or "trino", List("client-tags", Field("clientTags"), "Tags of the query."));
        Add(name is "presto" or "trino", Text("query-output-format", Field("outputFormat"), "Format of the query's output."));
        return new($"jobs submit {name}", [.. rows, .. OptionRows.OfEveryCommand()], Exclusive, [values => Main(type, query, values)],
            [(values, _, body) => Derive(type, query, values, body)]);
    }

    private static IEnumerable<OptionRow> Common(JobType type)
    {
        yield return Text("cluster", "placement.clusterName", "The cluster to run on; without it the run makes one.").Derived();
        yield return Map("cluster-labels", "placement.clusterLabels", "Labels by which the service picks the cluster.", Grammars.Labels);
        yield return Text("id", "reference.jobId", "The job's id; --job-name makes a unique one.").Derived();
        yield return Map("labels", "labels", "Labels of the job.", Grammars.Labels).Appending();
        yield return Text("bucket", "", "The bucket that local files are staged in; the cluster's by default.");
        yield return Of("max-failures-per-hour", Grammars.WholeNumberNotZero, "scheduling.maxFailuresPerHour", "Restarts of the driver in an hour.");
        yield return Of("max-failures-total", Grammars.WholeNumberNotZero, "scheduling.maxFailuresTotal", "Restarts of the driver in all.");
        yield return Of("ttl", Grammars.DurationNotZero, "scheduling.ttl", "Longest time of the job.");
        yield return Integer("driver-required-memory-mb", "driverSchedulingConfig.memoryMb", "Memory of the driver, with the next.").Derived();
        yield return Integer("driver-required-vcores", "driverSchedulingConfig.vcores", "Cores of the driver, with the one before.").Derived();
        yield return BareFlag("async", "Do not wait for the job; not for clusters that the run deletes.");
        yield return Map("properties", $"{type.Field}.properties", "Properties of the job.").Appending();
        yield return Text("properties-file", $"{type.Field}.properties", "A local file with properties; 'properties' wins.").Derived();
        if (type.Name is not "hive")
            yield return Map("driver-log-levels", $"{type.Field}.loggingConfig.driverLogLevels", "Log levels by package.", Grammars.MapOf(LogLevels));
    }

    private static IEnumerable<OptionProblem> Main(JobType type, bool query, OptionValues values)
    {
        if (type.RunsJar && !values.Has("jar") && !values.Has("class"))
            yield return new("jar", "needs to be set: nothing says what to run.", "Write 'jar', or 'class' with 'jars'.");
        if (query && !values.Has("execute") && !values.Has("file"))
            yield return new("execute", "needs to be set: nothing says what to run.", "Write 'execute' with the query, or 'file'.");
    }

    private static void Derive(JobType type, bool query, OptionValues values, JsonObject body)
    {
        if (query && values.Text("execute") is { } text) FieldPath.Set(body, $"{type.Field}.queryList.queries", new JsonArray(text));
        if (type.Name is "hive" or "pig" or "presto" or "trino" && FieldPath.Get(body, $"{type.Field}.continueOnFailure") is null)
            FieldPath.Set(body, $"{type.Field}.continueOnFailure", false);
        if (Number("driver-required-memory-mb") is { } memory && Number("driver-required-vcores") is { } vcores)
            body["driverSchedulingConfig"] = new JsonObject { ["memoryMb"] = memory, ["vcores"] = vcores };

        long? Number(string option) => values.Text(option) is { } given && Grammars.TryInteger(given, out var number) && number != 0 ? number : null;
    }
}

/// <summary>A type of job, as <c>job_type</c> names it.</summary>
/// <param name="Name">The name in specs and for gcloud.</param>
/// <param name="Field">The field of the API's Job message.</param>
/// <param name="TakesArguments">Whether it takes job arguments.</param>
/// <param name="RunsJar">Whether it runs a jar or a class.</param>
/// <param name="MainFile">The field of the main file, for types that take one beside the options.</param>
public sealed record JobType(string Name, string Field, bool TakesArguments = false, bool RunsJar = false, string? MainFile = null);
