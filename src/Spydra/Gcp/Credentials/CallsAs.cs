using System.Collections.Immutable;

namespace Spydra.Gcp.Credentials;

/// <summary>What a run asks for beyond its credentials: to act as someone else, and whom to charge.</summary>
/// <param name="Accounts">The service accounts to act as, one through the other; the last is the one that makes the calls. Empty: none.</param>
/// <param name="QuotaProject">The project that is charged for the requests; null for that of the credentials.</param>
public sealed record CallsAs(ImmutableArray<string> Accounts, string? QuotaProject)
{
    /// <summary>Calls as the credentials are.</summary>
    public static CallsAs Themselves { get; } = new([], null);
}
