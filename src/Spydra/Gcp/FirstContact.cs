namespace Spydra.Gcp;

/// <summary>Whether anyone has ever answered this client: until then, a connection that cannot be made is not waited for as long.</summary>
internal sealed class FirstContact
{
    /// <summary>For how long a first connection is tried.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private volatile bool made;

    public bool Made
    {
        get => made;
        set => made = value;
    }
}
