namespace Spydra.Events;

/// <summary>How far driver output has been printed.</summary>
/// <param name="Uri">The prefix of its objects: another attempt of the driver writes elsewhere.</param>
/// <param name="Index">The number of the object.</param>
/// <param name="Offset">The bytes of it that have been printed.</param>
public sealed record OutputPosition(string Uri, int Index, long Offset);
