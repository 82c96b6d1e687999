namespace Spydra.Emulator.Faults;

/// <summary>What is wrong with a list of faults: where (file or route, line from 1, path of the key), what, and the next step.</summary>
public sealed record FaultProblem(string File, long Line, string Path, string Message)
{
    /// <summary>The problem in one line.</summary>
    public override string ToString() => $"{File}:{Line}: {(Path.Length > 0 ? Path + ": " : "")}{Message}";
}
