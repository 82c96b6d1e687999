using System.Collections.Immutable;
using Spydra.Failures;
using static Spydra.Failures.FailureClass;

namespace Spydra.History.Causes;

/// <summary>Every cause, in the order of <c>docs/causes.md</c>.</summary>
internal static class CauseTable
{
    private const string Properties = "submit.options.properties";

    public static ImmutableArray<CauseInfo> All { get; } =
    [
        new("java_heap", Application, "Java ran out of heap") { Next = Heap },
        new("container_memory", Application, "YARN or the machine killed a container that took more memory than it may") { Next = ContainerMemory },
        new("python_exception", Application, "The Python code raised an exception")
        {
            Next = _ => ["Mend the script where the traceback points; try it on the input of the attempt that failed."],
        },
        new("java_exception", Application, "The Java or Scala code threw an exception")
        {
            Next = _ => ["Mend the program where the deepest exception points; try it on the input of the attempt that failed."],
        },
        new("script_exit", Application, "A streaming command ended with an error and did not say why")
        {
            Next = _ =>
            [
                "Let the command say on standard error what goes wrong ('set -x' in a shell), and run it by hand on a piece of the input.",
                "A grep that finds nothing ends with 1, too: write 'grep ... || true' where that is no failure.",
            ],
        },
        new("worker_crash", Application, "A Python worker or a native process died of a signal")
        {
            Next = carrier =>
            [
                "Look for the native library that the code calls (ctypes, NumPy, a JNI library), and whether its version fits the image; faulthandler shows where it died.",
                carrier is Carrier.Executor ? $"Set spark.python.worker.faulthandler.enabled=true in {Properties}; if it was killed for memory, raise spark.executor.memoryOverhead."
                    : "If it was killed for memory (137), give the container more: mapreduce.map.memory.mb, mapreduce.reduce.memory.mb.",
            ],
        },
        new("missing_class", Application, "A Java class is not on the class path")
        {
            Next = _ =>
            [
                "Add its jar to submit.options.jars, or build the job's jar with it; of a main class, look at its name in submit.options.class.",
                "Scala versions must agree (_2.12, _2.13): the image's version decides.",
            ],
        },
        new("missing_module", Application, "A module is not installed where the code runs")
        {
            Next = _ =>
            [
                "Send it with the job (submit.options.py-files, or for streaming submit.options.files), or install it on every node: cluster.options.properties dataproc:pip.packages, or an initialization action.",
            ],
        },
        new("missing_program", Application, "A command or its interpreter is not there")
        {
            Next = _ =>
            [
                "Send the script with submit.options.files and call it by its bare name, with the interpreter before it: -mapper 'python3 mapper.py'.",
                "Look at its first line: the interpreter must be on the nodes, and the line must not end in a carriage return.",
            ],
        },
        new("missing_data_source", Application, "Spark knows no such data source or format")
        {
            Next = _ => [$"Add the connector's jar to submit.options.jars, or its coordinates as spark.jars.packages to {Properties}; look at the format's name."],
        },
        new("library_conflict", Application, "Two versions of one library meet")
        {
            Next = _ => ["Build the job against the versions of the image, or shade (relocate) the library in the job's jar."],
        },
        new("java_version", Application, "The program and the Java that runs it do not fit each other")
        {
            Next = _ => ["Compile for the image's Java (javac --release), or choose an image that has a newer one: cluster.options.image-version."],
        },
        new("input_missing", Application, "An input is not there")
        {
            Next = _ => ["Look whether the path, its date and its placeholders are right, and whether whoever makes the input has run; a pattern must match at least one file."],
        },
        new("output_exists", Application, "The output is there already")
        {
            Next = _ => ["Write into a new folder (${UUID} in submit.job_args makes one for each run), or delete the old output first; in Spark choose the mode overwrite or append."],
        },
        new("permission", Application, "Permission was denied")
        {
            Next = _ => ["Give the account that the job runs as (cluster.options.service-account; on the node the user) the right to the path that is named; a script needs the execute bit."],
        },
        new("bad_record", Application, "Something in the data cannot be parsed")
        {
            Next = _ => ["Find the record or the file that is named, and mend it, or have the code count and skip what it cannot read (try_cast, mode PERMISSIVE, mapreduce.map.failures.maxpercent)."],
        },
        new("schema", Application, "The data does not have such a column, table or type")
        {
            Next = _ => ["Compare the names and types with the data's schema (printSchema, DESCRIBE); names may be spelt in other cases, and a table may live in another database."],
        },
        new("disk_full", Application, "There is no space left on a disk")
        {
            Next = _ =>
            [
                "Give the nodes larger disks (cluster.options.worker-boot-disk-size, num-worker-local-ssds) or more nodes; shuffle and spills need the room of the data, and more.",
                "A script that writes files of its own should write into its working directory, and delete them.",
            ],
        },
        new("task_timeout", Application, "A task reported nothing for longer than its limit")
        {
            Next = _ => [$"Have the task report (streaming: write 'reporter:status:...' to standard error), or raise mapreduce.task.timeout in {Properties} (milliseconds); look whether it hangs on a service."],
        },
        new("result_too_large", Application, "More came back to the driver than it may take")
        {
            Next = _ => [$"Do not collect it: write it to the bucket, or aggregate first; or raise spark.driver.maxResultSize (and spark.driver.memory) in {Properties}."],
        },
        new("serialization", Application, "Something cannot be serialised")
        {
            Next = _ =>
            [
                "Make what the closure uses inside the function, or per partition; SparkContext, locks, connections and open files cannot be sent.",
                $"For Kryo's buffer raise spark.kryoserializer.buffer.max in {Properties}.",
            ],
        },
        new("broadcast_timeout", Application, "A broadcast took too long")
        {
            Next = _ => [$"Raise spark.sql.broadcastTimeout, or set spark.sql.autoBroadcastJoinThreshold=-1 in {Properties}; look whether the small side of the join is small."],
        },
        new("counters_limit", Application, "The job has too many counters")
        {
            Next = _ => ["Count fewer things (no ids in counters' names), or raise mapreduce.job.counters.max in cluster.options.properties (mapred:...)."],
        },
        new("connection", Application, "A service that the job needs refused or did not answer")
        {
            Next = _ => ["Look whether the service runs, and whether the cluster's network reaches it (firewall, subnet, DNS, port); have the code retry for a while."],
        },
        new("fetch_failure", Application, "Shuffle data could not be fetched")
        {
            Next = _ =>
            [
                "Look why the nodes or executors that held it went away (memory, full disks, preemption): keep shuffle off preemptible workers, or give executors more memory.",
                $"More and smaller partitions help (spark.sql.shuffle.partitions in {Properties}).",
            ],
        },
        new("executor_lost", Cluster, "Containers were killed from outside")
        {
            Next = _ =>
            [
                "Run it again: nothing in the job's own words says that it did this. If it happens again, look at the nodes' logs for the out-of-memory killer and for preemption.",
                "Use fewer secondary workers (cluster.options.num-secondary-workers), or larger machines.",
            ],
        },
        new("node_lost", Cluster, "A node went away")
        {
            Next = _ => ["Run it again; for jobs that cannot bear it use no preemptible workers (cluster.options.num-secondary-workers 0)."],
        },
        new("resource_request", Usage, "The job asks for more than the cluster can ever give")
        {
            Next = carrier => [$"Ask for less ({Ask(carrier)} in {Properties}), or use larger machines (cluster.options.worker-machine-type)."],
        },
        new("unknown_queue", Usage, "There is no such YARN queue")
        {
            Next = _ => [$"Leave the queue out, or name one that the cluster has (Dataproc's is 'default'): mapreduce.job.queuename, spark.yarn.queue in {Properties}."],
        },
        new("am_failed", Application, "The application master could not start")
        {
            Next = _ =>
            [
                $"Look at what is set for it: yarn.app.mapreduce.am.command-opts and .resource.mb, spark.yarn.am.memory, spark.driver.memory, spark.yarn.am.waitTime in {Properties}.",
                "A Spark program in cluster mode must make its SparkContext first thing.",
            ],
        },
        new("killed_by_user", Cancelled, "Somebody killed the application")
        {
            Next = _ => ["Ask who killed it, and why; run it again when that is settled."],
        },
        new("skew", Application, "Nothing failed; one task took far longer than the others, because of its share of the data")
        {
            Next = _ => [$"Spread the keys: salt the heavy one, aggregate before the shuffle, or set spark.sql.adaptive.skewJoin.enabled=true in {Properties}; for MapReduce a combiner or a partitioner of its own."],
        },
        new(Diagnosis.Unknown, Application, "The evidence does not say why")
        {
            Next = _ => ["Look at the lines shown, and at what is missing; 'spydra dump-logs' prints the whole logs."],
        },
    ];

    private static readonly Dictionary<string, CauseInfo> ByKey = All.ToDictionary(info => info.Key, StringComparer.Ordinal);

    /// <summary>A cause by its key.</summary>
    public static CauseInfo Of(string key) => ByKey[key];

    private static ImmutableArray<string> Heap(Carrier carrier) => carrier switch
    {
        Carrier.Map => [$"Raise mapreduce.map.java.opts (-Xmx, at most 80 % of mapreduce.map.memory.mb) in {Properties}, or keep less in memory."],
        Carrier.Reduce => [$"Raise mapreduce.reduce.java.opts (-Xmx, at most 80 % of mapreduce.reduce.memory.mb) in {Properties}, or lower mapreduce.reduce.shuffle.input.buffer.percent."],
        Carrier.Executor => [$"Raise spark.executor.memory, or lower spark.executor.cores, in {Properties}; more partitions (spark.sql.shuffle.partitions) make each task smaller."],
        Carrier.Driver => [$"Do not collect so much, or raise spark.driver.memory in {Properties}; a Hadoop client takes HADOOP_HEAPSIZE."],
        Carrier.Master => [$"Raise yarn.app.mapreduce.am.resource.mb and yarn.app.mapreduce.am.command-opts, for Spark spark.driver.memory or spark.yarn.am.memory, in {Properties}."],
        _ => [$"Raise the memory in {Properties}: spark.executor.memory and spark.driver.memory, or mapreduce.map.java.opts and mapreduce.reduce.java.opts."],
    };

    private static ImmutableArray<string> ContainerMemory(Carrier carrier) => carrier switch
    {
        Carrier.Map => [$"Raise mapreduce.map.memory.mb in {Properties}, or lower mapreduce.map.java.opts; what a streaming script takes counts, too."],
        Carrier.Reduce => [$"Raise mapreduce.reduce.memory.mb in {Properties}, or lower mapreduce.reduce.java.opts; what a streaming script takes counts, too."],
        _ => [$"Raise spark.executor.memoryOverhead (Python workers live in it), or lower spark.executor.cores, in {Properties}; for MapReduce mapreduce.map.memory.mb and mapreduce.reduce.memory.mb."],
    };

    private static string Ask(Carrier carrier) => carrier switch
    {
        Carrier.Map => "mapreduce.map.memory.mb, mapreduce.map.cpu.vcores",
        Carrier.Reduce => "mapreduce.reduce.memory.mb, mapreduce.reduce.cpu.vcores",
        _ => "mapreduce.map.memory.mb, mapreduce.reduce.memory.mb, spark.executor.memory, spark.executor.cores",
    };
}
