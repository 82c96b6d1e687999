namespace Spydra.Emulator.Jobs.Files;

/// <summary>Finds the input files of a job: paths, lists, patterns and folders, by the rules of Hadoop's FileInputFormat.</summary>
internal sealed class InputListing(FileTree files, bool recursive)
{
    /// <summary>All files of the inputs, in their order; a folder's are in the order of their names.</summary>
    /// <exception cref="JobLaunchException">An input does not exist, a pattern matches nothing, or a folder lies in a folder.</exception>
    public IReadOnlyList<FileEntry> Files(IEnumerable<HadoopPath> inputs)
    {
        List<FileEntry> found = [];
        List<string> problems = [];
        foreach (var input in inputs)
        {
            var isPattern = GlobPattern.HasWildcard(input.Path);
            var matches = Matches(input);
            if (matches.Count == 0)
                problems.Add(isPattern ? $"Input Pattern {input} matches 0 files" : $"Input path does not exist: {input}");
            foreach (var match in matches) Add(found, match, recursive);
        }

        if (problems.Count > 0)
            throw new JobLaunchException(string.Join('\n', problems), "org.apache.hadoop.mapred.InvalidInputException");
        if (found.FirstOrDefault(entry => entry.IsFolder) is { } folder)
            throw new JobLaunchException($"Not a file: {folder.Path}", "java.io.IOException");
        return found;
    }

    /// <summary>What a path or pattern stands for; a hidden name is never input.</summary>
    public IReadOnlyList<FileEntry> Matches(HadoopPath pattern) => GlobPattern.HasWildcard(pattern.Path)
        ? [.. GlobPattern.Expand(pattern.Path).SelectMany(path => Glob(pattern with { Path = path })).DistinctBy(entry => entry.Path)
            .OrderBy(entry => entry.Path.Path, StringComparer.Ordinal)]
        : files.Find(pattern with { Path = GlobPattern.Unescape(pattern.Path) }) is { } entry && !entry.Path.IsHidden ? [entry] : [];

    private void Add(List<FileEntry> found, FileEntry match, bool deep)
    {
        if (!match.IsFolder)
        {
            found.Add(match);
            return;
        }

        foreach (var child in files.Children(match.Path).Where(child => !child.Path.IsHidden))
        {
            if (deep && child.IsFolder) Add(found, child, deep);
            else found.Add(child);
        }
    }

    private IEnumerable<FileEntry> Glob(HadoopPath pattern)
    {
        var parts = pattern.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<HadoopPath> paths = [pattern with { Path = pattern.IsLocal ? "/" : "" }];
        foreach (var part in parts)
        {
            if (!GlobPattern.HasWildcard(part))
            {
                var name = GlobPattern.Unescape(part);
                paths = paths.Select(path => path.Child(name));
                continue;
            }

            var glob = GlobPattern.Parse(part);
            paths = paths
                .Where(path => files.Find(path) is { IsFolder: true })
                .SelectMany(path => files.Children(path))
                .Where(entry => glob.Matches(entry.Path.Name))
                .Select(entry => entry.Path);
        }

        return paths.Select(files.Find).OfType<FileEntry>().Where(entry => !entry.Path.IsHidden);
    }
}
