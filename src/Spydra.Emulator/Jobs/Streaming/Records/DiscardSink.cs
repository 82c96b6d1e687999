namespace Spydra.Emulator.Jobs.Streaming.Records;

/// <summary>Takes records and keeps none: what a reducer without input writes goes nowhere in Hadoop.</summary>
internal sealed class DiscardSink : IRecordSink
{
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) { }
}
