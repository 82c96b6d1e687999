using System.Text.RegularExpressions;

namespace Spydra.History.Causes;

// Services that do not answer, and, last, exceptions and exit codes of which no rule knows more.
internal static partial class CauseRules
{
    /// <summary>Exceptions that only carry another one, or tell of the end of something: they say nothing by themselves.</summary>
    private const string Wrappers =
        @"^([\w.]*\.)?(Py4JJavaError|Py4JError|Py4JNetworkError|PythonException|InvocationTargetException|UndeclaredThrowableException|ExecutionException|CompletionException|SparkUserAppException"
        + @"|InterruptedException|InterruptedIOException|ClosedChannelException|StacklessClosedChannelException|CancellationException|TaskKilledException|ClosedByInterruptException|ExitCodeException"
        + @"|SystemExit|KeyboardInterrupt|CalledProcessError|BlockManagerStopped\w*|RejectedExecutionException|SparkUncaughtException)\b"
        + @"|Job aborted|Job \d+ cancelled|SparkContext was shut down|Exception thrown in awaitResult|PipeMapRed\.|Job failed!|Task failed while writing|FAILED_EXECUTE_UDF|TASK_WRITE_FAILED|WRITE_JOB"
        + @"|finished with failed status|User application exited|Error while (calling|obtaining)|Stage cancelled|[Ss]tream (is )?closed|Filesystem closed|Task killed|Application [\w]+ finished|Exception from container-launch"
        + @"|Writing job aborted|Failed to execute user defined function|Failed to submit application|Application application_\w+ failed \d+ times|Connection from [^\n]* closed|Failed to send RPC|Cannot call methods on a stopped SparkContext|An error occurred while calling"
        + @"|error in shuffle in|Streaming Command Failed|Broken pipe|java\.lang\.RuntimeException: Error in configuring object|^java\.lang\.RuntimeException: java\.|Error running child|Shutdown in progress|RpcEnv(StoppedException| already stopped)";

    private static IEnumerable<CauseRule> Services() =>
    [
        new("connection", CauseRule.Telling - 2, "A connection is refused, times out, or its address is not known")
        {
            Shows = @"(?i:Connection refused|ConnectionRefused|\bConnectException|UnknownHostException|NoRouteToHostException|SocketTimeoutException|Communications link failure|Connection timed out|ConnectTimeout|connect timed out|Read timed out|ReadTimeout|Max retries exceeded with url|Name or service not known|Temporary failure in name resolution|nodename nor servname|Could not connect to|could not connect to server|Failed to establish a new connection|NoHostAvailable|No (Cassandra|mongo)\w* [^\n]*available|NoBrokersAvailable|NoNodeAvailable|Failed to construct kafka|Timed out waiting for a node assignment|SSLHandshakeException|SSLError|CERTIFICATE_VERIFY_FAILED|503 Service Unavailable|ServiceUnavailable|HTTP Error 50[0234]|Bad Gateway|Gateway Time-?out|Network is unreachable|No route to host|Could not open client transport|HttpHostConnectException|MongoTimeoutException|ServerSelectionTimeout|JedisConnectionException|CommunicationsException|The driver has not received any packets|Can't connect to (MySQL|local)|getaddrinfo|\bENOTFOUND\b|ECONNREFUSED|ETIMEDOUT|EsHadoopNoNodesLeft|all nodes failed|\bConnection to \S+ refused|429 Too Many|Too Many Requests|\b429\b[^\n]*(rate|quota|limit)|RESOURCE_EXHAUSTED|rateLimitExceeded|Deadline Exceeded|DEADLINE_EXCEEDED|UNAVAILABLE: )",
            When = clue => !IsOfPlatform(clue),
            Example = "ConnectionRefusedError: [Errno 111] Connection refused",
        },
        new("connection", CauseRule.Telling + 10, "A service says that its quota or its rate is used up")
        {
            Shows = @"(?i:quota exceeded|quotaExceeded|rateLimitExceeded|exceeded (the )?(rate limit|quota)|Too many requests)",
            When = clue => !clue.Text.Contains("disk", StringComparison.OrdinalIgnoreCase),
            Near = ["permission"],
            Example = "com.google.cloud.bigquery.BigQueryException: Quota exceeded: Your table exceeded quota for imports or query appends per table.",
        },
        new("connection", CauseRule.Likely - 2, "A connection broke, or a wait for an answer ended")
        {
            Shows = @"ConnectionResetError|Connection reset|ConnectionAbortedError|RemoteDisconnected|ProtocolError|IncompleteRead|^TimeoutError|socket\.timeout|TimeoutException|(?<!\bsqlite3\.)OperationalError[^\n]*([Cc]onnect|[Ss]erver|[Tt]imed? ?out|gone away|[Rr]efused|[Cc]losed|[Hh]ost|[Ll]ost)|ConnectionError\b|SQLTransientConnectionException|SQLNonTransientConnectionException|\bRequestException|URLError",
            When = clue => clue.Link is not null && !IsOfPlatform(clue) && !clue.Within("api.python.PythonRunner"),
            Near = ["python_exception", "java_exception"],
            Example = "Traceback (most recent call last):\n  File \"mapper.py\", line 9, in <module>\n    reply = store.recv(16)\nConnectionResetError: [Errno 104] Connection reset by peer",
        },
        new("connection", CauseRule.Symptom + 4, "The other end of a pipe or a connection is gone: what ended there is looked for")
        {
            Shows = @"^BrokenPipeError\b",
            When = clue => clue.Link is not null && !IsOfPlatform(clue),
            Near = ["script_exit"],
            Example = "Traceback (most recent call last):\n  File \"rows.py\", line 4, in <module>\n    print(row)\nBrokenPipeError: [Errno 32] Broken pipe",
        },
        new("executor_lost", CauseRule.Symptom + 8, "Spark's own connections broke: something on the other side went away")
        {
            Shows = @"Connection (reset|refused)|Failed to connect to|ClosedChannelException|Futures timed out|Heartbeat|heartbeat timed out|Cannot receive any reply from|RpcTimeoutException",
            When = IsOfPlatform,
            Near = ["fetch_failure"],
            Example = "java.io.IOException: Failed to connect to w-1/192.0.2.3:7337\n\tat org.apache.spark.network.client.TransportClientFactory.createClient(TransportClientFactory.java:294)",
        },
    ];

    /// <summary>Whether the connection is one between parts of the platform: what breaks there is a consequence.</summary>
    private static bool IsOfPlatform(Clue clue) => clue.Within("org.apache.spark.network.") || clue.Within("org.apache.spark.rpc.") || clue.Within("reduce.Fetcher") || clue.Within("org.apache.hadoop.ipc.Server")
        || (clue.Near("py4j/") && clue.Text.Contains("Connection", StringComparison.Ordinal)) || clue.Within("deploy.yarn.ApplicationMaster") || (clue.Trouble.Logger is { } logger && PlatformLogger().IsMatch(logger));

    /// <summary>Whether a part of the platform logged it, of its own affairs.</summary>
    public static bool IsOfPlatform(Trouble trouble) => trouble.Logger is { } logger && (PlatformLogger().IsMatch(logger) || SchedulerLogger().IsMatch(logger));

    [GeneratedRegex(@"YarnScheduler|YarnClusterScheduler|TaskSetManager|TaskSchedulerImpl|DAGScheduler|ShutdownHookManager|LiveListenerBus|AsyncEventQueue|ContextCleaner|ExecutorAllocationManager|HealthTracker", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex SchedulerLogger();

    [GeneratedRegex(@"Transport\w*$|OneWayOutbox|RpcOutbox|NettyRpc|BlockManager|Shuffle|ipc\.Server|ipc\.Client|RMProxy|RetryInvocationHandler|YarnAllocator|YarnSchedulerBackend|YarnClientSchedulerBackend", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PlatformLogger();

    private static IEnumerable<CauseRule> Last() =>
    [
        new("python_exception", CauseRule.General + 2, "An exception of Python, of which no rule knows more")
        {
            When = clue => clue.Link?.Language == ThrownLanguage.Python && !IsWrapper(clue.Text) && !IsOfPlatform(clue),
            Example = "Traceback (most recent call last):\n  File \"report.py\", line 9, in <module>\n    rates[row['utm_campaign']]\nKeyError: 'utm_campaign'",
        },
        new("java_exception", CauseRule.General, "An exception of Java, of which no rule knows more")
        {
            When = clue => clue.Link?.Language == ThrownLanguage.Java && !IsBare(clue) && !IsInternal(clue.Text) && !IsWrapper(clue.Text) && !IsOfPlatform(clue),
            Example = "java.lang.NullPointerException: Cannot invoke \"Campaign.getOwner()\" because \"campaign\" is null",
        },
        new("script_exit", CauseRule.Symptom + 6, "Hadoop Streaming says with which code the command ended")
        {
            Shows = @"subprocess failed with code \d+|subprocess exited (successfully|with)|non-zero exit status \d+|R/W/S=\d+/\d+/\d+",
            Example = "java.lang.RuntimeException: PipeMapRed.waitOutputThreads(): subprocess failed with code 3",
        },
        new("unknown", CauseRule.Faint, "The driver went away without a word")
        {
            Shows = @"Driver terminated or disconnected|Driver [\w.:]+ disassociated|Streaming Command Failed|Task failed task_|Job failed as tasks failed|finished with failed status|Application report[^\n]*FAILED",
            Example = "26/11/22 03:27:12 INFO ApplicationMaster$AMEndpoint: Driver terminated or disconnected! Shutting down. w-0:41337",
        },
    ];

    [GeneratedRegex(Internal, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex InternalPath();

    [GeneratedRegex(Wrappers, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Wrapper();

    /// <summary>Whether it says nothing itself, and another one caused it.</summary>
    private static bool IsBare(Clue clue) => clue.Link is { Message.Length: 0 } link && !ReferenceEquals(clue.Trouble.Chain[^1], link);

    /// <summary>Whether a text holds an exception that carries no other one: what a rule for it would be about.</summary>
    public static bool HasCause(Trouble trouble) => trouble.Chain is [.., var deepest] && !IsWrapper(deepest.Message.Length == 0 ? deepest.Type : $"{deepest.Type}: {deepest.Message}");

    private static bool IsInternal(string text) => InternalPath().IsMatch(text);

    private static bool IsWrapper(string text) => Wrapper().IsMatch(text);
}
