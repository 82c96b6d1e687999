namespace Spydra.Specs;

/// <summary>Where a value of a spec stands: a file with line and column (both from 1), or a word of the command line.</summary>
/// <param name="Source">The file's path as the user gave it, or <c>command line</c>, or <c>built-in defaults</c>.</param>
/// <param name="Line">The line, from 1; null where there is no file.</param>
/// <param name="Column">The column in characters, from 1; null where there is no file.</param>
public sealed record SpecLocation(string Source, int? Line = null, int? Column = null)
{
    /// <summary><c>job.json:3:5</c>, the form that editors open.</summary>
    public override string ToString() => Line is null ? Source : $"{Source}:{Line}:{Column}";
}

/// <summary>One thing that is wrong with a spec: where, at which key, what, and what to do about it.</summary>
/// <param name="Location">Where the value stands, or where it should stand.</param>
/// <param name="Path">The path of the key: <c>cluster.options.num-workers</c>; empty for the file as a whole.</param>
/// <param name="What">What is wrong: a sentence without the path.</param>
/// <param name="NextStep">What to do: a sentence.</param>
public sealed record SpecProblem(SpecLocation Location, string Path, string What, string NextStep)
{
    /// <summary>One line: place, key, what is wrong, what to do.</summary>
    public override string ToString() => $"{Location}: {(Path.Length > 0 ? Path + ": " : "")}{What} {NextStep}";
}

/// <summary>Everything that is wrong with a spec, found before any request was sent.</summary>
public sealed class SpecException(IReadOnlyList<SpecProblem> problems) : SpydraException(
    string.Join('\n', problems), problems.Count == 1 ? "Mend it and run again; nothing was sent." : "Mend them and run again; nothing was sent.")
{
    /// <summary>The problems in the order of the files, then of the lines.</summary>
    public IReadOnlyList<SpecProblem> Problems { get; } = problems;
}
