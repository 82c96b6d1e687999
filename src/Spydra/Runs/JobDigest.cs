using System.Security.Cryptography;
using System.Text;
using Spydra.Jobs;
using Spydra.Specs;

namespace Spydra.Runs;

/// <summary>What a spec's job is, in short: its type, files, arguments and properties, without anything that is another one for every run.</summary>
public static class JobDigest
{
    /// <summary>16 hexadecimal digits; the same for every attempt at one job.</summary>
    public static string Of(JobSpec spec)
    {
        var text = spec.ClusterType == ClusterType.Dataproc
            ? JobBody.Create(spec, "", "").ToJsonString()
            : string.Join('\0', spec.ClusterType == ClusterType.OnPremise ? HadoopCommand.Words(spec) : []);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{spec.JobType}\n{Lasting(text, spec)}")).AsSpan(0, 8));
    }

    private static string Lasting(string text, JobSpec spec)
    {
        var lasting = text.Replace(spec.RunId.ToString(), "", StringComparison.Ordinal);
        return spec.ClientIdDefaulted ? lasting.Replace(spec.ClientId, "", StringComparison.Ordinal) : lasting;
    }
}
