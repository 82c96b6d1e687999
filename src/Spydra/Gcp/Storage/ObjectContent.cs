namespace Spydra.Gcp.Storage;

/// <summary>A small object, read whole.</summary>
/// <param name="Bytes">What it holds.</param>
/// <param name="Generation">Which of the contents that the name has had.</param>
public sealed record ObjectContent(ReadOnlyMemory<byte> Bytes, long Generation);
