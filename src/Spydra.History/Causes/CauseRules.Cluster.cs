namespace Spydra.History.Causes;

// What YARN, the application master and Spark's scheduler say of containers, nodes and requests.
internal static partial class CauseRules
{
    private static IEnumerable<CauseRule> Cluster() =>
    [
        new("resource_request", CauseRule.Verdict + 2, "YARN or Spark refuses what is asked for, and names the limit")
        {
            Shows = @"maxContainerCapability|max container capability|InvalidResourceRequestException|Required (executor|AM|driver|map|reduce|client) memory[^\n]*above the max threshold|Invalid resource request|greater than (the )?maximum allowed|(System|Executor|Driver) memory [\d.]+\w* must be at least|Requested (vcores|memory|resource)[^\n]*(max(imum)? allowed|exceed)",
            Example = "The required MAP capability is more than the supported max container capability in the cluster. Killing the Job. mapResourceRequest: <memory:8192, vCores:1> maxContainerCapability:<memory:4096, vCores:4>",
        },
        new("unknown_queue", CauseRule.Verdict + 2, "YARN knows no such queue")
        {
            Shows = @"(?i:to (unknown|non-leaf|non leaf|stopped) queue|queue:? *[\w.'\-]* (does not exist|is STOPPED|doesn't exist|is not a leaf)|unknown queue|is not a leaf queue|no such queue|invalid queue|queue\b[^\n]{0,60}\b(does not|doesn't|not) exist|queue\b[^\n]{0,40}\bnot found)",
            Example = "Application application_1795314636366_0111 submitted by user root to unknown queue: etl-prod",
        },
        new("permission", CauseRule.Verdict, "YARN refuses the user the queue")
        {
            Shows = @"(?i:does not have permission to submit|cannot submit applications? to queue)",
            Near = ["unknown_queue"],
            Example = "org.apache.hadoop.security.AccessControlException: User etl does not have permission to submit application_1795314636366_0200 to queue prod",
        },
        new("killed_by_user", CauseRule.Verdict, "YARN or MapReduce says who killed the application")
        {
            Shows = @"(?i:\b(was |has been )?killed by (user|admin)|Kill (job|application) \w+ received from|Application killed by|kill(ed)? (request )?(received )?from user|job cancelled by user|Job \w+ was killed by)",
            Example = "Application application_1795314636366_0104 was killed by user root at 127.0.0.1",
        },
        new("killed_by_user", CauseRule.Likely, "YARN says KILLED, and nobody says why")
        {
            Shows = @"failed with state KILLED|exited unexpectedly with state KILLED|Job received Kill|finished with killed status|Application (\w+ )?is killed|Driver received SIG(TERM|INT)|JobStatus is CANCELLED",
            Near = ["executor_lost"],
            Example = "26/11/22 03:28:01 ERROR YarnClientSchedulerBackend: YARN application has exited unexpectedly with state KILLED! Check the YARN application logs for more details.",
        },
        new("node_lost", CauseRule.Telling + 5, "YARN says that the node went away under the container")
        {
            Shows = @"(?i:Container released on an? \*?(lost|unhealthy|decommissioned|decommissioning)\*? *node|Exit status: -100\b|exitCode: -100\b|\bnode\w* [\w.:\-]+ (is|was|became|has become) (lost|unhealthy|unusable|decommission\w+)|nodemanager[^\n]{0,60}(lost|expired)|(because|as) the node [^\n]*(lost|unhealthy|shut ?down)|on (a )?unusable node|TaskAttempt killed because it ran on unusable node|Lost node|as it is now (LOST|DECOMMISSIONED|UNHEALTHY|SHUTDOWN|REBOOTED)|node is (unhealthy|lost)|marked as bad: [^\n]*Exit status: -100)",
            Example = "ExecutorLostFailure (executor 5 exited unrelated to the running tasks) Reason: Container from a bad node: container_1795314636366_0301_01_000006 on host: w-3. Exit status: -100. Diagnostics: Container released on a *lost* node.",
        },
        new("executor_lost", CauseRule.Telling, "YARN took the container back")
        {
            Shows = @"(?i:Container (was )?preempted|on host: \S+ was preempted|preempted by (the )?scheduler|Exit status: -102\b|exitCode: -102\b|container released by|exit(ed)? [^\n]*due to preemption)",
            Near = ["node_lost"],
            Example = "ExecutorLostFailure (executor 3 exited unrelated to the running tasks) Reason: Container container_1795314636366_0302_01_000004 on host: w-1 was preempted.",
        },
        new("executor_lost", CauseRule.Symptom + 12, "Too many containers were killed, or one was, and its log does not say why")
        {
            Shows = @"Killed by external signal|[Ee]xit (code|status)(:| is)? *137\b|exit code 137|ExecutorLostFailure|Lost executor|Executor Process Lost|Remote RPC client disassociated|[Ww]orker lost|Slave lost|Executor heartbeat timed out|ExecutorDeadException|exited with (code )?137\b|\bsignal 9\b|Executor (has been )?decommissioned|marked as failed: container_",
            Near = ["container_memory"],
            Example = "[2026-11-22 03:26:59.446]Container exited with a non-zero exit code 137. Killed by external signal",
        },
        new("executor_lost", CauseRule.Symptom + 14, "Spark gave up after so many of them")
        {
            Shows = @"Max number of executor failures",
            Near = ["container_memory", "java_heap"],
            Example = "ERROR YarnClientSchedulerBackend: Diagnostics message: Max number of executor failures (2) reached",
        },
        new("executor_lost", CauseRule.Symptom + 2, "A container was asked to end (143)")
        {
            Shows = @"[Ee]xit (code|status)(:| is)? *143\b|Container killed on request|RECEIVED SIGNAL TERM",
            Near = ["container_memory", "java_heap"],
            Example = "Container killed on request. Exit code is 143",
        },
        new("fetch_failure", CauseRule.Telling + 5, "Spark or MapReduce gave up fetching shuffle data")
        {
            Shows = @"FetchFailed|MetadataFetchFailedException|Missing an output location for shuffle|Exceeded MAX_FAILED_UNIQUE_FETCHES|Too many fetch[ -]failures|MAX_ALLOWED_FETCH_FAILURES|Failed to (fetch|get) (shuffle )?block|Failed to shuffle|Shuffle failed with too many fetch failures",
            Example = "java.io.IOException: Exceeded MAX_FAILED_UNIQUE_FETCHES; bailing-out.",
        },
        new("fetch_failure", CauseRule.Telling + 4, "Spark gave a stage up whose shuffle data was lost again and again")
        {
            Shows = @"has failed the maximum allowable number of times",
            Example = "Job aborted due to stage failure: ResultStage 1 (count at regroup.py:19) has failed the maximum allowable number of times: 4. Most recent failure reason:",
        },
        new("killed_by_user", CauseRule.Symptom + 4, "The application master was asked to end")
        {
            Shows = @"RECEIVED SIGNAL (TERM|15)",
            When = clue => clue.Carrier == Carrier.Master,
            Near = ["executor_lost"],
            Example = "26/11/22 03:24:05 ERROR ApplicationMaster: RECEIVED SIGNAL TERM",
        },
        new("fetch_failure", CauseRule.Symptom + 15, "The shuffle of a reduce failed")
        {
            Shows = @"ShuffleError|error in shuffle in|Failed to connect to [^\n]*|Connection from [^\n]* closed",
            When = clue => clue.Text.Contains("huffle", StringComparison.Ordinal) || clue.Within("org.apache.spark.network.shuffle") || clue.Within("reduce.Fetcher"),
            Example = "org.apache.hadoop.mapreduce.task.reduce.Shuffle$ShuffleError: error in shuffle in fetcher#3",
        },
        new("task_timeout", CauseRule.Verdict, "The application master ended a task that did not report")
        {
            Shows = @"(?i:Timed out after \d+ ?secs?|failed to report status for \d+ seconds|Task timed out)",
            Example = "AttemptID:attempt_1795314636366_0190_m_000000_0 Timed out after 600 secs",
        },
        new("counters_limit", CauseRule.Verdict, "The counters are counted")
        {
            Shows = @"[Cc]ounters? [Ee]xceeded limit|Too many counters|Too many counter groups|counters\.LimitExceededException|Counter(s)? limit exceeded|LimitExceededException: (Too many|Counter)",
            Example = "org.apache.hadoop.mapreduce.counters.LimitExceededException: Too many counters: 121 max=120",
        },
        new("am_failed", CauseRule.Telling + 10, "The application master cannot start, and says what it waits for")
        {
            Shows = @"Could not find or load main class [\w.]*(MRAppMaster|ApplicationMaster|ExecutorLauncher)|SparkContext did not initialize after waiting|ApplicationMaster for attempt \w+ timed out|User did not initialize spark context|Yarn application has already ended! It might have been killed or unable to launch application master|unable to launch application master",
            Example = "Error: Could not find or load main class org.apache.hadoop.mapreduce.v2.app.MRAppMaster",
        },
        new("am_failed", CauseRule.Telling + 10, "Spark's application master waited for a SparkContext")
        {
            Shows = @"Futures timed out after \[\d+ milliseconds\]",
            When = clue => clue.Trouble.Logger?.EndsWith("ApplicationMaster", StringComparison.Ordinal) == true || clue.Within("deploy.yarn.ApplicationMaster"),
            Example = "26/11/22 03:24:34 ERROR ApplicationMaster: Uncaught exception: \njava.util.concurrent.TimeoutException: Futures timed out after [5000 milliseconds]\n\tat org.apache.spark.deploy.yarn.ApplicationMaster.runDriver(ApplicationMaster.scala:520)",
        },
        new("am_failed", CauseRule.Telling, "A Java machine could not start: the application master's")
        {
            Shows = @"Error occurred during initialization of VM|Too small (maximum|initial) heap|Could not reserve enough space|Could not create the Java Virtual Machine|Invalid (maximum|initial) heap size|Unrecognized VM option|Unrecognized option: -",
            When = clue => clue.Carrier == Carrier.Master,
            Near = ["java_heap"],
            Example = "Error occurred during initialization of VM\nToo small maximum heap",
        },
        new("am_failed", CauseRule.Symptom + 5, "The application failed because its master did")
        {
            Shows = @"due to AM Container for|AM Container for \w+ exited|Failed to launch (the )?application master|MRAppMaster: Error starting MRAppMaster",
            Example = "Application application_1795314636366_0105 failed 2 times due to AM Container for appattempt_1795314636366_0105_000002 exited with  exitCode: 1",
        },
    ];
}
