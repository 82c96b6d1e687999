using System.Net;

namespace Spydra.Gcp.Credentials;

/// <summary>One request on the way to an access token, and how it ended.</summary>
/// <param name="Address">What was asked.</param>
/// <param name="Status">The answer's status; null where none came.</param>
/// <param name="Error">The server's word for a failure; null where it had none.</param>
/// <param name="Detail">The server's text about it, secrets taken out; null where it had none.</param>
internal sealed record TokenCall(Uri Address, HttpStatusCode? Status = null, string? Error = null, string? Detail = null)
{
    /// <summary>Whether it asked the IAM service for a token of another account.</summary>
    public bool IsImpersonation => Address.AbsolutePath.EndsWith(":generateAccessToken", StringComparison.Ordinal);

    /// <summary>Whether the server failed in a way that passes by itself.</summary>
    public bool IsPassing => Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>The server's words in one text: <c>invalid_grant: Token has been revoked.</c></summary>
    public string Words => (Error, Detail) switch
    {
        (null, null) => $"it answered {(int?)Status}",
        (null, var text) => text,
        (var word, null) => word,
        var (word, text) => $"{word}: {text}",
    };
}
