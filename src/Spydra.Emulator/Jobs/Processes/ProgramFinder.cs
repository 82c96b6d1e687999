namespace Spydra.Emulator.Jobs.Processes;

/// <summary>Looks a program up as Hadoop Streaming does: first in the task's folder, then along the PATH.</summary>
internal static class ProgramFinder
{
    /// <summary>The full path, or null where there is no such file. An absolute <paramref name="program"/> is taken as it is.</summary>
    public static string? Find(string program, string? folder, string? path)
    {
        if (Path.IsPathRooted(program)) return program;
        const StringSplitOptions Parts = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        IEnumerable<string> folders = (path ?? "").Split(Path.PathSeparator, Parts);
        if (folder is not null) folders = folders.Prepend(folder);
        return folders.Select(entry => Path.Combine(entry, program)).FirstOrDefault(File.Exists);
    }
}
