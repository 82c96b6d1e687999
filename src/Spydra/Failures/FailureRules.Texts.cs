using System.Text.RegularExpressions;

namespace Spydra.Failures;

// What the texts show. None backtracks over lines (a driver's output is 64 KB), and none holds a name of anybody's.
internal static partial class FailureRules
{
    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;
    private const RegexOptions AsWritten = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"(zones/(?<zone>[\w-]+)' )?does not have enough resources available|RESOURCE_POOL_EXHAUSTED|\bSTOCKOUT\b|currently unavailable in the (?<zone>[\w-]+) zone", AnyCase)]
    private static partial Regex Stockout();

    [GeneratedRegex(@"Quota exceeded for quota (metric|group) '(?<metric>[^']+)'|Insufficient tokens for quota '(?<metric>[^']+)'|(user)?rate ?limit ?exceeded|RATE_LIMIT_EXCEEDED|CONCURRENT_OPERATIONS_QUOTA", AnyCase)]
    private static partial Regex TooManyCalls();

    [GeneratedRegex(@"Insufficient '(?<metric>\w+)' quota|Insufficient (regional )?quota to satisfy request[^""\n]*(""(?<metric>\w+)"")?|Quota '(?<metric>\w+)' exceeded(\.? +Limit: [\d.]+ in region (?<region>[\w-]+))?|\binsufficient (\w+ )?quota\b|QUOTA_EXCEEDED|exceeds? (your |the )?(available |\w+ )?quota", AnyCase)]
    private static partial Regex Quota();

    [GeneratedRegex(@"IP_SPACE_EXHAUSTED[^\n]*?(subnetworks/(?<subnet>[\w-]+)|$)|IP space of '?[^' ]*?(subnetworks/(?<subnet>[\w-]+))?'? is exhausted", AnyCase)]
    private static partial Regex Addresses();

    [GeneratedRegex(@"not authorized to act as (the )?service account '?(?<account>[^' ]+)|iam\.serviceAccounts\.actAs", AnyCase)]
    private static partial Regex ActAs();

    [GeneratedRegex(@"API has not been used in project [^\n]*?(/api/(?<service>[\w.-]+)/|$)|SERVICE_DISABLED|accessNotConfigured|Service '(?<service>[\w.-]+)' is not enabled", AnyCase)]
    private static partial Regex ApiOff();

    [GeneratedRegex(@"billing (is |has been )?(disabled|to be enabled)|has not configured billing|absent billing account|billing account [^\n]*(disabled|closed|absent)|billing must be enabled|Billing is not enabled|accountDisabled", AnyCase)]
    private static partial Regex Billing();

    [GeneratedRegex(@"(?<constraint>constraints/[\w.]+)|violated one or more Org Policies|prohibited by organization's policy|vpcServiceControls|organization policy", AnyCase)]
    private static partial Regex Policy();

    [GeneratedRegex(@"Required ['""](?<permission>[\w.]+)['""] permission(\(s\))?( for ['""](?<resource>[^'""]+))?|Permission ['""](?<permission>[\w.]+)['""] denied( on resource '(?<resource>[^']+))?|((?<account>[\w.+-]+@[\w.-]+) )?does not have (?<permission>\w+\.\w+\.\w+) access|does not have (the )?(required )?permission", AnyCase)]
    private static partial Regex Right();

    [GeneratedRegex(@"(resource '(?<resource>[^']+)' )?is not ready\b|\bresourceNotReady\b|is currently being (created|deleted|updated|repaired)", AnyCase)]
    private static partial Regex NotReady();

    [GeneratedRegex(@"Initialization action (failed|timed out)\W*(Failed action *['`]?(?<script>gs://[^'`,\s]+))?([^\n]*?see output in: *(?<log>gs://\S+[^\s.]))?", AnyCase)]
    private static partial Regex InitAction();

    [GeneratedRegex(@"Failed to initialize node|Timeout waiting for instance|Cannot start master|unable to register with master|minimum required (datanodes|node ?managers)|Timed out waiting for \d+ nodes|Agent reports failure[^\n]*?'(?<log>gs://[^']+)|(nodes?|instances?|resources?) [^\n]*\b(unhealthy|have registered)|\bpreempted\b", AnyCase)]
    private static partial Regex Node();

    [GeneratedRegex(@"Invalid value for field|Invalid JSON payload|must match (pattern|regex)|Unknown (name|region|zone)|does not exist in zone|' was not found", AnyCase)]
    private static partial Regex WrongRequest();

    [GeneratedRegex(@"certificate|\bSSL\b|\bTLS\b|secure connection", AnyCase)]
    private static partial Regex Certificate();

    [GeneratedRegex(@"prox(y|ies)", AnyCase)]
    private static partial Regex Proxy();

    [GeneratedRegex(@"name resolution|Name or service not known|Name does not resolve|no such host|host lookup|UnknownHost|its name is not known", AnyCase)]
    private static partial Regex Name();

    [GeneratedRegex(@"Application is killed by ResourceManager as it has exceeded the lifetime", AsWritten)]
    private static partial Regex Lifetime();

    [GeneratedRegex(@"maxContainerCapability|Required (executor|AM|driver|map|reduce) memory [^\n]*above the max threshold|InvalidResourceRequestException", AsWritten)]
    private static partial Regex TooLarge();

    [GeneratedRegex(@"Application application_\w+ submitted by user [^\n]{1,80} to (unknown|non-leaf) queue:? *(?<queue>[\w.-]*)", AsWritten)]
    private static partial Regex Queue();

    // Of a driver only with the application's id, or from YARN's and MapReduce's own clients: "killed" alone is said of processes, tasks and hopes.
    [GeneratedRegex(@"Application (application_\w+ )?(was |has been )?killed by (user|admin)|Kill job \w+ received from|SparkException: Application (\w+ )?(is killed|finished with killed status)|exited unexpectedly with state KILLED|\AKilled by (user|admin)", AsWritten)]
    private static partial Regex Killed();

    // Spark writes why it gave a job up on one line; a node lost on the way that it got over is another line, and is no cause.
    [GeneratedRegex(@"Job aborted due to stage failure[^\n]*Exit status: -10[02]\b|Application application_\w+ failed \d+ times[^\n]*(exitCode: -10[02]\b|ApplicationMaster for attempt \w+ timed out)|Exit status: -100\b[^\n]*\n?\z|\AContainer released on a \*?lost\*? node", AsWritten)]
    private static partial Regex NodeLost();

    [GeneratedRegex(@"Agent reports job failure|Job failed with message \[|Driver received SIG(TERM|KILL)", AsWritten)]
    private static partial Regex AgentReports();

    [GeneratedRegex(@"Task (was )?not (acquired|found)|No agent on master|agent [^\n]*\b(lost|stopped|unreachable|heartbeat|not responding|not active)|heartbeat|(master|cluster|instance) [^\n]*\b(preempted|terminated|stopped|deleted|lost|gone|not found|does not exist)", AnyCase)]
    private static partial Regex Agent();

    [GeneratedRegex(@"(job|application|task|driver) [^\n]*\bcancell?ed\b|cancell?(ed|ation) by (user|admin|request)", AnyCase)]
    private static partial Regex CancelledInWords();
}
