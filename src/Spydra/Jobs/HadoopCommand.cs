using System.Collections.Frozen;
using System.Collections.Immutable;
using Spydra.Specs;

namespace Spydra.Jobs;

/// <summary>The words of <c>hadoop jar</c> for a job of the Hadoop client here. See https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-common/CommandsManual.html#jar.</summary>
public static class HadoopCommand
{
    /// <summary>Dataproc's prefixes for Hadoop's own configuration files; a client has one configuration, and its names have none.</summary>
    private static readonly FrozenSet<string> Files = new[] { "capacity-scheduler", "core", "distcp", "hdfs", "mapred", "yarn" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Options that have a meaning without a cluster of Dataproc's.</summary>
    private static readonly FrozenSet<string> Heeded = new[] { "jar", "class", "properties", "id" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// <c>hadoop jar JAR [CLASS] -D k=v ... ARGS</c>: the properties stand where Hadoop's ToolRunner looks for them, or behind the
    /// arguments, where the original put them, if <c>on_premise.property_position</c> says so.
    /// </summary>
    /// <exception cref="ArgumentException">The spec was not checked, and has no jar.</exception>
    public static ImmutableArray<string> Words(JobSpec spec)
    {
        var options = spec.SubmitOptions;
        if (options.Text("jar") is not { } jar) throw new ArgumentException("A job on premises needs a jar.", nameof(spec));
        string[] main = options.Text("class") is { } name ? [name] : [];
        string[] properties = [.. options.Entries("properties").SelectMany(property => new[] { "-D", $"{Bare(property.Key)}={property.Value}" })];
        return spec.PropertiesAfterArguments
            ? ["hadoop", "jar", jar, .. main, .. spec.JobArgs, .. properties]
            : ["hadoop", "jar", jar, .. main, .. properties, .. spec.JobArgs];
    }

    /// <summary>The options of the spec that change nothing here.</summary>
    public static IEnumerable<string> WithoutEffect(JobSpec spec) => spec.SubmitOptions.Values.Keys.Where(name => !Heeded.Contains(name));

    private static string Bare(string property) =>
        property.Split(':', 2) is [var file, var name] && Files.Contains(file) ? name : property;
}
