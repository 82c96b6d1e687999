namespace Spydra.Emulator.Storage;

/// <summary>Bytes that lie whole in the store's blob folder, and what was computed while they came.</summary>
internal sealed record BlobContent(long Blob, long Size, uint Crc32C, string Md5);
