namespace Spydra.Emulator.Jobs.Streaming.Records;

/// <summary>Where records go: the sort, a file, nowhere. The spans are the caller's again when the call returns.</summary>
internal interface IRecordSink
{
    void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
}
