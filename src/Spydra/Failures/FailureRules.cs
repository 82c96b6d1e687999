using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using Spydra.Events;
using Spydra.Gcp;
using static Spydra.Failures.EvidenceSources;
using static Spydra.Failures.FailureClass;

namespace Spydra.Failures;

/// <summary>
/// The rules, in order; the first that fits decides. Services' words are believed wherever they stand in a service's text. A driver prints
/// what it likes, so of its output only lines count that the platform itself writes, in the form in which it writes them when it is the end.
/// </summary>
internal static partial class FailureRules
{
    private const EvidenceSources Services = Api | Operation;
    private const EvidenceSources Jobs = Details | Yarn | Driver;

    /// <summary>Every rule.</summary>
    public static ImmutableArray<FailureRule> Table { get; } =
    [
        // What the services say. Room before everything else: a lack of it is told with any status, and is the one thing that waiting mends.
        new("stockout", Services, Stockout(), Capacity, "The zone has no machines of this kind now.")
        {
            Advice = m => $"Try another zone{Named(m, "zone", " than {0}")}, region or machine type, or leave the zone out so that the service chooses one; or try again later.",
        },
        new("too many calls", Services, TooManyCalls(), Capacity, "A quota of calls a minute is used up.")
        {
            Advice = m => $"Wait a minute and run again{Named(m, "metric", "; the quota is '{0}'")}.",
        },
        new("quota", Services, Quota(), Capacity, "A quota of the project is used up.")
        {
            Advice = m => $"Ask for fewer or smaller machines, wait until others are done, or raise the quota{Named(m, "metric", " '{0}'")}{Named(m, "region", " in {0}")} at https://console.cloud.google.com/iam-admin/quotas.",
        },
        new("addresses", Services, Addresses(), Capacity, "The subnetwork has no free addresses.")
        {
            Advice = m => $"Use a larger subnetwork{Named(m, "subnet", " than {0}")}, or wait until others are done.",
        },

        // Rights. They come as 400, 403 and 412, and inside operations.
        new("act as", Services, ActAs(), Permission, "Who calls may not use the cluster's service account.")
        {
            Advice = m => $"Give your account the role Service Account User on {Or(m, "account", "the cluster's service account")}, or name another one in cluster.options.service-account.",
        },
        new("API off", Services, ApiOff(), Permission, "The API is not enabled in the project.")
        {
            Advice = m => $"Enable it: gcloud services enable {Or(m, "service", "the API that the text names")}; then wait a few minutes.",
        },
        new("billing", Services, Billing(), Permission, "The project has no billing.")
        {
            Advice = _ => "Link the project to an open billing account, or name another project.",
        },
        new("policy", Services, Policy(), Permission, "A policy of the organisation forbids it.")
        {
            Advice = m => $"Change the spec to what the policy{Named(m, "constraint", " {0}")} allows (such as cluster.options.no-address), or ask its administrator for an exception.",
        },
        new("right", Services, Right(), Permission, "An account lacks a right.")
        {
            Advice = m => $"Give {Or(m, "account", "the account (yours, the cluster's, or the Dataproc service agent's)")} the permission {Or(m, "permission", "that the text names")}{Named(m, "resource", " on {0}")}; it may also be that the resource does not exist.",
        },
        new("refused", Api, null, Permission, "401 and 403 are refusals, unless they are of too many calls.")
        {
            When = e => e.Api is { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } api && !CallFailures.IsTooMany(api.Status, api.Reason),
        },
        new("refused operation", Operation, null, Permission, "gRPC 7 and 16 are refusals.") { When = e => e.Operation!.Code is 7 or 16 },

        // Clusters that do not come up.
        new("not ready", Services, NotReady(), Cluster, "Something that the cluster needs is being changed at this moment.")
        {
            Advice = m => $"Run again in a minute: {Or(m, "resource", "it")} is being changed by someone else's operation.",
        },
        new("initialization action", Operation, InitAction(), Cluster, "A script of cluster.options.initialization-actions failed on a node.")
        {
            Advice = m => $"Look at what {Or(m, "script", "the script")} printed{Named(m, "log", ": gcloud storage cat {0}")}; mend it, or give it longer with initialization-action-timeout.",
        },
        new("node", Operation, Node(), Cluster, "A node did not come up or does not answer.")
        {
            Advice = m => $"Run again; if it stays, look at {Or(m, "log", "the nodes' serial output")} and check that the firewall lets the nodes reach each other and Google's services.",
        },
        new("operation cancelled", Services, null, Cancelled, "Somebody cancelled the operation.")
        {
            When = e => e.Operation?.Code == 1 || e.Api is { Status: (HttpStatusCode)499 } or { Code: "CANCELLED" },
            Advice = _ => "Ask who cancelled it (the audit log knows) before you run it again.",
        },
        new("wrong request", Operation, WrongRequest(), Usage, "The request asks for what there is not.") { Advice = _ => "Change what the text names in the spec, and run again." },
        new("wrong operation", Operation, null, Usage, "gRPC 3, 5, 6 and 11 blame the request.")
        {
            When = e => e.Operation!.Code is 3 or 5 or 6 or 11, Advice = _ => "Change what the text names in the spec, and run again.",
        },
        new("exhausted operation", Operation, null, Capacity, "gRPC 8 is RESOURCE_EXHAUSTED.") { When = e => e.Operation!.Code == 8 },
        new("cluster", Operation, null, Cluster, "The cluster failed in words that no rule knows."),

        // Answers by their status.
        new("too many", Api, null, Capacity, "429, and 403 for too many calls.") { When = e => CallFailures.IsTooMany(e.Api!.Status, e.Api.Reason) },
        new("away", Api, null, Unreachable, "5xx, 408 and redirects are troubles of the service or of something on the way.")
        {
            When = e => e.Api!.Status is HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError or < HttpStatusCode.BadRequest,
        },
        new("bad request", Api, null, Usage, "Any other 4xx blames the request."),

        // This side of the wire.
        new("certificate", Client, Certificate(), Unreachable, "No trust in the certificate, mostly a proxy's.")
        {
            When = e => e.Client!.Fact == ClientFact.Unreachable, Advice = _ => "Let the machine trust the certificate (SSL_CERT_FILE names a bundle), or go past the proxy that shows it.",
        },
        new("proxy", Client, Proxy(), Unreachable, "The proxy does not let it through.")
        {
            When = e => e.Client!.Fact == ClientFact.Unreachable, Advice = _ => "Check HTTPS_PROXY and NO_PROXY, and whether the proxy wants a sign-in.",
        },
        new("name", Client, Name(), Unreachable, "The address's name is not known.")
        {
            When = e => e.Client!.Fact == ClientFact.Unreachable, Advice = _ => "Check the endpoint settings and the machine's name resolution, then run again.",
        },
        new("unreachable", Client, null, Unreachable, "No answer, or none that can be used.") { When = e => e.Client!.Fact == ClientFact.Unreachable },
        new("time limit", Client, null, TimeLimit, "A limit of ours passed.") { When = e => e.Client!.Fact == ClientFact.TimeLimit },
        new("credentials", Client, null, Permission, "No credentials, or refused ones.") { When = e => e.Client!.Fact == ClientFact.NoCredentials },
        new("job gone", Client, null, Cancelled, "Somebody deleted the job.") { When = e => e.Client!.Fact == ClientFact.JobGone },
        new("usage", Client, null, Usage, "The command line, the spec or a file is wrong."),

        // Jobs. First what YARN says of the application, also where its client prints it into the driver's output.
        new("lifetime", Jobs, Lifetime(), TimeLimit, "YARN ends applications that pass their queue's limit.") { Advice = _ => "Give the queue a longer maximum lifetime, or the job less to do." },
        new("too large", Jobs, TooLarge(), Usage, "More is asked for than a node of the cluster has; YARN kills or refuses it.")
        {
            Advice = _ => "Ask for less memory or fewer cores per container (executor, driver, map or reduce), or use larger machines.",
        },
        new("queue", Jobs, Queue(), Usage, "There is no such YARN queue.") { Advice = m => $"Name a queue that the cluster has{Named(m, "queue", ", not '{0}'")}; 'default' is always there." },
        new("killed", Jobs, Killed(), Cancelled, "A user or an administrator killed the application.") { Advice = _ => "Ask who killed it before you run it again." },
        new("cancelled", Details, null, Cancelled, "Somebody cancelled the job.")
        {
            When = e => e.State == JobState.Cancelled, Advice = _ => "Ask who cancelled the job (the audit log knows) before you run it again.",
        },
        new("node lost", Jobs, NodeLost(), Cluster, "The node went away under the application, which does not cover it (-100), or was taken from it (-102).")
        {
            Advice = _ => "Run again; where it happens often, use fewer preemptible (secondary) workers, or none.",
        },
        new("driver failed", Details, AgentReports(), Application, "The agent saw the driver end: agent and cluster are well, and what follows is the job's own words.") { IsGeneral = true, Advice = _ => MendTheJob },
        new("agent", Details, Agent(), Cluster, "The agent or the cluster was lost under the job.")
        {
            Advice = _ => "Run again on a cluster of its own; a master that runs out of memory loses its agent, so use a larger master-machine-type if it stays, and see that nobody deletes the cluster.",
        },
        new("cancelled in words", Details, CancelledInWords(), Cancelled, "The service says that somebody cancelled the job.") { Advice = _ => "Ask who cancelled the job before you run it again." },
        new("application", Details, null, Application, "What is left of a job that ended in ERROR is its own failure.") { IsGeneral = true, Advice = _ => MendTheJob },
    ];

    private const string MendTheJob = "Mend the job: run again as it is, it fails again. What its driver printed tells more.";

    /// <summary>What to do about a class, where neither the rule nor whoever met the failure says it.</summary>
    public static string Otherwise(FailureClass failure) => failure switch
    {
        Usage => "Change what the text names, and run again.",
        Permission => "Check the credentials and the account's rights.",
        Capacity => "Wait and run again, or ask for less.",
        Cluster => "Run again; the cluster's log in the bucket tells more.",
        Unreachable => "Check the network, proxy and endpoint settings, then run again.",
        TimeLimit => "Raise the limit, or find out what takes so long.",
        Cancelled => "Ask who cancelled it before you run it again.",
        _ => MendTheJob,
    };

    private static string Named(Match match, string group, string format) =>
        match.Groups[group] is { Success: true, Length: > 0 } found ? string.Format(System.Globalization.CultureInfo.InvariantCulture, format, found.Value) : "";

    private static string Or(Match match, string group, string otherwise) => match.Groups[group] is { Success: true, Length: > 0 } found ? found.Value : otherwise;
}
