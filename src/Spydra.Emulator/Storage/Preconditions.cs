namespace Spydra.Emulator.Storage;

/// <summary>The four conditions a request may put on an object's generation and metageneration; an object that is not there has generation 0.</summary>
internal sealed record Preconditions(
    long? GenerationMatch = null, long? GenerationNotMatch = null, long? MetagenerationMatch = null, long? MetagenerationNotMatch = null)
{
    public static readonly Preconditions None = new();

    /// <summary>For a request that changes something: every condition must hold.</summary>
    /// <exception cref="StorageError">412.</exception>
    public void Demand(StoredObject? live)
    {
        if (!Matches(live) || IsUnchanged(live)) throw StorageError.PreconditionFailed();
    }

    /// <summary>For a request that reads: a "not match" that does not hold means that the reader has it already.</summary>
    /// <exception cref="StorageError">412 or 304.</exception>
    public void DemandForReading(StoredObject live)
    {
        if (!Matches(live)) throw StorageError.PreconditionFailed();
        if (IsUnchanged(live)) throw StorageError.NotModified();
    }

    private bool Matches(StoredObject? live) =>
        (GenerationMatch is null || GenerationMatch == (live?.Generation ?? 0))
        && (MetagenerationMatch is null || MetagenerationMatch == live?.Metageneration);

    private bool IsUnchanged(StoredObject? live) =>
        (GenerationNotMatch is not null && GenerationNotMatch == (live?.Generation ?? 0))
        || (MetagenerationNotMatch is not null && MetagenerationNotMatch == live?.Metageneration);
}
