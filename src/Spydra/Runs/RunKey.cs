using System.Security.Cryptography;
using System.Text;
using Spydra.Specs;

namespace Spydra.Runs;

/// <summary>
/// What makes two starts the same run. All names and ids of a run come from its key, so the service itself refuses to do it twice, even
/// where no journal is left.
/// </summary>
/// <param name="Text">The key, as someone said it.</param>
/// <param name="Origin">Who said it, in words; empty for a random one.</param>
public sealed record RunKey(string Text, string Origin)
{
    /// <summary>
    /// Whether the key tells only who starts the job (a scheduler's task), and not which job: then what the job is belongs to the key, so that
    /// two submits of one task are two runs.
    /// </summary>
    public bool IsOfTask { get; init; }

    /// <summary>Whether nobody said it: then no other client has it.</summary>
    public bool IsRandom => Origin.Length == 0;

    /// <summary>A key of its own for a run that nobody will repeat.</summary>
    public static RunKey Random(Guid id) => new(id.ToString(), "");

    /// <summary>
    /// The id of the key: of its journal, and of the run's first attempt. Clients, projects and regions do not share keys; a client that is only the
    /// name of a machine does not count, because a retry may come from another one.
    /// </summary>
    public Guid IdOf(JobSpec spec) => IsRandom
        ? Guid.Parse(Text)
        : Derived($"spydra run key\n{spec.Project}\n{spec.Region}\n{(spec.ClientIdDefaulted ? "" : spec.ClientId)}\n{Text}\n{(IsOfTask ? JobDigest.Of(spec) : "")}");

    /// <summary>The folder of the run's journal in the log bucket: the client, if that is the same wherever the run is started.</summary>
    public static string ClientOf(JobSpec spec) => spec.ClientIdDefaulted ? NoClient : spec.ClientId;

    /// <summary>The client of runs whose spec names none.</summary>
    public const string NoClient = "unnamed";

    /// <summary>The id of an attempt: of the first, the key's own.</summary>
    public static Guid RunId(Guid keyId, int attempt) => attempt == 1 ? keyId : Derived($"spydra attempt\n{keyId}\n{attempt}");

    /// <summary>A UUID of version 8 (RFC 9562): made of a hash, the same on every machine.</summary>
    private static Guid Derived(string text)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
