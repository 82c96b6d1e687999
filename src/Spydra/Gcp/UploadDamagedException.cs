namespace Spydra.Gcp;

/// <summary>What arrived at the service is not what was sent, twice in a row.</summary>
/// <param name="path">The local file.</param>
/// <param name="target">The object.</param>
/// <param name="what">How the two differ.</param>
public sealed class UploadDamagedException(string path, string target, string what) : SpydraException(
    $"The file '{path}' was damaged on its way to {target}, twice: {what}.",
    "Run again; if it happens again, look for a proxy that changes what passes through it.")
{
    /// <summary>The local file.</summary>
    public string Path { get; } = path;
}
