namespace Spydra.Emulator.Jobs.Streaming.Input;

/// <summary>How files become records.</summary>
internal enum InputFormat
{
    /// <summary>A line is a value; its key, the offset, is not shown to the command.</summary>
    Text,

    /// <summary>A line is a key, a separator and a value.</summary>
    KeyValue,

    /// <summary>As <see cref="Text"/> with the offset shown, and a fixed number of lines a split.</summary>
    LinesPerMap,
}
