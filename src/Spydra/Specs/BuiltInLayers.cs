using System.Collections.Immutable;
using Spydra.Options;
using Spydra.Specs.Reading;

namespace Spydra.Specs;

/// <summary>The layers that no file holds: Spydra's own defaults below the files, the command line above them.</summary>
internal static class BuiltInLayers
{
    /// <summary>Where Spydra's own values come from.</summary>
    public static readonly SpecLocation BuiltIn = new("built-in defaults");

    /// <summary>Where the client id comes from if nobody says one.</summary>
    public static readonly SpecLocation HostName = new("name of this machine");

    public static readonly SpecLocation CommandLine = new("command line");

    public static readonly SpecLocation Local = new("--local");

    // What makes the history and the logs of a cluster outlive it, and a forgotten cluster end. The original's, but for its
    // autoscaler's initialization action, and a region that no service has any more; it lost the event logs of Spark.
    private const string Properties =
        """
        mapred:mapreduce.jobhistory.done-dir=gs://${LOG_BUCKET}/history/${CLIENT_ID}/done
        mapred:mapreduce.jobhistory.intermediate-done-dir=gs://${LOG_BUCKET}/history/${CLIENT_ID}/${UUID}/done_intermediate
        mapred:mapreduce.jobhistory.move.interval-ms=1000
        mapred:mapreduce.output.fileoutputformat.compress=true
        mapred:mapreduce.map.output.compress=true
        mapred:mapreduce.output.fileoutputformat.compress.type=BLOCK
        core:fs.gs.parent.timestamp.update.substrings.includes=gs://${LOG_BUCKET}/history
        yarn:yarn.log-aggregation-enable=true
        yarn:yarn.nodemanager.remote-app-log-dir=gs://${LOG_BUCKET}/logs/${CLIENT_ID}
        yarn:yarn.log-aggregation.retain-seconds=-1
        core:fs.gs.implicit.dir.repair.enable=false
        spark:spark.eventLog.enabled=true
        spark:spark.eventLog.dir=gs://${LOG_BUCKET}/spark-events/${CLIENT_ID}
        spark:spark.history.fs.logDirectory=gs://${LOG_BUCKET}/spark-events/${CLIENT_ID}
        """;

    /// <summary>How long a cluster lives at most, beyond the time in which it gets jobs.</summary>
    private static readonly TimeSpan OldAge = TimeSpan.FromDays(3);

    /// <summary>The longest that the service takes for <c>max-age</c>.</summary>
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(14);

    public static SpecLayer Defaults(SpecContext context) => new()
    {
        Scalars = ImmutableDictionary<string, Located>.Empty
            .Add("client_id", new(context.HostName, HostName))
            .Add("cluster_type", new("onpremise", BuiltIn))
            .Add("job_type", new("hadoop", BuiltIn)),
    };

    /// <summary>
    /// Of runs that make a cluster: what stands in the way of what the user says is left out. The two limits by which the service deletes a
    /// cluster that everyone has forgotten are there without the other defaults, too.
    /// </summary>
    public static SpecLayer Dataproc(SpecContext context, MergedSpec said)
    {
        List<LayerOption> options = [Option("max-idle", BuiltIn, "30m"), Option("max-age", BuiltIn, MaxAge(said))];
        if (!context.NoDefaults)
        {
            options.Add(Option("scopes", BuiltIn, "cloud-platform"));
            options.Add(Option("properties", BuiltIn, Properties.ReplaceLineEndings("\n").Split('\n')));
            if (context.ServiceAccount is { } account) options.Add(Option("service-account", account.At, account.Text));
        }

        var given = said.ClusterValues;
        return new()
        {
            ClusterOptions = [.. options.Where(option =>
                !ClusterOptions.Table.Exclusive.SelectMany(group => group.Against(option.Name)).Any(given.Has))],
        };
    }

    /// <summary>A cluster of a pool gets jobs for the pool's age, and the last of them may take as long as that of a run's own.</summary>
    private static string MaxAge(MergedSpec said)
    {
        var age = OldAge;
        if (said.Text("pooling.max_age") is { } renewed && DurationText.Parse(renewed, out var duration) is null) age += JavaDuration.Parse(renewed) ?? duration.Span;
        if (age > LongestAge) age = LongestAge;
        return age.Ticks % TimeSpan.TicksPerDay == 0 ? $"{age.Days}d" : $"{Math.Ceiling(age.TotalSeconds):0}s";
    }

    public static SpecLayer Of(CommandLineLayer words, SpecContext context)
    {
        var scalars = ImmutableDictionary<string, Located>.Empty;
        if (words.ClientId is { } client) scalars = scalars.Add("client_id", new(client, CommandLine));
        if (words.DryRun) scalars = scalars.Add("dry_run", new("true", CommandLine));

        List<LayerOption> options = [];
        if (words.Jar is { } jar) options.Add(Submit("jar", [jar]));
        if (!words.Jars.IsDefaultOrEmpty) options.Add(Submit("jars", words.Jars.SelectMany(value => value.Split(',')).Where(item => item.Length > 0)));
        if (words.JobName is { } name) options.Add(Submit("id", [JobIds.From(name, context.RunId)]));
        return new()
        {
            Scalars = scalars,
            SubmitOptions = [.. options],
            JobArgs = words.JobArgs.IsDefaultOrEmpty ? null : [.. words.JobArgs.Select(arg => new Located(arg, CommandLine))],
        };
    }

    private static LayerOption Option(string name, SpecLocation at, params string[] items)
    {
        var row = ClusterOptions.Table.Find(name)!;
        return new(row, name, at, [.. items.Select(item =>
            row.Shape == OptionShape.Map && OptionText.Pair(item, out var pair) is null
                ? new LayerItem(pair.Key, pair.Value, at)
                : new LayerItem(null, item, at))]);
    }

    private static LayerOption Submit(string name, IEnumerable<string> items) =>
        new(SubmitOptions.FindInAny(name, out _)!, name, CommandLine, [.. items.Select(item => new LayerItem(null, item, CommandLine))]);
}
