using System.Globalization;
using System.Text.RegularExpressions;
using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Jobs.Streaming.Input;
using Spydra.Emulator.Jobs.Streaming.Options;
using Spydra.Emulator.Jobs.Streaming.Output;
using Spydra.Emulator.Jobs.Streaming.Records;
using Spydra.Emulator.Jobs.Streaming.Sorting;

namespace Spydra.Emulator.Jobs.Streaming;

/// <summary>Checks the arguments and properties of a streaming job and says what is to run.</summary>
internal static partial class StreamingPlanner
{
    private const string None = "NONE";
    private const string DefaultCodec = "org.apache.hadoop.io.compress.DefaultCodec";
    private const string OldLibrary = "org.apache.hadoop.mapred.lib";
    private const string NewLibrary = "org.apache.hadoop.mapreduce.lib.partition";

    private static readonly Dictionary<string, InputFormat> InputFormats = new(StringComparer.Ordinal)
    {
        ["TextInputFormat"] = InputFormat.Text,
        ["org.apache.hadoop.mapred.TextInputFormat"] = InputFormat.Text,
        ["KeyValueTextInputFormat"] = InputFormat.KeyValue,
        ["org.apache.hadoop.mapred.KeyValueTextInputFormat"] = InputFormat.KeyValue,
        ["NLineInputFormat"] = InputFormat.LinesPerMap,
        ["org.apache.hadoop.mapred.lib.NLineInputFormat"] = InputFormat.LinesPerMap,
    };

    private static readonly Dictionary<string, OutputCodec> Codecs = new(StringComparer.Ordinal)
    {
        [DefaultCodec] = OutputCodec.Deflate,
        ["org.apache.hadoop.io.compress.DeflateCodec"] = OutputCodec.Deflate,
        ["org.apache.hadoop.io.compress.GzipCodec"] = OutputCodec.Gzip,
    };

    /// <exception cref="StreamingUsageException">The arguments are wrong, or ask for what does not run here.</exception>
    /// <exception cref="JobLaunchException">A path or a property is wrong.</exception>
    public static StreamingJob Plan(
        StreamingArguments arguments, JobConfiguration configuration, IEnumerable<TaskFile> jobFiles, string workingFolder)
    {
        if (arguments.Inputs.Count == 0) throw new StreamingUsageException("Required argument: -input <name>");
        if (arguments.Output is null) throw new StreamingUsageException("Required argument: -output ");

        var reduceTasks = ReduceTasks(arguments, configuration);
        var inputFormat = InputFormatOf(arguments);
        RefuseWhatIsMissing(arguments, configuration);
        return new()
        {
            Configuration = configuration,
            Name = configuration.Get("mapreduce.job.name", "hadoop-streaming.jar"),
            Inputs = [.. arguments.Inputs.SelectMany(GlobPattern.SplitOutsideGroups).Select(text => HadoopPath.Parse(text, workingFolder))],
            Output = HadoopPath.Parse(arguments.Output, workingFolder),
            OutputText = arguments.Output,
            InputFormat = inputFormat,
            Mapper = Command("-mapper", arguments.Mapper, "IdentityMapper", arguments, workingFolder),
            Combiner = reduceTasks == 0 ? null : Command("-combiner", arguments.Combiner, "IdentityReducer", arguments, workingFolder),
            Reducer = reduceTasks == 0 ? null : Command("-reducer", arguments.Reducer, "IdentityReducer", arguments, workingFolder),
            ReduceTasks = reduceTasks,
            Partitioner = PartitionerOf(arguments, configuration, inputFormat),
            Order = OrderOf(configuration),
            IgnoreKey = configuration.GetBoolean("stream.map.input.ignoreKey", inputFormat == InputFormat.Text),
            KeyValueInput = new(configuration.Get("mapreduce.input.keyvaluelinerecordreader.key.value.separator", "\t")[..1], 1),
            MapInput = Rule(configuration, "stream.map.input.field.separator", null),
            MapOutput = Rule(configuration, "stream.map.output.field.separator", "stream.num.map.output.key.fields"),
            ReduceInput = Rule(configuration, "stream.reduce.input.field.separator", null),
            ReduceOutput = Rule(configuration, "stream.reduce.output.field.separator", "stream.num.reduce.output.key.fields"),
            OutputFormat = OutputFormatOf(arguments, configuration),
            MarkSuccess = configuration.GetBoolean("mapreduce.fileoutputcommitter.marksuccessfuljobs", true),
            MapAttempts = Math.Max(1, configuration.GetInt("mapreduce.map.maxattempts", 4)),
            ReduceAttempts = Math.Max(1, configuration.GetInt("mapreduce.reduce.maxattempts", 4)),
            Timeout = configuration.GetLong("mapreduce.task.timeout", 600_000) is > 0 and var limit ? TimeSpan.FromMilliseconds(limit) : null,
            NonZeroExitIsFailure = configuration.GetBoolean("stream.non.zero.exit.is.failure", true),
            RecordsToSkip = configuration.GetLong("stream.minRecWrittenToEnableSkip_", long.MaxValue),
            ReporterPrefix = configuration.Get("stream.stderr.reporter.prefix", "reporter:"),
            CommandEnvironment = [.. arguments.CommandEnvironment.SelectMany(text => text.Split(' ')).Where(text => text.Contains('='))
                .Select(text => KeyValuePair.Create(text[..text.IndexOf('=')], text[(text.IndexOf('=') + 1)..]))],
            TaskFiles =
            [
                .. arguments.ShippedFiles.Select(text => new TaskFile(HadoopPath.Parse(text, workingFolder), NameOf(text), IsArchive: false)),
                .. arguments.Files.Select(text => TaskFileOf(text, isArchive: false, workingFolder)),
                .. arguments.Archives.Select(text => TaskFileOf(text, isArchive: true, workingFolder)),
                .. jobFiles,
            ],
        };
    }

    /// <summary>Reads <c>path#name</c>; without a name it is the path's last part.</summary>
    public static TaskFile TaskFileOf(string text, bool isArchive, string workingFolder)
    {
        var hash = text.LastIndexOf('#');
        var path = HadoopPath.Parse(hash < 0 ? text : text[..hash], workingFolder);
        return new(path, hash < 0 ? path.Name : text[(hash + 1)..], isArchive);
    }

    private static string NameOf(string path) => Path.GetFileName(path.TrimEnd('/'));

    private static int ReduceTasks(StreamingArguments arguments, JobConfiguration configuration)
    {
        if (arguments.Reducer == None) return 0;
        if (arguments.ReduceTasks is not { } text) return Math.Max(0, configuration.GetInt("mapreduce.job.reduces", 1));
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) || count < 0)
            throw new StreamingUsageException($"-numReduceTasks {text} is no number of reduce tasks. Use 0 or more.");
        configuration.Set("mapreduce.job.reduces", text);
        return count;
    }

    private static string? Command(string option, string? command, string identity, StreamingArguments arguments, string workingFolder)
    {
        if (command is null || command == identity || command == $"{OldLibrary}.{identity}") return null;
        if (option == "-reducer" && string.Equals(command, "aggregate", StringComparison.OrdinalIgnoreCase))
            throw Refused("-reducer aggregate", "It is Java code of Hadoop's; write the sum as a command, for example with awk.");
        if (JavaClass().IsMatch(command)) throw Refused($"{option} {command}", "A Java class runs in a JVM only; give a command.");
        return Unqualified(command, arguments.ShippedFiles, workingFolder);
    }

    // A command that names a file given with -file runs the copy in the task's folder.
    private static string Unqualified(string command, IReadOnlyList<string> shippedFiles, string workingFolder)
    {
        var space = command.IndexOf(' ');
        var program = space < 0 ? command : command[..space];
        var full = Path.GetFullPath(program, Path.GetFullPath(workingFolder));
        var isShipped = File.Exists(full) && shippedFiles.Any(file => HadoopPath.Parse(file, workingFolder) == new HadoopPath(null, full));
        return isShipped ? NameOf(program) + (space < 0 ? "" : command[space..]) : command;
    }

    private static InputFormat InputFormatOf(StreamingArguments arguments)
    {
        if (arguments.InputReader is { } reader) throw Refused($"-inputreader {reader}", "Lines are the only records here.");
        if (arguments.InputFormat is not { } name) return InputFormat.Text;
        return InputFormats.TryGetValue(name, out var format)
            ? format
            : throw Refused($"-inputformat {name}", "Use TextInputFormat, KeyValueTextInputFormat or NLineInputFormat.");
    }

    private static OutputFormat OutputFormatOf(StreamingArguments arguments, JobConfiguration configuration)
    {
        if (arguments.OutputFormat is { } name and not ("TextOutputFormat" or "org.apache.hadoop.mapred.TextOutputFormat"))
            throw Refused($"-outputformat {name}", "Use TextOutputFormat.");
        var codec = OutputCodec.None;
        if (configuration.GetBoolean("mapreduce.output.fileoutputformat.compress", false))
        {
            var codecName = configuration.Get("mapreduce.output.fileoutputformat.compress.codec", DefaultCodec).Trim();
            if (!Codecs.TryGetValue(codecName, out codec))
                throw Refused($"the output codec {codecName}", "Use org.apache.hadoop.io.compress.GzipCodec or DefaultCodec.");
        }

        return new(configuration.Get("mapreduce.output.textoutputformat.separator", "\t"), codec, arguments.LazyOutput);
    }

    private static IPartitioner PartitionerOf(StreamingArguments arguments, JobConfiguration configuration, InputFormat format)
    {
        var isIdentity = arguments.Mapper is null or "IdentityMapper" or $"{OldLibrary}.IdentityMapper";
        switch (arguments.Partitioner ?? configuration.Get("mapred.partitioner.class"))
        {
            case null or "HashPartitioner" or $"{OldLibrary}.HashPartitioner":
                return isIdentity && format != InputFormat.KeyValue ? new OffsetPartitioner() : new HashPartitioner();
            case "KeyFieldBasedPartitioner" or $"{OldLibrary}.KeyFieldBasedPartitioner" or $"{NewLibrary}.KeyFieldBasedPartitioner":
                var separator = KeySeparator(configuration);
                return new KeyFieldPartitioner(
                    configuration.Get("num.key.fields.for.partition") is not null
                        ? KeyFields.First(configuration.GetInt("num.key.fields.for.partition", 0), separator)
                        : KeyFields.Parse(configuration.Get("mapreduce.partition.keypartitioner.options"), separator));
            case var other:
                throw Refused($"-partitioner {other}", "Use HashPartitioner or KeyFieldBasedPartitioner.");
        }
    }

    private static KeyOrder OrderOf(JobConfiguration configuration) => configuration.Get("mapreduce.job.output.key.comparator.class") switch
    {
        null => KeyOrder.Bytes,
        $"{OldLibrary}.KeyFieldBasedComparator" or $"{NewLibrary}.KeyFieldBasedComparator" =>
            new KeyFieldOrder(KeyFields.Parse(configuration.Get("mapreduce.partition.keycomparator.options"), KeySeparator(configuration))),
        var other => throw Refused($"the key comparator {other}", "Use KeyFieldBasedComparator, or leave the keys in the order of their bytes."),
    };

    private static string KeySeparator(JobConfiguration configuration) => configuration.Get("mapreduce.map.output.key.field.separator", "\t");

    private static FieldRule Rule(JobConfiguration configuration, string separatorKey, string? fieldsKey) =>
        new(configuration.Get(separatorKey, "\t"), fieldsKey is null ? 1 : configuration.GetInt(fieldsKey, 1));

    private static void RefuseWhatIsMissing(StreamingArguments arguments, JobConfiguration configuration)
    {
        string?[] identifiers =
        [
            arguments.Identifier, configuration.Get("stream.map.input"), configuration.Get("stream.map.output"),
            configuration.Get("stream.reduce.input"), configuration.Get("stream.reduce.output"),
        ];
        if (identifiers.FirstOrDefault(identifier => identifier is not (null or "text")) is { } identifier)
            throw Refused($"-io {identifier}", "Commands read and write text here.");
        if (!string.IsNullOrEmpty(configuration.Get("textinputformat.record.delimiter")))
            throw Refused("textinputformat.record.delimiter", "Lines end with LF, CR or CRLF here.");
    }

    private static StreamingUsageException Refused(string what, string instead) => new($"{what} : does not run in the emulator. {instead}");

    [GeneratedRegex(@"^[a-z_][\w$]*(\.[a-z_][\w$]*)+\.[A-Z][\w$]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex JavaClass();
}
