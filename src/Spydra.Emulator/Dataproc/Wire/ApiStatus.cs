namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>A gRPC status as REST shows it: its name, its number (in operations), the HTTP code, and the reason of the older error form.</summary>
internal sealed record ApiStatus(string Name, int Number, int Http, string Reason)
{
    public static readonly ApiStatus Cancelled = new("CANCELLED", 1, 499, "cancelled");
    public static readonly ApiStatus Unknown = new("UNKNOWN", 2, 500, "backendError");
    public static readonly ApiStatus InvalidArgument = new("INVALID_ARGUMENT", 3, 400, "badRequest");
    public static readonly ApiStatus DeadlineExceeded = new("DEADLINE_EXCEEDED", 4, 504, "deadlineExceeded");
    public static readonly ApiStatus NotFound = new("NOT_FOUND", 5, 404, "notFound");
    public static readonly ApiStatus AlreadyExists = new("ALREADY_EXISTS", 6, 409, "alreadyExists");
    public static readonly ApiStatus PermissionDenied = new("PERMISSION_DENIED", 7, 403, "forbidden");
    public static readonly ApiStatus ResourceExhausted = new("RESOURCE_EXHAUSTED", 8, 429, "rateLimitExceeded");
    public static readonly ApiStatus FailedPrecondition = new("FAILED_PRECONDITION", 9, 400, "failedPrecondition");
    public static readonly ApiStatus Aborted = new("ABORTED", 10, 409, "aborted");
    public static readonly ApiStatus Unimplemented = new("UNIMPLEMENTED", 12, 501, "notImplemented");
    public static readonly ApiStatus Internal = new("INTERNAL", 13, 500, "backendError");
    public static readonly ApiStatus Unavailable = new("UNAVAILABLE", 14, 503, "backendError");
    public static readonly ApiStatus Unauthenticated = new("UNAUTHENTICATED", 16, 401, "authError");

    private static readonly ApiStatus[] All =
    [
        InvalidArgument, Unauthenticated, PermissionDenied, NotFound, AlreadyExists, ResourceExhausted, Cancelled, Internal, Unimplemented,
        Unavailable, DeadlineExceeded, Unknown, FailedPrecondition, Aborted,
    ];

    /// <summary>The status that an HTTP code most likely stands for; a code that none has keeps its number.</summary>
    public static ApiStatus OfHttp(int code) =>
        All.FirstOrDefault(status => status.Http == code)
        ?? (code < 500 ? InvalidArgument with { Http = code } : Internal with { Http = code });
}
