namespace Spydra.Emulator.Storage;

/// <summary>What an upload is to become, known before its bytes.</summary>
internal sealed record UploadPlan(string Bucket, string Name, ObjectAttributes Attributes, ExpectedHashes Hashes, Preconditions Conditions);
