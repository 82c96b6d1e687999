namespace Spydra.Emulator.Jobs.Archive;

/// <summary>The ports that a node manager has on Dataproc's images. Nothing listens on them here.</summary>
internal static class NodePorts
{
    public const int Manager = 8026;
    public const int Http = 8042;
    public const int Shuffle = 13562;
}
