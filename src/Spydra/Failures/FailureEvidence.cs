using System.Net;
using Spydra.Clusters;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;

namespace Spydra.Failures;

/// <summary>What is known of how a run ended; only what it met is set. Texts are as they came, and may be of many lines.</summary>
public sealed record FailureEvidence
{
    /// <summary>A service's answer to a call.</summary>
    public ApiEvidence? Api { get; init; }

    /// <summary>How a long-running operation failed, or what a cluster says of itself; code 0 where no gRPC code is known.</summary>
    public OperationError? Operation { get; init; }

    /// <summary>What this side of the wire knows.</summary>
    public ClientEvidence? Client { get; init; }

    /// <summary>The state the job was left in.</summary>
    public JobState? State { get; init; }

    /// <summary>The service's text beside the job's state.</summary>
    public string? Details { get; init; }

    /// <summary>The diagnostics of the job's YARN application.</summary>
    public string? Diagnostics { get; init; }

    /// <summary>The end of what the driver printed.</summary>
    public string? DriverOutput { get; init; }

    /// <summary>What happened, in a sentence of ours; it is the cause that is shown, where there is one.</summary>
    public string? Sentence { get; init; }

    /// <summary>What to do where no rule knows better.</summary>
    public string? NextStep { get; init; }

    /// <summary>What an exception knows of the failure.</summary>
    public static FailureEvidence Of(SpydraException failure) => Met(failure) with { Sentence = failure.Message, NextStep = failure.NextStep };

    private static FailureEvidence Met(SpydraException failure) => failure switch
    {
        ApiException e => new() { Api = new(e.Status, e.Code, e.Reason, e.Detail) },
        ClusterFailedException e => new() { Operation = new(e.OperationCode ?? 0, e.Reason) },
        CredentialsException e => Of(ClientFact.NoCredentials, e.Message),
        UnreachableException e => Of(ClientFact.Unreachable, e.Reason),
        UploadDamagedException e => Of(ClientFact.Unreachable, e.Message),
        TimeLimitException or JobTimeLimitException => Of(ClientFact.TimeLimit, failure.Message),
        JobLostException or CancelAskedException or RunInterruptedException => Of(ClientFact.JobGone, failure.Message),
        _ => Of(ClientFact.WrongUse, failure.Message),
    };

    private static FailureEvidence Of(ClientFact fact, string text) => new() { Client = new(fact, text) };
}

/// <summary>A service's answer that is an error.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The service's word: <c>INVALID_ARGUMENT</c>; empty when it gave none.</param>
/// <param name="Reason">The narrower word: <c>rateLimitExceeded</c>; empty when it gave none.</param>
/// <param name="Text">The service's text.</param>
public sealed record ApiEvidence(HttpStatusCode Status, string Code, string Reason, string Text);

/// <summary>What this side of the wire knows of a failure.</summary>
public sealed record ClientEvidence(ClientFact Fact, string Text);

/// <summary>What can go wrong without an answer of a service.</summary>
public enum ClientFact
{
    /// <summary>The command line, the spec or a file is wrong.</summary>
    WrongUse,

    /// <summary>There are no credentials, or they are refused.</summary>
    NoCredentials,

    /// <summary>There was no answer, or none that can be used.</summary>
    Unreachable,

    /// <summary>A limit of ours passed.</summary>
    TimeLimit,

    /// <summary>The service has forgotten a job that it took.</summary>
    JobGone,
}
