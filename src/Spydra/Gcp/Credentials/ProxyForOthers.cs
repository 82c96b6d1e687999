using System.Net;

namespace Spydra.Gcp.Credentials;

/// <summary>The usual proxy for every host but one.</summary>
internal sealed class ProxyForOthers(string? direct, IWebProxy usual) : IWebProxy
{
    /// <inheritdoc/>
    public System.Net.ICredentials? Credentials
    {
        get => usual.Credentials;
        set => usual.Credentials = value;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : usual.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => host.Host == direct || usual.IsBypassed(host);
}
