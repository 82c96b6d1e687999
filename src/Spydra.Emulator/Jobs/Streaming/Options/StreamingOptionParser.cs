namespace Spydra.Emulator.Jobs.Streaming.Options;

/// <summary>Reads a streaming command line as StreamJob does with the option parser it uses (commons-cli), its oddities included.</summary>
internal static class StreamingOptionParser
{
    private enum Arity { None, One, Many }

    private static readonly Dictionary<string, Arity> Options = new(StringComparer.Ordinal)
    {
        ["input"] = Arity.Many,
        ["output"] = Arity.One,
        ["mapper"] = Arity.One,
        ["combiner"] = Arity.One,
        ["reducer"] = Arity.One,
        ["file"] = Arity.Many,
        ["dfs"] = Arity.One,
        ["additionalconfspec"] = Arity.One,
        ["inputformat"] = Arity.One,
        ["outputformat"] = Arity.One,
        ["partitioner"] = Arity.One,
        ["numReduceTasks"] = Arity.One,
        ["inputreader"] = Arity.One,
        ["mapdebug"] = Arity.One,
        ["reducedebug"] = Arity.One,
        ["jobconf"] = Arity.One,
        ["cmdenv"] = Arity.One,
        ["cacheFile"] = Arity.Many,
        ["cacheArchive"] = Arity.Many,
        ["io"] = Arity.One,
        ["background"] = Arity.None,
        ["verbose"] = Arity.None,
        ["info"] = Arity.None,
        ["debug"] = Arity.None,
        ["help"] = Arity.None,
        ["lazyOutput"] = Arity.None,
    };

    private static readonly (string Option, string Instead)[] Deprecated =
    [
        ("file", "please use generic option -files instead"), ("dfs", "please use -fs instead"),
        ("cacheArchive", "please use -archives instead"), ("cacheFile", "please use -files instead"),
        ("jobconf", "please use -D instead"), ("additionalconfspec", "please use -conf instead"),
    ];

    /// <exception cref="StreamingUsageException">An option is unknown or lacks its value, or a word belongs to none.</exception>
    public static StreamingArguments Parse(IReadOnlyList<string> words)
    {
        var (generic, rest) = GenericOptions.Take(words);
        var given = ParseCommand(rest);

        return new()
        {
            Properties =
                [.. generic.Where(option => option.Key == "D").Select(option => Pair(option.Value)).OfType<KeyValuePair<string, string>>()],
            ConfigurationFiles = [.. generic.Where(option => option.Key == "conf").Select(option => option.Value), .. All("additionalconfspec")],
            OldProperties =
                [.. All("jobconf").Select(text => Pair(text) ?? throw new StreamingUsageException($"-jobconf '{text}' is not name=value"))],
            Files = [.. Listed("files"), .. All("cacheFile")],
            Archives = [.. Listed("archives"), .. All("cacheArchive")],
            ShippedFiles = All("file"),
            Inputs = All("input"),
            Output = First("output"),
            Mapper = First("mapper"),
            Combiner = First("combiner"),
            Reducer = First("reducer"),
            ReduceTasks = First("numReduceTasks"),
            InputFormat = First("inputformat"),
            OutputFormat = First("outputformat"),
            Partitioner = First("partitioner"),
            InputReader = First("inputreader"),
            Identifier = First("io"),
            CommandEnvironment = All("cmdenv"),
            LazyOutput = given.ContainsKey("lazyOutput"),
            Verbose = given.ContainsKey("verbose"),
            Help = given.ContainsKey("help") || given.ContainsKey("info"),
            Warnings =
                [.. Deprecated.Where(old => given.ContainsKey(old.Option)).Select(old => $"-{old.Option} option is deprecated, {old.Instead}.")],
        };

        IReadOnlyList<string> All(string option) => given.GetValueOrDefault(option) ?? [];
        string? First(string option) => All(option) is [var first, ..] ? first : null;
        IEnumerable<string> Listed(string option) =>
            generic.Where(pair => pair.Key == option).TakeLast(1).SelectMany(pair => pair.Value.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    private static Dictionary<string, List<string>> ParseCommand(IReadOnlyList<string> words)
    {
        Dictionary<string, List<string>> given = new(StringComparer.Ordinal);
        List<string> stray = [];
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith('-') || words[i] == "-")
            {
                stray.Add(words[i]);
                continue;
            }

            if (words[i] == "--")
            {
                stray.AddRange(words.Skip(i + 1));
                break;
            }

            if (NameOf(words[i]) is not { } name) throw new StreamingUsageException($"Unrecognized option: {words[i]}", showUsage: true);
            var values = given.TryGetValue(name, out var seen) ? seen : given[name] = [];
            if (Options[name] == Arity.None) continue;
            var before = values.Count;
            while (i + 1 < words.Count && NameOf(words[i + 1]) is null && (Options[name] == Arity.Many || values.Count == before))
                values.Add(GenericOptions.WithoutOuterQuotes(words[++i]));
            if (values.Count == before) throw new StreamingUsageException($"Missing argument for option: {name}", showUsage: true);
        }

        if (stray.Count > 0)
            throw new StreamingUsageException($"Found {stray.Count} unexpected arguments on the command line [{string.Join(", ", stray)}]");
        return given;
    }

    // One dash or two, as commons-cli.
    private static string? NameOf(string word)
    {
        if (!word.StartsWith('-')) return null;
        var name = word.StartsWith("--", StringComparison.Ordinal) ? word[2..] : word[1..];
        return Options.ContainsKey(name) ? name : null;
    }

    private static KeyValuePair<string, string>? Pair(string text) =>
        text.IndexOf('=') is >= 0 and var equals ? new(text[..equals], text[(equals + 1)..]) : null;
}
