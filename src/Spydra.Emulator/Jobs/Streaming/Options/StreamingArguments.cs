namespace Spydra.Emulator.Jobs.Streaming.Options;

/// <summary>The command line of a streaming job, taken apart and not yet judged.</summary>
internal sealed record StreamingArguments
{
    /// <summary>Generic options: <c>-D key=value</c>, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Properties { get; init; } = [];

    /// <summary>Generic options: <c>-conf</c>, files of properties, read before <see cref="Properties"/>.</summary>
    public IReadOnlyList<string> ConfigurationFiles { get; init; } = [];

    /// <summary><c>-jobconf key=value</c>: the old way, read last.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> OldProperties { get; init; } = [];

    /// <summary><c>-files</c> and <c>-cacheFile</c>, each with an optional <c>#name</c>.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary><c>-archives</c> and <c>-cacheArchive</c>, each with an optional <c>#name</c>.</summary>
    public IReadOnlyList<string> Archives { get; init; } = [];

    /// <summary><c>-file</c>: local files, made executable.</summary>
    public IReadOnlyList<string> ShippedFiles { get; init; } = [];

    public IReadOnlyList<string> Inputs { get; init; } = [];

    public string? Output { get; init; }

    public string? Mapper { get; init; }

    public string? Combiner { get; init; }

    public string? Reducer { get; init; }

    public string? ReduceTasks { get; init; }

    public string? InputFormat { get; init; }

    public string? OutputFormat { get; init; }

    public string? Partitioner { get; init; }

    public string? InputReader { get; init; }

    /// <summary><c>-io</c>: how records are written to the commands.</summary>
    public string? Identifier { get; init; }

    /// <summary><c>-cmdenv name=value</c>, each as it was written.</summary>
    public IReadOnlyList<string> CommandEnvironment { get; init; } = [];

    public bool LazyOutput { get; init; }

    public bool Verbose { get; init; }

    /// <summary><c>-help</c> or <c>-info</c>: nothing is to run.</summary>
    public bool Help { get; init; }

    /// <summary>What is to be said about old options, in order.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
