namespace Spydra.Emulator.Storage;

/// <summary>Which object a request means; with a generation, that one or none.</summary>
internal sealed record ObjectAddress(string Bucket, string Name, long? Generation = null);
