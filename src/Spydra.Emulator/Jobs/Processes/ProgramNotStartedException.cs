namespace Spydra.Emulator.Jobs.Processes;

/// <summary>
/// A program could not be started; the text is the one Java gives, because that is what readers of driver output search for.
/// </summary>
internal sealed class ProgramNotStartedException(string program, int error, string reason, Exception inner)
    : IOException($"Cannot run program \"{program}\": error={error}, {reason}", inner)
{
    /// <summary>The system's error number (errno).</summary>
    public int Error { get; } = error;

    /// <summary>There is no such file.</summary>
    public const int NoSuchFile = 2;

    /// <summary>It is executable, but neither a binary nor a script that names its interpreter.</summary>
    public const int NotAnExecutableFormat = 8;

    public static string Reason(int error, string fallback) => error switch
    {
        NoSuchFile => "No such file or directory",
        7 => "Argument list too long",
        NotAnExecutableFormat => "Exec format error",
        12 => "Cannot allocate memory",
        13 => "Permission denied",
        20 => "Not a directory",
        24 => "Too many open files",
        _ => fallback,
    };
}
