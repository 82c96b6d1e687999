using System.Security.Cryptography;
using System.Text;

namespace Spydra.Runs;

/// <summary>Request ids: the same run asks for the same thing under the same id, so that the service sees a repeat for what it is.</summary>
public static class RequestIds
{
    /// <summary>An id of 32 hexadecimal digits, as gcloud's look; Dataproc allows 40 of <c>[A-Za-z0-9_-]</c>.</summary>
    public static string For(Guid runId, string call) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{runId}/{call}")).AsSpan(0, 16));
}
