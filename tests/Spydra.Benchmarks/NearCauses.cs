namespace Spydra.Benchmarks;

/// <summary>
/// What may be said of a failure whose own rule is not there, and be of use: the wider cause that it is a case of, or one that it is hard to tell
/// from with the same evidence. Everything else that is said with confidence would send a person the wrong way.
/// </summary>
internal static class NearCauses
{
    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        ["java_heap"] = ["container_memory", "executor_lost", "am_failed", "worker_crash", "result_too_large", "java_exception"],
        ["container_memory"] = ["java_heap", "executor_lost", "worker_crash"],
        ["executor_lost"] = ["container_memory", "java_heap", "node_lost", "worker_crash", "killed_by_user"],
        ["node_lost"] = ["executor_lost", "fetch_failure"],
        ["fetch_failure"] = ["node_lost", "executor_lost", "connection", "java_exception"],
        ["worker_crash"] = ["script_exit", "executor_lost", "container_memory", "connection", "python_exception"],
        ["python_exception"] = ["script_exit", "bad_record"],
        ["java_exception"] = ["bad_record", "schema", "serialization"],
        ["script_exit"] = ["python_exception", "missing_program", "worker_crash"],
        ["missing_class"] = ["library_conflict", "missing_data_source", "java_exception", "am_failed"],
        ["missing_module"] = ["python_exception", "script_exit", "missing_program"],
        ["missing_program"] = ["script_exit", "permission", "input_missing", "java_exception", "am_failed"],
        ["missing_data_source"] = ["missing_class", "schema", "java_exception", "python_exception"],
        ["library_conflict"] = ["missing_class", "java_version", "java_exception", "serialization"],
        ["java_version"] = ["library_conflict", "missing_class", "java_exception"],
        ["input_missing"] = ["schema", "java_exception", "python_exception", "script_exit", "missing_program"],
        ["output_exists"] = ["schema", "java_exception", "python_exception"],
        ["permission"] = ["java_exception", "python_exception", "script_exit", "connection"],
        ["bad_record"] = ["java_exception", "python_exception", "script_exit", "schema"],
        ["schema"] = ["java_exception", "python_exception", "input_missing", "bad_record", "missing_data_source"],
        ["disk_full"] = ["java_exception", "python_exception", "script_exit"],
        ["task_timeout"] = ["executor_lost", "killed_by_user"],
        ["result_too_large"] = ["java_heap", "serialization", "java_exception"],
        ["serialization"] = ["java_exception", "python_exception", "library_conflict"],
        ["broadcast_timeout"] = ["task_timeout", "connection", "java_exception"],
        ["counters_limit"] = ["java_exception"],
        ["connection"] = ["java_exception", "python_exception", "script_exit", "task_timeout"],
        ["resource_request"] = ["am_failed", "killed_by_user"],
        ["unknown_queue"] = ["permission", "resource_request", "am_failed"],
        ["am_failed"] = ["java_heap", "executor_lost", "java_exception"],
        ["killed_by_user"] = ["executor_lost"],
    };

    public static bool Are(string cause, string said) => Table.TryGetValue(cause, out var near) && near.Contains(said, StringComparer.Ordinal);
}
