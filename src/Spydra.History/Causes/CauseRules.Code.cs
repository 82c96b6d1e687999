namespace Spydra.History.Causes;

// Programs, classes, modules, versions, processes.
internal static partial class CauseRules
{
    private static IEnumerable<CauseRule> Code() =>
    [
        new("missing_data_source", CauseRule.Verdict, "Spark finds no data source of this name")
        {
            Shows = @"DATA_SOURCE_NOT_FOUND|Failed to find (the )?data source|class for data source|Multiple sources found for",
            Example = "[DATA_SOURCE_NOT_FOUND] Failed to find the data source: bigquery. Please find packages at `https://spark.apache.org/third-party-projects.html`.",
        },
        new("missing_class", CauseRule.Telling, "Java does not find a class")
        {
            Shows = @"ClassNotFoundException|NoClassDefFoundError(?!: Could not initialize)|Failed to load (main )?class|No main class set|Could not find or load main class|No suitable driver|Class [\w.$]+ not found|(?i:unable to (find|load|initialize) (main )?class|class not found|can('t|not) find class)|CANNOT_LOAD_FUNCTION_CLASS|No FileSystem for scheme|Cannot load main class from JAR|UnsatisfiedLinkError|ServiceConfigurationError",
            Example = "java.lang.ClassNotFoundException: com.example.clickstream.DailyReport",
        },
        new("library_conflict", CauseRule.Telling + 6, "Java finds the class, and not what another one expects in it")
        {
            Shows = @"NoSuchMethodError|NoSuchFieldError|AbstractMethodError|IncompatibleClassChangeError|Found (interface|class) [\w.]+, but (class|interface) was expected|IllegalAccessError|\bVerifyError|java\.lang\.LinkageError|loader constraint violation|local class incompatible|Incompatible Jackson version|requires Jackson Databind|java\.lang\.NoSuchMethodException: [\w.]*scala|binary incompatibility|was compiled (against|using) (a module|NumPy)|PYTHON_VERSION_MISMATCH|Python in worker has different version|cannot be cast to class [\w.$]+ \([\w.$]+ (and|is in)[^\n]*same name",
            When = clue => !clue.Text.Contains("in module java.base", StringComparison.Ordinal),
            Example = "java.lang.NoSuchMethodError: 'com.google.common.base.Preconditions.checkArgument(boolean, java.lang.String, java.lang.Object)'",
        },
        new("java_version", CauseRule.Verdict, "A class file is of another Java, or Java forbids what it once allowed")
        {
            Shows = @"UnsupportedClassVersionError|compiled by a more recent version|Unsupported (class file )?major\.?( |)(minor )?version|InaccessibleObjectException|does not ""?opens? [\w.]+""? to unnamed module|cannot access class [\w.]+(\$[\w.]+)? \(in module java\.base\)|Unsupported Java version|class file has wrong version|requires Java \d+",
            Example = "java.lang.UnsupportedClassVersionError: com/example/Report has been compiled by a more recent version of the Java Runtime (class file version 69.0), this version of the Java Runtime only recognizes class file versions up to 61.0",
        },
        new("missing_module", CauseRule.Telling + 2, "The interpreter does not find a module")
        {
            Shows = @"No module named|ModuleNotFoundError|ImportError: cannot import name|cannot import name '|^ImportError\b|Can't locate \S+\.pm in @INC|[Cc]annot find module '|there is no package called|cannot load such file -- |ModuleNotFoundException|PACKAGE_NOT_INSTALLED|(must be|is not) installed; however|could not find package|DistributionNotFound|PackageNotFoundError",
            Example = "ModuleNotFoundError: No module named 'geoip2'",
        },
        new("missing_program", CauseRule.Verdict - 8, "The shell or Java does not find a program")
        {
            Shows = @"(?i:Cannot run program ""[^""]*""[^\n]*error=2\b|: command not found|command not found: |: not found$|bad interpreter: No such file|env: .?[\w./\-]+\\?r?.?: No such file or directory|/usr/bin/env: [^\n]*No such file|[Ee]xec format error|Unable to locate (the )?executable|No such file or directory[^\n]*interpreter|is not recognized as an internal or external command|Could not find (the )?python|subprocess failed with code 127\b|[Ee]xit(ed)?( with)?( a non-zero)? (code|status):? 127\b|can't open file '[^']+\.py': \[Errno 2\]|Can't open perl script|exec: ""?[\w./\-]+""?:( not found| executable file not found))",
            Example = "java.io.IOException: Cannot run program \"clickparse\": error=2, No such file or directory",
        },
        new("missing_program", CauseRule.Verdict - 8, "Python does not find a program that it is to start")
        {
            Shows = @"FileNotFoundError: \[Errno 2\]|No such file or directory",
            When = clue => clue.Link?.Language == ThrownLanguage.Python && clue.Near("subprocess.py"),
            Example = "Traceback (most recent call last):\n  File \"mapper.py\", line 4, in <module>\n    subprocess.run(['ffprobe', name], check=True)\n  File \"/usr/lib/python3.11/subprocess.py\", line 1955, in _execute_child\n    raise child_exception_type(errno_num, err_msg, err_filename)\nFileNotFoundError: [Errno 2] No such file or directory: 'ffprobe'",
        },
        new("permission", CauseRule.Verdict - 9, "A program is there, and may not be run")
        {
            Shows = @"Cannot run program ""[^""]*""[^\n]*error=13\b|bad interpreter: Permission denied|subprocess failed with code 126\b|exit (code|status):? 126\b",
            Example = "java.io.IOException: Cannot run program \"./mapper.sh\": error=13, Permission denied",
        },
        new("worker_crash", CauseRule.Verdict - 6, "A process tells that it died of a signal, or of what it could not survive")
        {
            Shows = @"Fatal Python error|Python worker exited unexpectedly|Segmentation fault|\bSIGSEGV\b|\bSIGBUS\b|\bSIGABRT\b|\bSIGILL\b|\bSIGFPE\b|\bcore dumped\b|terminate called (after|without)|A fatal error has been detected by the Java Runtime|double free or corruption|free\(\): invalid|malloc\(\): |stack smashing detected|Illegal instruction|\bBus error\b|Floating point exception\b|subprocess failed with code (13[1-6]|138|139|152|153|159)\b|[Ee]xit (code|status)(:| is)? *(13[46]|139)\b|exit code (13[46]|139)\b|Python worker (process )?(has )?(crashed|died)",
            Near = ["script_exit"],
            Example = "org.apache.spark.SparkException: Python worker exited unexpectedly (crashed): Fatal Python error: Segmentation fault",
        },
        new("worker_crash", CauseRule.Telling - 5, "The connection to a Python worker broke")
        {
            Shows = @"Connection reset|EOFException|Broken pipe|SocketException",
            When = clue => clue.Link?.Language == ThrownLanguage.Java && (clue.Within("api.python.") || clue.Within("sql.execution.python")),
            Near = ["connection", "executor_lost", "container_memory"],
            Example = "java.net.SocketException: Connection reset\n\tat java.base/java.net.SocketInputStream.read(SocketInputStream.java:210)\n\tat org.apache.spark.api.python.BasePythonRunner$ReaderIterator.hasNext(PythonRunner.scala:601)",
        },
        new("worker_crash", CauseRule.Symptom + 16, "A streaming command was killed (137, 143)")
        {
            Shows = @"subprocess failed with code (137|143|129|130)\b",
            Near = ["container_memory", "executor_lost", "script_exit"],
            Example = "java.lang.RuntimeException: PipeMapRed.waitOutputThreads(): subprocess failed with code 137",
        },
        new("serialization", CauseRule.Verdict - 3, "Something cannot be sent to where the code runs")
        {
            Shows = @"NotSerializableException|Task not serializable|[Cc]an(no|')t pickle|PicklingError|CONTEXT_ONLY_VALID_ON_DRIVER|Could not serialize object|attempting to reference SparkContext|KryoException|Kryo serialization failed|Buffer overflow\. Available|Class is not registered|CONTEXT_UNAVAILABLE_FOR_REMOTE_CLIENT|PickleException|UnpicklingError|JVM_ATTRIBUTE_NOT_SUPPORTED|cannot be serialized|Failed to serialize",
            Example = "_pickle.PicklingError: Could not serialize object: TypeError: cannot pickle '_thread.lock' object",
        },
        new("result_too_large", CauseRule.Verdict, "Spark counts what comes back, and names the limit")
        {
            Shows = @"spark\.driver\.maxResultSize|spark\.rpc\.message\.maxSize|is bigger than (local )?maxResultSize|Cannot broadcast the table that is larger than|_EXCEEDED_MAX_RESULT_SIZE",
            Example = "org.apache.spark.SparkException: Job aborted due to stage failure: Total size of serialized results of 12 tasks (1075.3 MiB) is bigger than spark.driver.maxResultSize (1024.0 MiB)",
        },
        new("broadcast_timeout", CauseRule.Verdict, "Spark says that a broadcast took too long")
        {
            Shows = @"Could not execute broadcast in|spark\.sql\.broadcastTimeout",
            Example = "org.apache.spark.SparkException: Could not execute broadcast in 300 secs. You can increase the timeout for broadcasts via spark.sql.broadcastTimeout",
        },
        new("broadcast_timeout", CauseRule.Verdict, "A wait of a broadcast join ended")
        {
            Shows = @"Futures timed out after \[\d+ seconds\]",
            When = clue => clue.Within("BroadcastExchange") || clue.Within("BroadcastHashJoin") || clue.Within("doExecuteBroadcast"),
            Example = "java.util.concurrent.TimeoutException: Futures timed out after [300 seconds]\n\tat scala.concurrent.impl.Promise$DefaultPromise.ready(Promise.scala:259)\n\tat org.apache.spark.sql.execution.exchange.BroadcastExchangeExec.doExecuteBroadcast(BroadcastExchangeExec.scala:211)",
        },
    ];
}
