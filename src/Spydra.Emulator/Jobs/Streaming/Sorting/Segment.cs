namespace Spydra.Emulator.Jobs.Streaming.Sorting;

/// <summary>Sorted records of one partition in a file.</summary>
internal readonly record struct Segment(string File, int Partition, long Offset, long Length, long Records);
