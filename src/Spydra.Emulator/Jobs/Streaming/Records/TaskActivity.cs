namespace Spydra.Emulator.Jobs.Streaming.Records;

/// <summary>When an attempt last did something: read, wrote or said. A silent one is ended after its time limit.</summary>
internal sealed class TaskActivity(TimeProvider time)
{
    private long last = time.GetTimestamp();

    public void Touch() => Volatile.Write(ref last, time.GetTimestamp());

    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref last));
}
