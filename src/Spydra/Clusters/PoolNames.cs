using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Spydra.Clusters;

/// <summary>
/// The names of a pool: the original's, wherever the service would take them. Where it would not, what it takes of them and a digest of the
/// whole, so that two clients that look alike still have a pool each.
/// </summary>
internal static partial class PoolNames
{
    private const int LongestLabel = 63;
    private const int LongestCluster = 51;
    private const int DigestLength = 8;

    /// <summary>The value of the label that all clusters of a client's pool carry.</summary>
    public static string Label(string clientId) => LabelValue().IsMatch(clientId) ? clientId : Digested(clientId, LongestLabel);

    /// <summary>The name of the cluster that has a slot.</summary>
    public static string Cluster(string clientId, PoolSlot slot)
    {
        var name = $"spydra-{clientId}-{slot.Token}";
        return ClusterName().IsMatch(name) ? name : $"spydra-{Digested(clientId, LongestCluster - $"spydra--{slot.Token}".Length)}-{slot.Token}";
    }

    private static string Digested(string clientId, int longest)
    {
        var plain = Unfit().Replace(clientId.ToLowerInvariant(), "-");
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clientId)))[..DigestLength];
        return $"{plain[..Math.Min(plain.Length, longest - DigestLength - 1)]}-{digest}";
    }

    [GeneratedRegex(@"\A[\p{Ll}\p{Lo}\p{N}_-]{1,63}\z")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"\A[a-z][-a-z0-9]{0,49}[a-z0-9]\z")]
    private static partial Regex ClusterName();

    [GeneratedRegex("[^a-z0-9-]")]
    private static partial Regex Unfit();
}
