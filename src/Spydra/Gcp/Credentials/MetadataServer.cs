using System.Net;
using System.Text;

namespace Spydra.Gcp.Credentials;

/// <summary>What the metadata server said, or why it said nothing.</summary>
/// <param name="Text">The value; null where there is none.</param>
/// <param name="Finding">Why there is none: the end of a sentence.</param>
public sealed record MetadataAnswer(string? Text, string Finding);

/// <summary>
/// The server that tells a machine of Google Cloud about itself. On other machines nobody answers, or somebody who is not Google:
/// hence the short time limit and the look at the answer's header.
/// </summary>
public sealed class MetadataServer(Uri address, HttpMessageHandler wire, TimeProvider time)
{
    private const string Flavor = "Metadata-Flavor";
    private const int Tries = 2;

    /// <summary>How long one try may take. The first packet to a server that is there may get lost, and the next one is answered at once.</summary>
    public static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>The machine's project.</summary>
    public Task<MetadataAnswer> ProjectAsync(CancellationToken cancellationToken) => AskAsync("project/project-id", "it knows no project", cancellationToken);

    /// <summary>The e-mail address of the machine's account.</summary>
    public Task<MetadataAnswer> AccountAsync(CancellationToken cancellationToken) =>
        AskAsync("instance/service-accounts/default/email", "this machine has no service account", cancellationToken);

    private async Task<MetadataAnswer> AskAsync(string path, string notFound, CancellationToken cancellationToken)
    {
        using var http = new HttpMessageInvoker(wire, disposeHandler: false);
        for (var tried = 1; ; tried++)
        {
            using var limit = new CancellationTokenSource(TryTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "computeMetadata/v1/" + path)) { Headers = { { Flavor, "Google" } } };
                using var response = await http.SendAsync(request, either.Token);
                if (!response.Headers.TryGetValues(Flavor, out var flavor) || !flavor.Contains("Google", StringComparer.Ordinal))
                    return new(null, "what answers there is not Google's (this is not a machine of Google Cloud)");
                if (response.StatusCode == HttpStatusCode.NotFound) return new(null, notFound);
                var text = response.IsSuccessStatusCode ? Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(either.Token)).Trim() : "";
                if (text.Length > 0) return new(text, "");
                if (tried == Tries) return new(null, $"it answered {(int)response.StatusCode}");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                if (tried == Tries) return new(null, $"no answer within {TryTimeout.TotalSeconds * Tries:0} s (this is not a machine of Google Cloud)");
            }
            catch (HttpRequestException)
            {
                return new(null, "nobody answers there (this is not a machine of Google Cloud)");
            }
        }
    }
}
