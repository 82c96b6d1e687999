namespace Spydra.History.Causes;

// Memory and disks.
internal static partial class CauseRules
{
    private static IEnumerable<CauseRule> Memory() =>
    [
        new("container_memory", CauseRule.Verdict, "YARN or the kernel says that it killed a process for its memory")
        {
            Shows = @"(?i:beyond (the )?'?(physical|virtual)'? memory limit|Container killed by YARN for exceeding|exceeding (physical |virtual )?memory limits|[Mm]emory cgroup out of memory|oom-kill|oom_reaper|OOMKilled|Out of memory: Kill(ed)? process|exitCode: -10[34]\b|Exit status: -10[34]\b|(killed|terminated) by the (kernel's )?(OOM|out-of-memory) killer|YARN_KILLED_EXCEEDING|insufficient memory for the Java Runtime Environment|Cannot allocate memory|killed because of (an )?out of memory)",
            Example = "Container killed by YARN for exceeding physical memory limits. 1.0 GB of 896 MB physical memory used. Consider boosting spark.executor.memoryOverhead.",
        },
        new("java_heap", CauseRule.Verdict - 5, "OutOfMemoryError")
        {
            Shows = @"\bOutOfMemoryError\b|SparkOutOfMemoryError|OutOfDirectMemoryError|\bOutOfMemoryException\b|GC overhead limit exceeded|(^|Error: )(Java heap space|Metaspace|Direct buffer memory)\b|unable to create (new )?native thread|Unable to acquire \d+ bytes of memory|UNABLE_TO_ACQUIRE_MEMORY",
            Example = "java.lang.OutOfMemoryError: Java heap space",
        },
        new("java_heap", CauseRule.Telling - 5, "A Java machine could not start for its heap")
        {
            Shows = @"Could not reserve enough space for [^\n]*heap|Too small (maximum|initial) heap|Invalid (maximum|initial) heap size",
            Near = ["am_failed", "container_memory"],
            Example = "Error occurred during initialization of VM\nCould not reserve enough space for 4194304KB object heap",
        },
        new("java_heap", CauseRule.Likely, "An executor ended with Spark's own exit code for it")
        {
            Shows = @"[Ee]xit(ed with)? (code|status)(:| is)? *52\b|exit code 52",
            Example = "Container exited with a non-zero exit code 52.",
        },
        new("python_exception", CauseRule.Likely, "Python ran out of memory")
        {
            Shows = @"^MemoryError\b|\bMemoryError:|numpy[\w.]*\._ArrayMemoryError",
            When = clue => clue.Link is not null,
            Near = ["container_memory"],
            Example = "Traceback (most recent call last):\n  File \"mapper.py\", line 7, in <module>\n    rows.append(bytearray(1 << 40))\nMemoryError",
        },
        new("disk_full", CauseRule.Verdict - 4, "The system says that a disk or a quota is full")
        {
            Shows = @"(?i:No space left on device|ENOSPC|Disk quota exceeded|not enough space on the disk|There is not enough space|DSQuotaExceeded|DiskSpace quota|disk is full|\bdisk full\b)",
            Example = "OSError: [Errno 28] No space left on device",
        },
        new("disk_full", CauseRule.Telling, "Hadoop finds no folder to write to")
        {
            Shows = @"(?i:Could not find any valid local directory|local-dirs usable space is below|no more usable space|local-dirs (are|turned) bad|log-dirs (are|turned) bad|No space available in any of the local directories|could only be (replicated|written) to 0 )",
            Example = "org.apache.hadoop.util.DiskChecker$DiskErrorException: Could not find any valid local directory for output/attempt_1795314636366_0191_m_000000_0/file.out",
        },
    ];
}
