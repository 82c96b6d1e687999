namespace Spydra;

/// <summary>
/// Something that stops a run: what happened and to what is the message, what to do about it is <see cref="NextStep"/>. Neither ever
/// holds a secret. The parts that a caller may want are properties of the derived types, so that nobody parses text.
/// </summary>
public abstract class SpydraException(string message, string nextStep, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the reader can do about it: one or two sentences.</summary>
    public string NextStep { get; } = nextStep;

    /// <summary>Whether it is the end of a run and not of an attempt: starting the same run again would not try again.</summary>
    public virtual bool IsEndOfRun => false;
}
