namespace Spydra.Gcp.Credentials;

/// <summary>The kinds of Google credentials.</summary>
public enum CredentialKind
{
    /// <summary><c>service_account</c>: a key of a service account.</summary>
    ServiceAccountKey,

    /// <summary><c>authorized_user</c>: somebody's login.</summary>
    User,

    /// <summary><c>external_account</c>: workload identity federation.</summary>
    ExternalAccount,

    /// <summary><c>external_account_authorized_user</c>: somebody's login by workforce identity federation.</summary>
    ExternalUser,

    /// <summary><c>impersonated_service_account</c>: other credentials, and the service account that they act as.</summary>
    ImpersonatedAccount,

    /// <summary>The service account of the machine of Google Cloud that this is.</summary>
    MetadataServer,
}
