using System.Text.Json.Nodes;

namespace Spydra.Emulator.Dataproc.State;

/// <summary>One thing that the service remembers, in memory and in a file of its own. A record never changes; a new one takes its place.</summary>
internal interface IRecord
{
    /// <summary>Grows with every record of any kind: the name of its file, and its age.</summary>
    long Number { get; }

    /// <summary>What it is found by.</summary>
    string Key { get; }

    /// <summary>Whether nothing can happen to it any more, so that it may be forgotten when there are too many.</summary>
    bool HasEnded { get; }

    /// <summary>All of it, as its file holds it.</summary>
    JsonObject ToJson();
}
